import { t } from '@lingui/core/macro';
import type { Page } from '@/features/page';
import { IconSettings } from '@/ui/icons';

export const pages: Page[] = [
  {
    path: '/setup',
    title: () => t`Set-up`,
    needs: 'node.write',
    icon: IconSettings,
    group: 'system',
    load: () => import('./setup'),
    search: (raw) => (typeof raw.step === 'string' ? { step: raw.step } : {}),
  },
];
