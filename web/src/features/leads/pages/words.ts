import { t } from '@lingui/core/macro';
import type { Lead } from '@/api/leads';
import type { Tone } from '@/ui/theme';

/** The states of a lead, in the order in which it goes through them. */
export function leadStates(): Record<Lead['state'], string> {
  return {
    open: t`to be called`,
    claimed: t`next to be called`,
    booked: t`with a call-back`,
    calling: t`being called`,
    wrapping: t`in wrap-up`,
    held: t`left out by the filter`,
    done: t`done`,
    archived: t`archived`,
  };
}

export function toneOf(state: Lead['state']): Tone {
  switch (state) {
    case 'calling':
    case 'wrapping':
    case 'claimed':
      return 'brand';
    case 'done':
    case 'archived':
      return 'rest';
    case 'held':
      return 'warn';
    default:
      return 'ok';
  }
}
