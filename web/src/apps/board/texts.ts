import { t } from '@lingui/core/macro';
import type { Band } from './parts';
import type { Layout } from './settings';

/** Words for the codes of the stream. */
export function statusOf(campaign: { status: string; blocked: boolean }): [Band, string] {
  if (campaign.blocked) return ['over', t`Cannot dial`];
  switch (campaign.status) {
    case 'running':
      return ['good', t`Running`];
    case 'paused':
      return ['rest', t`Paused`];
    case 'stopped':
      return ['rest', t`Stopped`];
    case 'closed':
      return ['rest', t`Closed`];
    default:
      return ['rest', t`Archived`];
  }
}

export function linkOf(state: string): [Band, string] {
  switch (state) {
    case 'up':
      return ['good', t`Up`];
    case 'resting':
      return ['near', t`Resting`];
    case 'connecting':
      return ['near', t`Connecting`];
    case 'down':
      return ['over', t`Down`];
    case 'draining':
      return ['rest', t`Draining`];
    case 'drained':
      return ['rest', t`Drained`];
    default:
      return ['rest', t`Unknown`];
  }
}

export function agentState(state: string): string {
  switch (state) {
    case 'ready':
      return t({ context: 'agent', message: 'Ready' });
    case 'call_back':
      return t`Held for a call-back`;
    case 'reserved':
      return t`Being connected`;
    case 'talking':
      return t`Talking`;
    case 'wrap_up':
      return t`Wrap-up`;
    case 'preview':
      return t`Preview`;
    case 'paused':
      return t`Paused`;
    default:
      return t`No phone`;
  }
}

export const layoutName = (layout: Layout): string =>
  ({ goal: t`Goal`, campaigns: t`Campaigns`, pace: t`Pace`, telephony: t`Telephony` })[layout];
