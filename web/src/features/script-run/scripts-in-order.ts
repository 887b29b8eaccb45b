// Where a talk stands in the scripts of its campaign, one after the other, and what each of them has told. Pure.
import type { IdentityState } from '@/script';

export interface ScriptsInOrder {
  /** The script that is read, by its place. */
  place: number;
  /** The duties that were said, by script: one that has ended keeps its own. */
  said: Readonly<Record<number, readonly string[]>>;
  /** Facts that the agent typed in any of them, by code. */
  typed: Readonly<Record<string, string>>;
  identity: IdentityState;
}

export const IN_ORDER: ScriptsInOrder = { place: 0, said: {}, typed: {}, identity: 'not_asked' };

/** What a script has told of its duties; its last ones come together with its end, in either order. */
export const withSaid = (known: ScriptsInOrder, scriptId: number, said: readonly string[]): ScriptsInOrder => ({
  ...known,
  said: { ...known.said, [scriptId]: said },
});

export const withTyped = (known: ScriptsInOrder, typed: ScriptsInOrder['typed']): ScriptsInOrder => ({
  ...known,
  typed: { ...known.typed, ...typed },
});

export const withIdentity = (known: ScriptsInOrder, identity: IdentityState): ScriptsInOrder =>
  identity === 'not_asked' ? known : { ...known, identity };

export const withNextScript = (known: ScriptsInOrder): ScriptsInOrder => ({ ...known, place: known.place + 1 });

/** All that was said in the talk so far. */
export const allSaid = (known: ScriptsInOrder): string[] => [...new Set(Object.values(known.said).flat())];
