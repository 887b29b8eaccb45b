import { t } from '@lingui/core/macro';
import { type Page, searchOf } from '@/features/page';
import { IconKey } from '@/ui/icons';

export const pages: Page[] = [
  {
    path: '/caller-ids',
    title: () => t`Caller ids`,
    needs: 'caller_id.read',
    icon: IconKey,
    group: 'telephony',
    load: () => import('./view/caller-ids'),
    search: searchOf(['pool', 'campaign', 'number'], []),
  },
];
