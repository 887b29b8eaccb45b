// Where a talk stands in the guides of its campaign, one after the other, and what each of them has told. Pure.
import type { IdentityState } from '@/guide';

export interface GuidesInOrder {
  /** The guide that is read, by its place. */
  place: number;
  /** The duties that were said, by guide: one that has ended keeps its own. */
  said: Readonly<Record<number, readonly string[]>>;
  /** Facts that the agent typed in any of them, by code. */
  typed: Readonly<Record<string, string>>;
  identity: IdentityState;
}

export const IN_ORDER: GuidesInOrder = { place: 0, said: {}, typed: {}, identity: 'not_asked' };

/** What a guide has told of its duties; its last ones come together with its end, in either order. */
export const withSaid = (known: GuidesInOrder, guideId: number, said: readonly string[]): GuidesInOrder => ({
  ...known,
  said: { ...known.said, [guideId]: said },
});

export const withTyped = (known: GuidesInOrder, typed: GuidesInOrder['typed']): GuidesInOrder => ({
  ...known,
  typed: { ...known.typed, ...typed },
});

export const withIdentity = (known: GuidesInOrder, identity: IdentityState): GuidesInOrder =>
  identity === 'not_asked' ? known : { ...known, identity };

export const withNextGuide = (known: GuidesInOrder): GuidesInOrder => ({ ...known, place: known.place + 1 });

/** All that was said in the talk so far. */
export const allSaid = (known: GuidesInOrder): string[] => [...new Set(Object.values(known.said).flat())];
