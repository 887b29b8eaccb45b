// What two people have changed of one thing, place by place, and one of both. Pure.

/** A thing by place, as `mode` or `law/topic`; undefined where there is nothing. */
export type Places = Readonly<Record<string, unknown>>;
export type Whose = 'mine' | 'theirs';
export type Chosen = Readonly<Record<string, Whose>>;

export interface Clash {
  place: string;
  before: unknown;
  mine: unknown;
  theirs: unknown;
  /** Whether I have changed it too, and otherwise. */
  both: boolean;
}

/** Whether two values say the same; the order of an object's fields says nothing. */
export function same(one: unknown, other: unknown): boolean {
  return one === other || text(one) === text(other);
}

function text(value: unknown): string {
  return JSON.stringify(value ?? null, (_, part) =>
    part && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part as object).sort(([a], [b]) => (a < b ? -1 : 1)))
      : (part as unknown),
  );
}

/** The places at which two versions differ. */
export const differing = (was: Places, is: Places): string[] =>
  [...new Set([...Object.keys(was), ...Object.keys(is)])].filter((place) => !same(was[place], is[place]));

/** What others have changed since `was` was read, and whether I have changed the same. */
export const clashing = (was: Places, mine: Places, theirs: Places): Clash[] =>
  differing(was, theirs)
    .filter((place) => !same(mine[place], theirs[place]))
    .map((place) => ({
      place,
      before: was[place],
      mine: mine[place],
      theirs: theirs[place],
      both: !same(was[place], mine[place]),
    }));

/** Theirs with my changes; where both changed the same (`clashes`), mine only at the places that were chosen. */
export function together(
  was: Places,
  mine: Places,
  theirs: Places,
  clashes: readonly Clash[],
  chosen: Chosen,
): Record<string, unknown> {
  const both = new Set(clashes.filter((one) => one.both).map((one) => one.place));
  const places: Record<string, unknown> = { ...theirs };
  for (const place of differing(was, mine)) {
    if (both.has(place) && chosen[place] !== 'mine') continue;
    if (place in mine) places[place] = mine[place];
    else delete places[place];
  }
  return places;
}
