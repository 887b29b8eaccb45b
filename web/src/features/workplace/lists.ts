import { t } from '@lingui/core/macro';
import type { Need } from '@/api/interactions';

// What an agent chooses from with one key. The codes go to the server, the words are the page's.

export interface Choosable<Code extends string = string> {
  code: Code;
  label: string;
}

/** How a person wants to be treated: needs, never diagnoses. */
export const needs = (): Choosable<Need>[] => [
  { code: 'slow', label: t`speak slowly` },
  { code: 'loud', label: t`speak loudly` },
  { code: 'plain_words', label: t`plain words` },
  { code: 'paper_first', label: t`paper first` },
  { code: 'trusted_person', label: t`decides with a trusted person` },
  { code: 'do_not_sell', label: t`do not sell` },
];

/** Kinds of customers, as sales training tells them apart: another wording fits each. */
export const customerTypes = (): Choosable[] => [
  { code: 'hurried', label: t`hurried` },
  { code: 'wary', label: t`wary` },
  { code: 'talkative', label: t`talkative` },
  { code: 'expert', label: t`expert` },
  { code: 'undecided', label: t`undecided` },
];

export const topics = (): Choosable[] => [
  { code: 'product', label: t`product` },
  { code: 'price', label: t`price` },
  { code: 'contract', label: t`contract` },
  { code: 'delivery', label: t`delivery` },
  { code: 'invoice', label: t`invoice` },
  { code: 'fault', label: t`fault` },
  { code: 'complaint', label: t`complaint` },
  { code: 'privacy', label: t`personal data` },
  { code: 'other', label: t`something else` },
];

/** A mood in words, −2 to 2, as an agent typed it. */
export function moodWords(mood: number): string {
  switch (mood) {
    case -2:
      return t`angry`;
    case -1:
      return t`annoyed`;
    case 0:
      return t`neutral`;
    case 1:
      return t`friendly`;
    default:
      return t`delighted`;
  }
}
