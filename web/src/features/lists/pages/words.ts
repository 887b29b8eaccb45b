import { plural, t } from '@lingui/core/macro';
import type { Import, List, Measure, Test } from '@/api/lists';
import type { Tone } from '@/ui/theme';
import { number } from '@/words/format';

/** The states of a lead, in the order in which it goes through them. */
export function leadStates(): Record<string, string> {
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

/** How a list stands: a word and its tone. */
export function listState(list: List): { tone: Tone; words: string } {
  if (list.task === 'archive') return { tone: 'brand', words: t`is being archived` };
  if (list.task === 'unarchive') return { tone: 'brand', words: t`is taken out of the archive` };
  if (list.archived_at) return { tone: 'rest', words: t`archived` };
  if (list.task === 'rank') return { tone: 'brand', words: t`is put in order` };
  if (!list.enabled) return { tone: 'rest', words: t`off` };
  if (list.campaign_id === null) return { tone: 'warn', words: t`in no campaign` };
  return { tone: 'ok', words: t`on` };
}

export function importState(one: Pick<Import, 'status' | 'rejected'>): { tone: Tone; words: string } {
  switch (one.status) {
    case 'waiting':
      return { tone: 'warn', words: t`waits to be confirmed` };
    case 'declined':
      return { tone: 'rest', words: t`not loaded` };
    case 'queued':
      return { tone: 'brand', words: t`in the queue` };
    case 'running':
      return { tone: 'brand', words: t`is being loaded` };
    case 'finished':
      return one.rejected > 0
        ? { tone: 'warn', words: t`loaded, with rejected rows` }
        : { tone: 'ok', words: t`loaded` };
    case 'cancelled':
      return { tone: 'rest', words: t`cancelled` };
    default:
      return { tone: 'stop', words: t`failed` };
  }
}

/** What a row of a file would become. */
export function becomesWords(becomes: string | null): string {
  switch (becomes) {
    case 'added':
      return t`comes in`;
    case 'updated':
      return t`is updated`;
    case 'known':
      return t`is known`;
    case 'suppressed':
      return t`must not be called`;
    case 'rejected':
      return t`is rejected`;
    default:
      return '';
  }
}

export const leadsWords = (count: number) => plural(count, { one: '# lead', other: '# leads' });

/** How many pass: exact, or about as many as of the sample. */
export function passingWords(seen: {
  leads: number;
  looked_at: number;
  passing: number;
  is_exact: boolean;
}): string {
  if (seen.looked_at === 0) return t`No lead of this list waits to be called.`;
  if (seen.is_exact) return t`${number(seen.passing)} of ${number(seen.looked_at)} waiting leads would be called.`;
  const about = Math.round((seen.leads * seen.passing) / seen.looked_at);
  return t`About ${number(about)} of ${number(seen.leads)} leads would be called (looked at ${number(seen.looked_at)}).`;
}

/** What is asked of a field, as it stands between the field and the value. */
export function testWords(): Record<Test, string> {
  return {
    is: t`is`,
    is_not: t`is not`,
    less: t`is less than`,
    at_most: t`is at most`,
    more: t`is more than`,
    at_least: t`is at least`,
    one_of: t`is one of`,
    none_of: t`is none of`,
    contains: t`contains`,
    contains_not: t`does not contain`,
    starts_with: t`starts with`,
    starts_not_with: t`does not start with`,
    is_empty: t`is empty`,
    is_not_empty: t`is not empty`,
  };
}

/** A measure of a field, by the field's name. */
export function measureWords(measure: Measure, field: string): string {
  switch (measure) {
    case 'days_since':
      return t`days since ${field}`;
    case 'years_since':
      return t`years since ${field}`;
    case 'length':
      return t`length of ${field}`;
    default:
      return field;
  }
}

/** The fields that every lead has, as people call them; others have the name of their column. */
export function fieldWords(name: string): string {
  const own: Record<string, string> = {
    name: t`name`,
    language: t`language`,
    external_id: t`customer number`,
    zone: t`time zone`,
    postcode: t`postcode`,
    owner: t`agent who knows them`,
    priority: t`priority`,
    attempts: t`attempts so far`,
    phone: t`first phone`,
    phones: t`number of phones`,
  };
  return own[name] ?? name;
}
