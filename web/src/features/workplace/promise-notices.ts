// Which promises are announced to the agent before they are due, each once. Pure.

/** An hour: time enough to keep the promise, or to give it to somebody who can. */
export const AHEAD_S = 3600;
/** For a promise that was made or handed over within that hour, when nobody has forgotten it yet. */
export const SOON_S = 600;
const KEPT_S = 86_400;

export interface Owed {
  readonly kind: string;
  readonly id: number;
  readonly due_at: string;
}

/** What is remembered of a promise: when it is due, how long before it is announced, and whether the agent has read it. */
export interface Notice {
  readonly due: number;
  readonly ahead: number;
  readonly read: boolean;
}
export type Notices = Readonly<Record<string, Notice>>;

/** A promise that gets another time is another one to announce. */
export const keyOf = (one: Owed): string => `${one.kind} ${one.id} ${one.due_at}`;

/** Take note of the promises there are; `first`: the page has just been opened. Old ones are forgotten. */
export function noted(notices: Notices, owed: readonly Owed[], now: number, first: boolean): Notices {
  const kept = Object.entries(notices).filter(([, one]) => one.due > now - KEPT_S);
  const found: Record<string, Notice> = Object.fromEntries(kept);
  for (const one of owed) {
    const due = Date.parse(one.due_at) / 1000;
    const ahead = first || due - now > AHEAD_S ? AHEAD_S : SOON_S;
    found[keyOf(one)] ??= { due, ahead, read: false };
  }
  return found;
}

/** Those to be announced now, the earliest due first. */
export function announced<T extends Owed>(notices: Notices, owed: readonly T[], now: number): T[] {
  return owed.filter((one) => {
    const notice = notices[keyOf(one)];
    return notice !== undefined && !notice.read && notice.due - now <= notice.ahead;
  });
}

export const read = (notices: Notices, one: Owed): Notices => {
  const notice = notices[keyOf(one)];
  return notice ? { ...notices, [keyOf(one)]: { ...notice, read: true } } : notices;
};

/** What was kept in the browser; anything strange in it is left out. */
export function readNotices(kept: string | null): Notices {
  try {
    const said: unknown = JSON.parse(kept ?? '{}');
    if (typeof said !== 'object' || said === null) return {};
    return Object.fromEntries(
      Object.entries(said as Record<string, Partial<Notice> | null>).filter(
        ([, one]) => typeof one?.due === 'number' && typeof one.ahead === 'number' && typeof one.read === 'boolean',
      ),
    ) as Notices;
  } catch {
    return {};
  }
}
