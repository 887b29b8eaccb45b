import { t } from '@lingui/core/macro';
import type { Page } from '@/features/page';
import { IconCampaign } from '@/ui/icons';

const texts = (raw: Record<string, unknown>, ...names: string[]) =>
  Object.fromEntries(
    names.filter((name) => typeof raw[name] === 'string' && raw[name]).map((name) => [name, raw[name]]),
  );

export const pages: Page[] = [
  {
    path: '/campaigns',
    title: () => t`Campaigns`,
    needs: 'campaign.read',
    icon: IconCampaign,
    group: 'calls',
    load: () => import('./list/campaigns'),
    search: (raw) => texts(raw, 'q', 'status', 'sort'),
  },
  {
    path: '/campaigns/$id',
    title: () => t`Campaign`,
    needs: 'campaign.read',
    load: () => import('./page/campaign'),
    search: (raw) => texts(raw, 'tab'),
  },
];
