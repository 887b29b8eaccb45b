import { t } from '@lingui/core/macro';
import type { Appearance, Fall, NumberTest, PoolNumber } from '@/api/caller-ids';
import { number, percent } from '@/words/format';

/** Beginnings of numbers and numbers as people type them: with blanks, commas or lines between them. */
export const areasIn = (typed: string): string[] => typed.split(/[\s,;]+/).filter(Boolean);

export const cap = (said: number | string): number | null =>
  said === '' || Number(said) <= 0 ? null : Math.round(Number(said));

export const used = (calls: number, most: number | null): string =>
  most === null ? number(calls) : `${number(calls)} / ${number(most)}`;

export const isResting = (one: PoolNumber, now = Date.now()): boolean =>
  one.rests_until !== null && Date.parse(one.rests_until) > now;

/** The share of a number's calls that a person answered, by day; null for a day with too few of them to say. */
export const sharesOf = ({ days }: PoolNumber): (number | null)[] =>
  days.map(({ calls, persons }) => (calls < LEAST ? null : persons / calls));
const LEAST = 10;

export function lastShare(one: PoolNumber): string {
  const last = one.days.at(-1);
  return last && last.calls >= LEAST ? percent(last.persons / last.calls) : '–';
}

/** What has fallen, against what, and what to do about it. */
export function fallText(fall: Fall): string {
  const [now, before] = [percent(fall.share), percent(fall.share_before)];
  if (fall.share_of_others === null) {
    return t`In the last 24 hours people answered ${now} of its calls, and ${before} in the two weeks before at the same hours. No other number of the pool was shown often enough to compare.`;
  }
  const others = percent(fall.share_of_others);
  return t`In the last 24 hours people answered ${now} of its calls: ${before} in the two weeks before at the same hours, and ${others} of the calls that showed the pool's other numbers in the same hours.`;
}

export function appearanceWord(one: Appearance): string {
  const words: Record<Appearance, string> = {
    as_sent: t`as it was sent`,
    marked: t`marked as spam or suspected fraud`,
    other: t`as another number`,
    hidden: t`hidden`,
  };
  return words[one];
}

export function testWord({ stage, outcome }: NumberTest): string {
  if (stage === 'joined') return t`answered`;
  const words: Record<string, string> = {
    busy: t`busy`,
    no_answer: t`rang, nobody answered`,
    invalid_number: t`the carrier does not know the number called`,
    congestion: t`no free line at the carrier`,
    failed: t`refused by the carrier`,
  };
  return words[outcome ?? ''] ?? t`not answered`;
}
