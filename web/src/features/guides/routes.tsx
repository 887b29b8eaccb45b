import { t } from '@lingui/core/macro';
import type { Page } from '@/features/page';
import { IconFile } from '@/ui/icons';

export const pages: Page[] = [
  {
    path: '/guides',
    title: () => t`Guides`,
    needs: 'guide.read',
    icon: IconFile,
    group: 'calls',
    load: () => import('./editor/guides'),
    search: (raw) => (Number(raw.guide) > 0 ? { guide: Number(raw.guide) } : {}),
  },
];
