import { plural, t } from '@lingui/core/macro';
import type { Counts, Part, Results } from '@/api/results';
import { dateOfDay, duration, number, percent } from '@/words/format';
import type { Dimension, Rows, Stage } from './address';

export const STAGES: Stage[] = ['tried', 'answered', 'person', 'right_party', 'success'];

export function stageText(stage: Stage): string {
  switch (stage) {
    case 'tried':
      return t`tried`;
    case 'answered':
      return t`answered`;
    case 'person':
      return t`person`;
    case 'right_party':
      return t`right party`;
    default:
      return t`conversion`;
  }
}

export function dimensionText(dimension: Dimension): string {
  switch (dimension) {
    case 'list':
      return t`list`;
    case 'agent':
      return t`agent`;
    case 'caller_id':
      return t`caller id`;
    case 'trunk':
      return t`trunk`;
    case 'outcome':
      return t`outcome`;
    case 'cause':
      return t`cause`;
    case 'disposition':
      return t`disposition`;
    case 'hour':
      return t`hour of the day`;
    default:
      return t`day`;
  }
}

export function countAt(counts: Counts, stage: Stage): number {
  switch (stage) {
    case 'tried':
      return counts.attempts;
    case 'answered':
      return counts.answered;
    case 'person':
      return counts.persons;
    case 'right_party':
      return counts.right_parties;
    default:
      return counts.successes;
  }
}

export function leadsAt(results: Results, stage: Stage): number {
  const { tried, answered, persons, right_parties: right, successes } = results.leads;
  return { tried, answered, person: persons, right_party: right, success: successes }[stage];
}

/** The parts of a dimension, as rows with a name. */
export function partsOf(results: Results, by: Dimension): Part[] {
  switch (by) {
    case 'list':
      return results.lists;
    case 'agent':
      return results.agents ?? [];
    case 'caller_id':
      return results.caller_ids;
    case 'trunk':
      return results.trunks;
    case 'outcome':
      return results.outcomes;
    case 'cause':
      return results.causes;
    case 'disposition':
      return results.dispositions;
    case 'day':
      return results.days.map(({ day, since, until, ...counts }) => ({
        ...counts,
        value: day,
        detail: '',
        name: dateOfDay(day),
      }));
    default:
      return byHour(results);
  }
}

function byHour({ weekdays }: Results): Part[] {
  const found = new Map<number, Part>();
  for (const { weekday, hour, ...counts } of weekdays) {
    const there = found.get(hour);
    const name = `${String(hour).padStart(2, '0')}:00`;
    found.set(hour, there ? added(there, counts) : { ...counts, value: String(hour), detail: '', name });
  }
  return [...found.values()].sort((a, b) => Number(a.value) - Number(b.value));
}

function added(part: Part, counts: Counts): Part {
  return {
    ...part,
    attempts: part.attempts + counts.attempts,
    answered: part.answered + counts.answered,
    persons: part.persons + counts.persons,
    right_parties: part.right_parties + counts.right_parties,
    successes: part.successes + counts.successes,
    talks: part.talks + counts.talks,
    talk_s: part.talk_s + counts.talk_s,
  };
}

/** What a part is called; those without a value are what nothing was said of. */
export function partName(by: Dimension, part: Part): string {
  if (part.name && by === 'cause') return `${part.name} (${part.value})`;
  if (part.name || part.value) return part.name || part.value;
  switch (by) {
    case 'agent':
      return t`other agents`;
    case 'outcome':
      return t`still living`;
    default:
      return t`not known`;
  }
}

export const shareOf = (part: number, whole: number): number | null => (whole ? part / whole : null);

/** The part of a dimension that the rows have in common. */
export const partOf = (results: Results, of: Dimension, { value = '', detail = '' }: Rows): Part | undefined =>
  partsOf(results, of).find((one) => one.value === value && one.detail === detail);

/** The counts of what the rows have in common. */
export function countsOf(results: Results, rows: Rows): Counts | undefined {
  if (rows.of) return partOf(results, rows.of, rows);
  if (rows.weekday === undefined) return results.total;
  return results.weekdays.find(({ weekday, hour }) => weekday === rows.weekday && hour === rows.hour);
}

/** The figure that the rows are behind; of a rate its numerator and denominator, and of leads their attempts too. */
export function figureText(results: Results, rows: Rows): string {
  const counts = countsOf(results, rows);
  const { reached = 'tried', out_of: outOf, counted } = rows;
  if (!counts) return '';
  const count = countAt(counts, reached);
  const attempts = attemptsText(count);
  if (counted === 'leads') {
    const [some, whole] = [leadsAt(results, reached), leadsAt(results, outOf ?? reached)];
    const leads = plural(whole, { one: '# lead', other: '# leads' });
    if (!outOf) return t`${leads}, in ${attempts}`;
    const [part, share] = [number(some), percent(shareOf(some, whole) ?? 0)];
    return t`${part} of ${leads} (${share}), in ${attempts}`;
  }
  const talk = duration(counts.talk_s);
  if (counted === 'talks') {
    const talked = counts.talks;
    const talks = plural(talked, { one: '# talk', other: '# talks' });
    return t`${talks}, ${talk} together`;
  }
  if (counted === 'talk_time') return t`${attempts}, by ${talk} of talk`;
  if (!outOf) return attempts;
  const [part, whole] = [number(count), attemptsText(countAt(counts, outOf))];
  const share = percent(shareOf(count, countAt(counts, outOf)) ?? 0);
  if (outOf === 'tried') return t`${part} of ${whole} (${share})`;
  const stage = stageText(outOf);
  return t`${part} of ${whole} that came as far as "${stage}" (${share})`;
}

const attemptsText = (count: number): string => plural(count, { one: '# attempt', other: '# attempts' });
