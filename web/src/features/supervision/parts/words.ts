import { t } from '@lingui/core/macro';
import type { IssueReportKind } from '@/api/workday';
import type { Tone } from '@/ui/theme';

/** What an agent does, with its colour. */
export function stateOf(state: string): [Tone, string] {
  switch (state) {
    case 'talking':
      return ['ok', t`talking`];
    case 'wrap_up':
      return ['brand', t`wrap-up`];
    case 'reserved':
      return ['brand', t`reserved`];
    case 'ready':
      return ['ok', t`is ready`];
    case 'preview':
      return ['brand', t`in preview`];
    case 'call_back':
      return ['brand', t`call-back`];
    case 'paused':
      return ['rest', t`paused`];
    case 'no_phone':
      return ['warn', t`without a phone`];
    default:
      return ['rest', state];
  }
}

export function campaignState(status: string, blocked: boolean): [Tone, string] {
  if (blocked && status === 'running') return ['warn', t`cannot dial`];
  switch (status) {
    case 'running':
      return ['ok', t`running`];
    case 'paused':
      return ['rest', t`paused`];
    default:
      return ['stop', t`stopped`];
  }
}

export function issueReportKind(kind: IssueReportKind): string {
  switch (kind) {
    case 'script':
      return t`script`;
    case 'price':
      return t`price or offer`;
    case 'list':
      return t`who is called`;
    case 'line':
      return t`the line`;
    default:
      return t`something else`;
  }
}
