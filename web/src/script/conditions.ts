/** Conditions in the filter language of docs/leads.md. The twin of dialer/people/lists/rules/filter.py. */
import { BadCondition, folded, type Kind, type Token, tokensOf } from './condition-tokens';
import type { Fields, Value } from './model';

type Expression = (fields: Fields, now: number) => Value;

export interface Condition {
  passes: (fields: Fields, now: number) => boolean;
  /** The names that it uses. */
  fields: ReadonlySet<string>;
}

const DEPTH_AT_MOST = 30;
const DAY_S = 86_400;
const read = new Map<string, Condition>();

/** Read a condition. Throws BadCondition. */
export function readCondition(text: string): Condition {
  const known = read.get(text);
  if (known) return known;
  const reader = new Reader(tokensOf(text));
  const told = reader.either();
  reader.end();
  const made: Condition = { passes: (fields, now) => truth(told(fields, now)), fields: reader.fields };
  read.set(text, made);
  return made;
}

/** Whether a condition holds; an empty one does, and one that cannot be read does not. */
export function holds(when: string | undefined, fields: Fields, now: number): boolean {
  if (!when) return true;
  try {
    return readCondition(when).passes(fields, now);
  } catch (error) {
    if (error instanceof BadCondition) return false;
    throw error;
  }
}

const truth = (value: Value): boolean => Boolean(value);

class Reader {
  readonly fields = new Set<string>();
  private place = 0;
  private depth = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  private get next(): Token {
    return this.tokens[this.place] ?? { kind: 'end', text: '' };
  }

  private take(kind: Kind, ...texts: string[]): Token | undefined {
    const token = this.next;
    if (token.kind !== kind || (texts.length > 0 && !texts.includes(token.text))) return undefined;
    this.place += 1;
    return token;
  }

  private need(text: string): void {
    if (!this.take('sign', text)) throw new BadCondition(`${text} is missing`);
  }

  end(): void {
    if (this.next.kind !== 'end') throw new BadCondition(`${this.next.text} does not belong here`);
  }

  either(): Expression {
    this.depth += 1;
    if (this.depth > DEPTH_AT_MOST) throw new BadCondition('nested too deeply');
    const sides = [this.both()];
    while (this.take('word', 'or')) sides.push(this.both());
    this.depth -= 1;
    const [only] = sides;
    return sides.length === 1 && only ? only : (fields, now) => sides.some((side) => truth(side(fields, now)));
  }

  private both(): Expression {
    const sides = [this.one()];
    while (this.take('word', 'and')) sides.push(this.one());
    const [only] = sides;
    return sides.length === 1 && only ? only : (fields, now) => sides.every((side) => truth(side(fields, now)));
  }

  private one(): Expression {
    if (this.take('word', 'not')) {
      const inner = this.one();
      return (fields, now) => !truth(inner(fields, now));
    }
    if (this.take('sign', '(')) {
      const inner = this.either();
      this.need(')');
      return inner;
    }
    return this.condition(this.operand());
  }

  private condition(left: Expression): Expression {
    const sign = this.take('sign', '=', '!=', '<', '<=', '>', '>=');
    if (sign) return compared(left, sign.text, this.operand());
    let turned = this.take('word', 'not') !== undefined;
    if (this.take('word', 'in')) return turnedIf(among(left, this.values()), turned);
    if (this.take('word', 'contains')) {
      return turnedIf(
        texts(left, this.operand(), (mine, other) => mine.includes(other)),
        turned,
      );
    }
    if (this.take('word', 'starts with')) {
      return turnedIf(
        texts(left, this.operand(), (mine, other) => mine.startsWith(other)),
        turned,
      );
    }
    if (this.take('word', 'is')) {
      turned = this.take('word', 'not') !== undefined || turned;
      if (this.take('word', 'empty')) return turnedIf((fields, now) => isEmpty(left(fields, now)), turned);
    }
    const joins = this.next.kind === 'word' && ['and', 'or'].includes(this.next.text);
    if (turned || (['word', 'name'].includes(this.next.kind) && !joins)) {
      throw new BadCondition('a comparison is missing');
    }
    return (fields, now) => left(fields, now) === true; // a yes-or-no field used alone
  }

  private values(): Expression[] {
    this.need('(');
    const values = [this.operand()];
    while (this.take('sign', ',')) values.push(this.operand());
    this.need(')');
    return values;
  }

  private operand(): Expression {
    const token = this.next;
    if (token.kind !== 'end') this.place += 1;
    if (token.kind === 'value') return () => token.value;
    if (token.kind === 'name') {
      if (this.take('sign', '(')) return this.called(token.text);
      this.fields.add(token.text);
      return (fields) => (Object.hasOwn(fields, token.text) ? fields[token.text] : null);
    }
    throw new BadCondition('a field or a value is missing');
  }

