import { t } from '@lingui/core/macro';
import { type Page, searchOf } from '@/features/page';
import { IconList } from '@/ui/icons';

export interface ListsSearch {
  q?: string;
  campaign?: number;
  sort?: string;
}

export interface ListSearch {
  tab?: string;
  import?: number;
}

export const pages: Page[] = [
  {
    path: '/lists',
    title: () => t`Lists`,
    needs: 'list.read',
    icon: IconList,
    group: 'calls',
    load: () => import('./pages/lists'),
    search: searchOf(['campaign'], ['q', 'sort']),
  },
  {
    path: '/lists/$listId',
    title: () => t`Lists`,
    needs: 'list.read',
    load: () => import('./pages/list'),
    search: searchOf(['import'], ['tab']),
  },
];
