import { t } from '@lingui/core/macro';
import type { Page } from '@/features/page';

export const pages: Page[] = [
  {
    path: '/trunks/new',
    title: () => t`New trunk`,
    needs: 'trunk.change',
    load: () => import('./wizard/new-trunk'),
    search: (raw) => (typeof raw.step === 'string' ? { step: raw.step } : {}),
  },
  {
    path: '/trunks/$node/$name',
    title: () => t`Trunk`,
    needs: 'trunk.change',
    load: () => import('./wizard/trunk-page'),
    search: (raw) => ({
      ...(typeof raw.tab === 'string' ? { tab: raw.tab } : {}),
      ...(typeof raw.step === 'string' ? { step: raw.step } : {}),
    }),
  },
];
