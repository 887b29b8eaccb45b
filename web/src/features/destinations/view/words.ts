import { t } from '@lingui/core/macro';
import type { TrunkDestinations } from '@/api/destinations';
import type { Part } from '@/live/apply';
import { countryOf } from '@/words/format';

/** What a trunk has used within the hour: from the stream, or from the list. */
export interface HourUse {
  calls: number;
  minutes: number;
  spend: number;
  refused: number;
  reached: readonly string[];
  /** Milliseconds, or as the API writes it. */
  frees_at: number | string | null;
  alarm: string | null;
}

/** The `guard` of a trunk's part of the board: instants are epoch seconds there. */
export function hourOf(part: Part | undefined): (Omit<HourUse, 'frees_at'> & { frees_at: number | null }) | null {
  const guard = part?.guard as
    | (Omit<HourUse, 'alarm' | 'frees_at'> & { frees_at: number | null; alarm: { text: string } | null })
    | null
    | undefined;
  if (!guard) return null;
  return { ...guard, frees_at: guard.frees_at && guard.frees_at * 1000, alarm: guard.alarm?.text ?? null };
}

export const capWord = (cap: string): string =>
  ({ calls: t`calls`, minutes: t`minutes`, spend: t`spend` })[cap] ?? cap;

/** What a prefix is called: a country, or what has none. */
export const placeName = (country: string): string => (country ? countryOf(country) : t`no country (satellites)`);

/** The countries that a trunk may call, by name, each once. */
export const countriesIn = (one: TrunkDestinations): string[] => [
  ...new Set(one.places.filter(({ allowed }) => allowed).map(({ country }) => placeName(country))),
];

const SEPARATORS = /[\s,;]+/;

/** Prefixes as somebody writes or pastes them: one a line, or with commas; `0039` and `39` become `+39`. */
export function prefixesIn(text: string): string[] {
  const words = text.split(SEPARATORS).filter(Boolean);
  return [...new Set(words.map((word) => `+${word.replace(/^(\+|00)/, '')}`))];
}

/** Prices as a carrier's sheet has them: a prefix and a price a line. */
export function pricesIn(text: string): { prefix: string; per_minute: number }[] {
  return text
    .split('\n')
    .map((line) => line.trim().split(/[\s;=]+/))
    .filter(([prefix]) => prefix)
    .map(([prefix = '', price = '']) => ({
      prefix: prefixesIn(prefix)[0] ?? prefix,
      per_minute: Number(price.replace(',', '.')),
    }));
}
