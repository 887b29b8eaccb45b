import { plural, t } from '@lingui/core/macro';
import { number } from '@/words/format';
import type { Rule } from './settings';

/** How long a wait is, in the largest unit in which it is whole. */
export function waitText(seconds: number): string {
  const [count, unit] = waitOf(seconds);
  switch (unit) {
    case 'days':
      return plural(count, { one: '# day', other: '# days' });
    case 'hours':
      return plural(count, { one: '# hour', other: '# hours' });
    case 'minutes':
      return plural(count, { one: '# minute', other: '# minutes' });
    default:
      return plural(count, { one: '# second', other: '# seconds' });
  }
}

export type WaitUnit = 'seconds' | 'minutes' | 'hours' | 'days';
export const UNIT_S: Readonly<Record<WaitUnit, number>> = { seconds: 1, minutes: 60, hours: 3600, days: 86_400 };

export function waitOf(seconds: number): [number, WaitUnit] {
  const units: WaitUnit[] = ['days', 'hours', 'minutes'];
  const unit = units.find((one) => seconds > 0 && seconds % UNIT_S[one] === 0) ?? 'seconds';
  return [seconds / UNIT_S[unit], unit];
}

/** A retry rule as a sentence. */
export function ruleText(rule: Rule): string {
  if (rule.then === 'retire') {
    return rule.next_phone ? t`go on with the next phone; after the last, not again` : t`do not call again`;
  }
  if (rule.then === 'suppress') return t`never call this number again`;
  const parts = [t`call again after ${waitText(rule.wait_s ?? 0)}`];
  const growth = rule.growth ?? 1;
  if (growth > 1) parts.push(t`each wait ${number(growth, growth % 1 ? 1 : 0)} times as long as the one before`);
  if (rule.next_phone) parts.push(t`on the next phone`);
  if (rule.other_time) parts.push(t`in another part of the day`);
  if (rule.at_most) parts.push(plural(rule.at_most, { one: 'at most # time', other: 'at most # times' }));
  return parts.join(', ');
}
