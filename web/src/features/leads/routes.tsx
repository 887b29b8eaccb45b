import { t } from '@lingui/core/macro';
import { type Page, searchOf } from '@/features/page';
import { IconUser } from '@/ui/icons';

export interface LeadsSearch {
  q?: string;
  campaign?: number;
  list?: number;
  state?: string;
  owner?: string;
  reason?: string;
}

export const pages: Page[] = [
  {
    path: '/leads',
    title: () => t`Leads`,
    needs: 'lead.read',
    icon: IconUser,
    group: 'calls',
    load: () => import('./pages/leads'),
    search: searchOf(['campaign', 'list'], ['q', 'state', 'owner', 'reason']),
  },
  { path: '/leads/$leadId', title: () => t`Leads`, needs: 'lead.read', load: () => import('./pages/lead') },
];
