/** Which words are said, and the fields merged into them. The twin of dialer/campaigns/scripts/rules/texts.py. */
import { folded } from './condition-tokens';
import type { Step, Texts, Tone } from './model';

/** A piece of a text: `field` was merged into it. */
export interface Piece {
  kind: 'text' | 'field' | 'pause';
  text: string;
  bold: boolean;
}

/** What is said: the variant that fits tone and customer best, or the step's own words. */
export function sayOf(step: Step, tone: Tone | null, customer: string): Texts {
  let best: Texts = step.say ?? {};
  let most = 0;
  for (const variant of step.variants ?? []) {
    const misses = (variant.tone && variant.tone !== tone) || (variant.customer && variant.customer !== customer);
    const fit = misses ? 0 : Number(Boolean(variant.tone)) + 2 * Number(Boolean(variant.customer));
    if (fit > most) [best, most] = [variant.say, fit];
  }
  return best;
}

const FIELD = /\{([^{}]*)\}/g;

/** The text with its fields filled in; one that is not known is left out. */
export const merged = (text: string, fields: Readonly<Record<string, string>>): string =>
  text.replace(FIELD, (_, name: string) => fields[folded(name.trim())] ?? '');

/** The pieces of a text: `{field}`, `**bold**` and `[pause]`. What is merged is never read as markup. */
export function piecesOf(text: string, fields: Readonly<Record<string, string>>): Piece[] {
  const pieces: Piece[] = [];
  let bold = false;
  for (const part of text.split(/(\*\*|\{[^{}]*\}|\[(?:pause|pausa)\])/i)) {
    if (part === '**') bold = !bold;
    else if (/^\[paus[ea]\]$/i.test(part)) pieces.push({ kind: 'pause', text: '', bold: false });
    else if (part.startsWith('{')) {
      const value = fields[folded(part.slice(1, -1).trim())] ?? '';
      if (value) pieces.push({ kind: 'field', text: value, bold });
    } else if (part) pieces.push({ kind: 'text', text: part, bold });
  }
  return pieces;
}

/** The text with a merged field under its new name. */
export const withMergedRenamed = (text: string, from: string, to: string): string =>
  text.replace(FIELD, (written, name: string) => (folded(name.trim()) === folded(from) ? `{${to}}` : written));
