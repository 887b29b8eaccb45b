import type { Messages } from '@lingui/core';

// A language nobody speaks: accents, brackets and a third more length show each text that is in no catalogue, and each
// place that is too narrow. The same form as tests/support/pseudo_language.py.

const PLAIN = 'aceilnosuyACEILNOSUY';
const ACCENTED = 'áçéíłñöšüýÁÇÉÍŁÑÖŠÜÝ';

const accented = (text: string) => [...text].map((letter) => ACCENTED[PLAIN.indexOf(letter)] ?? letter).join('');

/** A compiled message is a text, or a list of texts and places; a place is a list that may hold texts again. */
function disguised(part: unknown): unknown {
  if (typeof part === 'string') return part.startsWith('<') ? part : accented(part);
  if (!Array.isArray(part)) return part;
  const [name, kind, forms] = part;
  if (typeof name === 'string' && forms && typeof forms === 'object') {
    const said = Object.entries(forms).map(([key, form]) => [key, key === 'offset' ? form : inForm(form)]);
    return [name, kind, Object.fromEntries(said)];
  }
  return part;
}

const inForm = (form: unknown) => (Array.isArray(form) ? form.map(disguised) : disguised(form));

/** The catalogue in that language. */
export function pseudo(messages: Messages): Messages {
  const entries = Object.entries(messages).map(([id, message]) => {
    const parts = Array.isArray(message) ? message : [message];
    const length = parts.filter((one) => typeof one === 'string').join('').length;
    return [id, ['[', ...parts.map(disguised), '~'.repeat(Math.floor(length / 3)), ']']];
  });
  return Object.fromEntries(entries) as Messages;
}
