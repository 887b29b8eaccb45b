import { t } from '@lingui/core/macro';
import { type Page, searchOf } from '@/features/page';
import { IconPeople } from '@/ui/icons';

export const pages: Page[] = [
  {
    path: '/people',
    title: () => t`People`,
    needs: 'user.read',
    icon: IconPeople,
    group: 'system',
    load: () => import('./view/people'),
    search: searchOf([], ['tab']),
  },
];
