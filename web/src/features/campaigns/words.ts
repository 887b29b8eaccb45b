import { t } from '@lingui/core/macro';
import type { CampaignStatus } from '@/api/campaigns';
import type { Tone } from '@/ui/theme';

export const STATUSES: readonly CampaignStatus[] = ['running', 'paused', 'stopped', 'closed', 'archived'];

/** What a campaign does, in a word; `blocked` runs, and cannot dial. */
export function statusWord(status: string): [Tone, string] {
  switch (status) {
    case 'running':
      return ['ok', t`running`];
    case 'blocked':
      return ['warn', t`cannot dial`];
    case 'paused':
      return ['rest', t`paused`];
    case 'stopped':
      return ['stop', t`stopped`];
    case 'closed':
      return ['rest', t`closed`];
    default:
      return ['rest', t`archived`];
  }
}

export const MODES = ['preview', 'progressive', 'ratio', 'predictive', 'guaranteed'] as const;

export function modeWord(mode: string): string {
  switch (mode) {
    case 'preview':
      return t`preview`;
    case 'progressive':
      return t`progressive`;
    case 'ratio':
      return t`fixed ratio`;
    case 'predictive':
      return t`predictive`;
    default:
      return t`guaranteed`;
  }
}

/** What a mode does, in a sentence. */
export function modeText(mode: string): string {
  switch (mode) {
    case 'preview':
      return t`The agent sees who it is first, and starts the call or skips it.`;
    case 'progressive':
      return t`One call for each ready agent: hardly anybody is abandoned, and agents wait between calls.`;
    case 'ratio':
      return t`A fixed number of calls for each ready agent, whatever happens to those under way.`;
    case 'predictive':
      return t`Dials ahead of the agents who will be free, and holds the abandoned share at its target.`;
    default:
      return t`A call only for an agent who is kept free for it: nobody is abandoned, and agents wait longest.`;
  }
}

export const OUTCOMES = [
  'no_answer',
  'busy',
  'congestion',
  'machine',
  'abandoned',
  'failed',
  'invalid_number',
  'not_placed',
  'cancelled',
  'lost',
  'connected',
] as const;

/** What the network said of an attempt. */
export function outcomeWord(outcome: string): string {
  switch (outcome) {
    case 'no_answer':
      return t`no answer`;
    case 'busy':
      return t`busy`;
    case 'congestion':
      return t`congestion`;
    case 'machine':
      return t`answering machine`;
    case 'abandoned':
      return t`abandoned`;
    case 'failed':
      return t`failed`;
    case 'invalid_number':
      return t`invalid number`;
    case 'not_placed':
      return t`not placed`;
    case 'cancelled':
      return t`called off while it rang`;
    case 'lost':
      return t`lost`;
    default:
      return t`connected`;
  }
}
