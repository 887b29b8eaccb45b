/** The tokens of a condition. The twin of dialer/people/lists/rules/filter_tokens.py. */
import type { Value } from './model';

export type Kind = 'word' | 'name' | 'value' | 'sign' | 'end';

export interface Token {
  kind: Kind;
  text: string;
  value?: Value;
}

/** The condition cannot be read. */
export class BadCondition extends Error {}

const CHARACTERS_AT_MOST = 2000;
// English and Italian keywords, with their meaning.
const WORDS: Readonly<Record<string, string>> = {
  and: 'and',
  e: 'and',
  or: 'or',
  o: 'or',
  not: 'not',
  non: 'not',
  in: 'in',
  contains: 'contains',
  contiene: 'contains',
  is: 'is',
  è: 'is',
  empty: 'empty',
  vuoto: 'empty',
  vuota: 'empty',
};
const VALUES: Readonly<Record<string, boolean>> = {
  true: true,
  vero: true,
  yes: true,
  sì: true,
  false: false,
  falso: false,
  no: false,
};
const FUNCTIONS: Readonly<Record<string, string>> = {
  giorni_da: 'days_since',
  anni_da: 'years_since',
  lunghezza: 'length',
  numero: 'number',
};
const SAME_SIGN: Readonly<Record<string, string>> = { '==': '=', '<>': '!=' };
const W = String.raw`[\p{L}\p{N}_]`;
const TOKEN = new RegExp(
  [
    String.raw`(?<space>\s+)`,
    String.raw`(?<starts>(?:starts\s+with|inizia\s+con)(?!${W}))`,
    String.raw`(?<day>\d{4}-\d\d-\d\d(?!${W}))`,
    String.raw`(?<number>-?\d+(?:\.\d+)?(?![\p{L}\p{N}_.]))`,
    String.raw`"(?<double>(?:[^"\\]|\\.)*)"`,
    String.raw`'(?<single>(?:[^'\\]|\\.)*)'`,
    '`(?<quoted>[^`]+)`',
    String.raw`(?<name>[\p{L}_][\p{L}\p{N}_.]*)`,
    '(?<sign><=|>=|!=|<>|==|[=<>(),])',
  ].join('|'),
  'iuy',
);

/** Text without regard to case, as Python's casefold. */
export const folded = (text: string): string => text.toLowerCase().replaceAll('ß', 'ss');

/** Cut a condition into tokens; the last one is the end. */
export function tokensOf(text: string): Token[] {
  if (text.length > CHARACTERS_AT_MOST) throw new BadCondition('too long');
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    TOKEN.lastIndex = at;
    const found = TOKEN.exec(text);
    if (!found?.groups) throw new BadCondition(`unreadable at ${at}`);
    const token = tokenOf(found.groups, found[0]);
    if (token) tokens.push(token);
    at = TOKEN.lastIndex;
  }
  return [...tokens, { kind: 'end', text: '' }];
}

function tokenOf(groups: Record<string, string | undefined>, written: string): Token | undefined {
  if (groups.space !== undefined) return undefined;
  if (groups.starts !== undefined) return { kind: 'word', text: 'starts with' };
  if (groups.day !== undefined) return { kind: 'value', text: written, value: written };
  if (groups.number !== undefined) return { kind: 'value', text: written, value: Number(written) };
  const quoted = groups.double ?? groups.single;
  if (quoted !== undefined) return { kind: 'value', text: written, value: quoted.replace(/\\(.)/gu, '$1') };
  if (groups.quoted !== undefined) return { kind: 'name', text: folded(groups.quoted) };
  if (groups.name !== undefined) return nameOf(folded(written));
  return { kind: 'sign', text: SAME_SIGN[written] ?? written };
}

function nameOf(name: string): Token {
  if (Object.hasOwn(WORDS, name)) return { kind: 'word', text: WORDS[name] ?? name };
  if (Object.hasOwn(VALUES, name)) return { kind: 'value', text: name, value: VALUES[name] };
  return { kind: 'name', text: Object.hasOwn(FUNCTIONS, name) ? (FUNCTIONS[name] ?? name) : name };
}

/** The condition with a field under its new name, and all below it (`name.refused`); one that is unreadable stays. */
export function withFieldRenamed(text: string, from: string, to: string): string {
  let written = '';
  for (let at = 0; at < text.length; at = TOKEN.lastIndex) {
    TOKEN.lastIndex = at;
    const found = TOKEN.exec(text);
    if (!found?.groups) return text;
    const isCalled = found.groups.name !== undefined && /^\s*\(/u.test(text.slice(TOKEN.lastIndex));
    const token = isCalled ? undefined : tokenOf(found.groups, found[0]);
    const below = token?.kind === 'name' ? belowField(token.text, folded(from)) : null;
    written += below === null ? found[0] : fieldName(`${to}${below}`);
  }
  return written;
}

const belowField = (name: string, field: string): string | null =>
  name === field || name.startsWith(`${field}.`) ? name.slice(field.length) : null;

/** A name as it is written: a keyword stands between backquotes. */
const fieldName = (name: string): string => {
  const isKeyword = [WORDS, VALUES, FUNCTIONS].some((known) => Object.hasOwn(known, folded(name)));
  return isKeyword || !/^[\p{L}_][\p{L}\p{N}_.]*$/u.test(name) ? `\`${name}\`` : name;
};
