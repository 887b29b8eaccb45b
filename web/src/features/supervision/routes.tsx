import { t } from '@lingui/core/macro';
import type { Page } from '@/features/page';
import { IconHeadset } from '@/ui/icons';

export const pages: Page[] = [
  {
    path: '/supervision',
    title: () => t`Supervision`,
    needs: 'agent.command',
    icon: IconHeadset,
    group: 'calls',
    load: () => import('./supervision'),
    search: ({ tab, campaign, team, state }) => ({
      ...(typeof tab === 'string' ? { tab } : {}),
      ...(Number(campaign) > 0 ? { campaign: Number(campaign) } : {}),
      ...(Number(team) > 0 ? { team: Number(team) } : {}),
      ...(typeof state === 'string' ? { state } : {}),
    }),
  },
];
