import { t } from '@lingui/core/macro';
import type { Need } from '@/api/interactions';
import type { Consent } from '@/api/workplace';

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

export interface Topic extends Choosable {
  /** What of it, more exactly: the second level. */
  more: Choosable[];
}

/** What a talk was about, in two levels of at most nine each: two digits. */
export const topics = (): Topic[] => [
  {
    code: 'product',
    label: t`product`,
    more: [
      { code: 'features', label: t`what it does` },
      { code: 'use', label: t`how it is used` },
      { code: 'availability', label: t`whether it can be had` },
      { code: 'quality', label: t`its quality` },
    ],
  },
  {
    code: 'price',
    label: t`price`,
    more: [
      { code: 'too_high', label: t`too high` },
      { code: 'discount', label: t`a discount` },
      { code: 'extra_costs', label: t`costs besides` },
      { code: 'payment', label: t`how to pay` },
    ],
  },
  {
    code: 'contract',
    label: t`contract`,
    more: [
      { code: 'duration', label: t`its duration` },
      { code: 'change', label: t`a change` },
      { code: 'withdrawal', label: t`withdrawal` },
      { code: 'ending', label: t`its end` },
    ],
  },
  {
    code: 'delivery',
    label: t`delivery`,
    more: [
      { code: 'late', label: t`late` },
      { code: 'not_arrived', label: t`not arrived` },
      { code: 'wrong', label: t`something wrong in it` },
      { code: 'damaged', label: t`damaged` },
    ],
  },
  {
    code: 'invoice',
    label: t`invoice`,
    more: [
      { code: 'amount', label: t`its amount` },
      { code: 'not_received', label: t`not received` },
      { code: 'paid_already', label: t`paid already` },
      { code: 'data', label: t`its data` },
    ],
  },
  {
    code: 'fault',
    label: t`fault`,
    more: [
      { code: 'not_working', label: t`does not work` },
      { code: 'now_and_then', label: t`now and then` },
      { code: 'after_repair', label: t`again after a repair` },
    ],
  },
  {
    code: 'complaint',
    label: t`complaint`,
    more: [
      { code: 'treatment', label: t`how they were treated` },
      { code: 'calls', label: t`too many calls` },
      { code: 'promise', label: t`a promise that was not kept` },
      { code: 'wait', label: t`a long wait` },
    ],
  },
  {
    code: 'privacy',
    label: t`personal data`,
    more: [
      { code: 'source', label: t`where we have them from` },
      { code: 'access', label: t`what we know` },
      { code: 'correction', label: t`a correction` },
      { code: 'erasure', label: t`to be erased` },
      { code: 'objection', label: t`no calls any more` },
    ],
  },
  { code: 'other', label: t`something else`, more: [] },
];

type Basis = NonNullable<Consent['basis']>;

/** What may allow a call to a number that an agent types; the rules of the campaign say which of it does. */
export const bases = (): Choosable<Basis>[] => [
  { code: 'request', label: t`they asked to be called` },
  { code: 'consent', label: t`consent` },
  { code: 'specific_consent', label: t`consent to this very offer` },
  { code: 'written_consent', label: t`consent in writing` },
  { code: 'contract', label: t`a contract under way` },
  { code: 'existing_customer', label: t`an existing customer` },
  { code: 'legitimate_interest', label: t`legitimate interest` },
  { code: 'public_directory', label: t`a public directory` },
  { code: 'purchase', label: t`an earlier purchase` },
  { code: 'inquiry', label: t`an earlier inquiry` },
  { code: 'told_no_objection', label: t`informed, without objection` },
];

/** What allows a call, in words: also that a register lacks the number, which nobody types. */
export const basisWords = (basis: string | null): string | undefined =>
  basis === 'not_on_register'
    ? t`not on the register of objections`
    : bases().find(({ code }) => code === basis)?.label;

/** The moods that an agent can type. */
export const MOODS = [-2, -1, 0, 1, 2];

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