  private called(name: string): Expression {
    const work = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
    if (!work) throw new BadCondition(`there is no function ${name}`);
    const inner = this.operand();
    this.need(')');
    return (fields, now) => work(inner(fields, now), now);
  }
}

const turnedIf = (told: Expression, turned: boolean): Expression =>
  turned ? (fields, now) => !truth(told(fields, now)) : told;

const isMissing = (value: Value): value is null | undefined => value === null || value === undefined;
const isEmpty = (value: Value): boolean => isMissing(value) || value === '';

function compared(left: Expression, sign: string, right: Expression): Expression {
  return (fields, now) => {
    const pair = alike(left(fields, now), right(fields, now));
    // A missing value equals nothing, and is neither less nor more than anything.
    return pair === null ? sign === '!=' : compare(pair[0], sign, pair[1]);
  };
}

function compare(one: string | number | boolean, sign: string, other: string | number | boolean): boolean {
  switch (sign) {
    case '=':
      return one === other;
    case '!=':
      return one !== other;
    case '<':
      return one < other;
    case '<=':
      return one <= other;
    case '>':
      return one > other;
    default:
      return one >= other;
  }
}

/** Both as numbers if either is one, else as texts without regard to case; null if that fails. */
function alike(one: Value, other: Value): [string | number | boolean, string | number | boolean] | null {
  if (isEmpty(one) || isEmpty(other)) return (one ?? null) === (other ?? null) ? ['', ''] : null;
  if (typeof one === 'boolean' || typeof other === 'boolean') return [isYes(one), isYes(other)];
  if (typeof one === 'number' || typeof other === 'number') {
    const [first, second] = [numberOf(one), numberOf(other)];
    return first === null || second === null ? null : [first, second];
  }
  return [folded(String(one)), folded(String(other))];
}

const YES = new Set(['true', 'yes', '1', 'sì', 'si', 'vero']);
const isYes = (value: Value): boolean => value === true || YES.has(folded(String(value)));

function numberOf(value: Value): number | null {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return Number(value);
  let written = String(value).trim().replaceAll(' ', '');
  if (written.includes(',') && !written.includes('.')) written = written.replaceAll(',', '.');
  if (!/^[+-]?(\d+(_\d+)*\.?(\d+(_\d+)*)?|\.\d+(_\d+)*)(e[+-]?\d+)?$/i.test(written)) return null;
  return Number(written.replaceAll('_', ''));
}

const among = (left: Expression, values: readonly Expression[]): Expression => {
  const ways = values.map((value) => compared(left, '=', value));
  return (fields, now) => ways.some((way) => truth(way(fields, now)));
};

function texts(left: Expression, right: Expression, test: (mine: string, other: string) => boolean): Expression {
  return (fields, now) => {
    const [mine, other] = [left(fields, now), right(fields, now)];
    return !isMissing(mine) && !isMissing(other) && test(folded(String(mine)), folded(String(other)));
  };
}

/** The day in a text, as epoch milliseconds of its beginning in UTC; null if there is none. */
export function dayOf(value: Value): number | null {
  const found = /^(\d{4})(?:-(\d\d)-(\d\d)|(\d\d)(\d\d)$)/.exec(String(value).slice(0, 10));
  if (!found) return null;
  const [year, month, day] = [Number(found[1]), Number(found[2] ?? found[4]), Number(found[3] ?? found[5])];
  const made = new Date(Date.UTC(year, month - 1, day));
  if (year < 100) made.setUTCFullYear(year);
  const fits = year > 0 && made.getUTCMonth() === month - 1 && made.getUTCDate() === day;
  return fits ? made.getTime() : null;
}

const FUNCTIONS: Readonly<Record<string, (value: Value, now: number) => Value>> = {
  days_since: (value, now) => {
    const day = dayOf(value);
    return day === null ? null : Math.floor((now - day / 1000) / DAY_S);
  },
  years_since: (value, now) => {
    const day = dayOf(value);
    if (day === null) return null;
    const [born, today] = [new Date(day), new Date(now * 1000)];
    const before =
      today.getUTCMonth() < born.getUTCMonth() ||
      (today.getUTCMonth() === born.getUTCMonth() && today.getUTCDate() < born.getUTCDate());
    return today.getUTCFullYear() - born.getUTCFullYear() - Number(before);
  },
  length: (value) => (isMissing(value) ? 0 : [...String(value)].length),
  number: (value) => (isMissing(value) ? null : numberOf(value)),
};
