// What a disposition still needs before it can be written down. Pure.
import type { CallbackTime } from '@/api/interactions';
import type { components } from '@/api/schema';
import type { Said } from './regions/dispositions';

export interface Reason {
  readonly code: string;
  /** By language. */
  readonly labels: Readonly<Record<string, string>>;
}

/** A disposition as the API shows it, with what it requires. */
export interface Disposition {
  readonly code: string;
  readonly label: string;
  readonly needs_callback: boolean;
  readonly is_success: boolean;
  readonly reasons?: readonly Reason[];
  readonly requires?: readonly string[];
}

export interface Given {
  readonly reason: string | null;
  readonly note: string;
  readonly callbackAt: number | null;
  /** The codes of what was said, of what must be said before a sale. */
  readonly said: ReadonlySet<string>;
  readonly mustSay: readonly string[];
  /** The disposition by which nobody calls any more: it waits for nothing that is to be written. */
  readonly never?: string | null;
  /** What else the interaction has: a topic, a mood. */
  readonly facts: Readonly<Record<string, unknown>>;
}

/** What the API may require, and what the law wants said. */
export type Lack = components['schemas']['Required'] | 'callback' | 'said';
const ORDER: readonly Lack[] = ['reason', 'callback', 'said', 'topic', 'mood', 'note'];

/** What is missing, in the order in which it is asked for. */
export function lacks(disposition: Disposition, given: Given): Lack[] {
  const requires = new Set<string>(disposition.code === given.never ? [] : (disposition.requires ?? []));
  const missing: Record<Lack, boolean> = {
    reason: given.reason === null && ((disposition.reasons?.length ?? 0) > 0 || requires.has('reason')),
    callback: given.callbackAt === null && (disposition.needs_callback || requires.has('callback')),
    said: disposition.is_success && given.mustSay.some((code) => !given.said.has(code)),
    topic: requires.has('topic') && !given.facts.topic,
    mood: requires.has('mood') && (given.facts.mood ?? null) === null,
    note: requires.has('note') && given.note.trim() === '',
  };
  if (missing.reason && !disposition.reasons?.length) missing.reason = false; // nothing to choose from
  return ORDER.filter((one) => missing[one]);
}

/**
 * The code of the disposition that an end of the script suggests: the one of that name, or else what the usual ends
 * stand for, as the script of the demonstration has them; null: none.
 */
export function suggestedBy(
  end: string,
  dispositions: readonly Pick<Disposition, 'code' | 'is_success' | 'needs_callback'>[],
  never: string | null,
): string | null {
  const meant: Readonly<Record<string, string | null | undefined>> = {
    accepted: dispositions.find((one) => one.is_success)?.code,
    call_back: dispositions.find((one) => one.needs_callback)?.code,
    do_not_call: never,
  };
  return dispositions.find(({ code }) => code === end)?.code ?? meant[end] ?? null;
}

/** A disposition as the API takes it. */
export const asDispose = (
  attemptId: string,
  { disposition, reason, promised }: Said,
  note: string,
  disclosed: ReadonlySet<string>,
): components['schemas']['Dispose'] => ({
  attempt_id: attemptId,
  code: disposition.code,
  note,
  reason,
  callback_mine: promised?.mine ?? false,
  callback_asked: promised?.asked ?? false,
  disclosed: [...disclosed],
  ...(promised ? { callback_at: new Date(promised.at * 1000).toISOString() } : {}),
});

/** A set with or without one of its items. */
export function ticked(before: ReadonlySet<string>, code: string, now: boolean): ReadonlySet<string> {
  const after = new Set(before);
  if (now) after.add(code);
  else after.delete(code);
  return after;
}

/** The index that a digit names in a list: 1 is the first; none for other keys, and beyond the list's end. */
export function indexOfDigit(key: string, length: number): number | null {
  if (!/^[1-9]$/.test(key)) return null;
  const index = Number(key) - 1;
  return index < length ? index : null;
}

/** A time that may be promised. */
export interface Slot {
  readonly id:
    | 'in_an_hour'
    | 'in_three_hours'
    | 'this_evening'
    | 'tomorrow_morning'
    | 'tomorrow_afternoon'
    | 'in_a_week';
  readonly at: Date;
}

/** What a time lacks before it may be promised: the person's own wish, or all lawfulness. */
export type Lacking = 'wish' | 'hours' | null;

/** Where nothing is known of a time, the call itself is held to the hours. */
export const lackingOf = (time: CallbackTime | undefined, asked: boolean): Lacking =>
  time === undefined || time.is_open || (asked && time.is_open_if_asked)
    ? null
    : time.is_open_if_asked
      ? 'wish'
      : 'hours';

const QUARTER_MS = 15 * 60_000;

/** Times that can be promised by one digit, of which none is past; by the clock of this browser. */
export function slots(now: Date): Slot[] {
  const after = (hours: number) =>
    new Date(Math.ceil((now.getTime() + hours * 3_600_000) / QUARTER_MS) * QUARTER_MS);
  const onDay = (days: number, hour: number) =>
    new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, hour, 0, 0);
  const week = new Date(now);
  week.setDate(week.getDate() + 7);
  const all: Slot[] = [
    { id: 'in_an_hour', at: after(1) },
    { id: 'in_three_hours', at: after(3) },
    { id: 'this_evening', at: onDay(0, 18) },
    { id: 'tomorrow_morning', at: onDay(1, 10) },
    { id: 'tomorrow_afternoon', at: onDay(1, 15) },
    { id: 'in_a_week', at: new Date(Math.ceil(week.getTime() / QUARTER_MS) * QUARTER_MS) },
  ];
  return all.filter(({ at }) => at.getTime() > now.getTime() + QUARTER_MS);
}

const REACTION_MS = 800;

/**
 * Whether a choice comes so soon after an end of the call that nobody here asked for that it was meant for the script:
 * both in milliseconds on the clock of events. `endedAt` is null where the agent asked for the end.
 */
export const isMeantForBefore = (endedAt: number | null, at: number): boolean =>
  endedAt !== null && at - endedAt < REACTION_MS;

/** How long a disposition can be undone by one key. */
export const UNDO_MS = 8000;

/** How much longer a disposition that was given at an instant can be undone, in milliseconds. */
export const undoLeft = (givenAt: number | undefined, now: number): number =>
  Math.max(0, (givenAt ?? 0) + UNDO_MS - now);
