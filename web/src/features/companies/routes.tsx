import { t } from '@lingui/core/macro';
import { type Page, searchOf } from '@/features/page';
import { IconUser } from '@/ui/icons';

export const pages: Page[] = [
  {
    path: '/companies',
    title: () => t`Companies`,
    needs: 'company.read',
    icon: IconUser,
    group: 'law',
    load: () => import('./view/companies'),
    search: searchOf(['company'], []),
  },
];
