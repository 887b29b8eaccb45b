import { t } from '@lingui/core/macro';
import type { Page } from '@/features/page';
import { IconBoard } from '@/ui/icons';

export const pages: Page[] = [
  {
    path: '/boards',
    title: () => t`Wallboards`,
    needs: 'board.share',
    icon: IconBoard,
    group: 'calls',
    load: () => import('./boards'),
  },
];
