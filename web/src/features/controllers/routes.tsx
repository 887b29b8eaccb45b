import { t } from '@lingui/core/macro';
import { type Page, searchOf } from '@/features/page';
import { IconUser } from '@/ui/icons';

export const pages: Page[] = [
  {
    path: '/controllers',
    title: () => t`Controllers`,
    needs: 'controller.read',
    icon: IconUser,
    group: 'law',
    load: () => import('./view/controllers'),
    search: searchOf(['controller'], []),
  },
];
