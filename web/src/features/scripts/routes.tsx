import { t } from '@lingui/core/macro';
import type { Page } from '@/features/page';
import { IconFile } from '@/ui/icons';

export const pages: Page[] = [
  {
    path: '/scripts',
    title: () => t`Scripts`,
    needs: 'script.read',
    icon: IconFile,
    group: 'calls',
    load: () => import('./editor/scripts'),
    search: (raw) => (Number(raw.script) > 0 ? { script: Number(raw.script) } : {}),
  },
];
