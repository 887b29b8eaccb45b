import { t } from '@lingui/core/macro';
import type { Page } from '@/features/page';
import { IconShield } from '@/ui/icons';

export const pages: Page[] = [
  {
    path: '/destinations',
    title: () => t`Destinations`,
    needs: 'trunk.read',
    icon: IconShield,
    group: 'telephony',
    load: () => import('./view/destinations'),
    search: (raw) => (Number(raw.trunk) > 0 ? { trunk: Number(raw.trunk) } : {}),
  },
];
