// Changes to a script that is being edited, and what differs between two versions. Pure.
import {
  type Choice,
  type Question,
  type QuestionType,
  type Script,
  type Step,
  stepsOf,
  type Texts,
  withFieldRenamed,
  withMergedRenamed,
} from '@/script';

export const emptyScript = (kind: string): Script => ({
  kind,
  languages: ['it', 'en'],
  steps: [{ id: 'opening', say: {}, end: 'complete' }],
});

/** A name that no step has yet. */
export function freeName(script: Script): string {
  const taken = new Set([...script.steps, ...(script.asides ?? [])].map((one) => one.id));
  for (let place = script.steps.length + 1; ; place += 1) if (!taken.has(`step_${place}`)) return `step_${place}`;
}

export type Where = 'steps' | 'asides';

export const inserted = (script: Script, where: Where, after: number): Script => {
  const made: Step = { id: freeName(script), say: {} };
  const items = [...(script[where] ?? [])];
  items.splice(after + 1, 0, made);
  return { ...script, [where]: items };
};

export const removed = (script: Script, where: Where, place: number): Script => ({
  ...script,
  [where]: (script[where] ?? []).filter((_, at) => at !== place),
});

export function moved(script: Script, where: Where, place: number, by: number): Script {
  const items = [...(script[where] ?? [])];
  const [one] = items.splice(place, 1);
  if (one) items.splice(Math.max(0, Math.min(items.length, place + by)), 0, one);
  return { ...script, [where]: items };
}

/** A changed step; where its name changed, all that refer to it follow: branches, conditions, texts. */
export function changed(script: Script, where: Where, place: number, step: Step): Script {
  const before = script[where]?.[place];
  const items = (script[where] ?? []).map((one, at) => (at === place ? step : one));
  const next = { ...script, [where]: items };
  return before && before.id !== step.id ? renamed(next, before.id, step.id) : next;
}

function renamed(script: Script, from: string, to: string): Script {
  const of = (one: Step): Step => ({
    ...one,
    ...(one.next
      ? { next: one.next.map((branch) => ({ ...branch, to: branch.to === from ? to : branch.to })) }
      : {}),
    ...(one.aside ? { aside: one.aside.map((id) => (id === from ? to : id)) } : {}),
  });
  const branch = <B extends { to: string }>(one: B): B => ({ ...one, to: one.to === from ? to : one.to });
  const next: Script = {
    ...script,
    steps: script.steps.map(of),
    ...(script.asides ? { asides: script.asides.map(of) } : {}),
    ...(script.always ? { always: script.always.map(branch) } : {}),
    ...(script.quotas ? { quotas: script.quotas.map(branch) } : {}),
  };
  return withNames(next, from, to) as Script;
}

const CONDITIONS = new Set(['when', 'cell']);

/** What people wrote, with a step under its new name: it stands in conditions, and in texts as `{answer.name}`. */
function withNames(value: unknown, from: string, to: string, place = ''): unknown {
  if (typeof value === 'string')
    return CONDITIONS.has(place)
      ? withFieldRenamed(value, from, to)
      : withMergedRenamed(value, `answer.${from}`, `answer.${to}`);
  if (Array.isArray(value)) return value.map((one) => withNames(one, from, to));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, withNames(one, from, to, name)]));
}

/** Whether a step may be called so: a name that no other has. */
export const isFreeName = (script: Script, step: Step, name: string): boolean =>
  /^[a-z][a-z0-9_]{0,39}$/.test(name) && !stepsOf(script).some((one) => one !== step && one.id === name);

/** A question of a type, with what it needs at least. */
export function questionOf(
  type: QuestionType,
  before: Question | undefined,
  languages: readonly string[],
): Question {
  const optional = before?.optional ? { optional: true } : {};
  const choices = before?.choices ?? [choice('first', languages), choice('second', languages)];
  switch (type) {
    case 'one_of':
    case 'some_of':
    case 'rank':
      return { type, choices, ...optional };
    case 'grid':
      return { type, choices, rows: before?.rows ?? [choice('row', languages)], ...optional };
    case 'scale':
      return { type, least: before?.least ?? 1, most: before?.most ?? 5, ...optional };
    default:
      return { type, ...optional };
  }
}

const choice = (code: string, languages: readonly string[]): Choice => ({
  code,
  label: Object.fromEntries(languages.map((one) => [one, code])),
});

/** Choices as lines `code: text | text`, a text for each language. */
export const choicesAsText = (choices: readonly Choice[] | undefined, languages: readonly string[]): string =>
  (choices ?? []).map((one) => `${one.code}: ${languages.map((l) => one.label[l] ?? '').join(' | ')}`).join('\n');

export function choicesOfText(text: string, languages: readonly string[]): Choice[] {
  return text
    .split('\n')
    .filter((line) => line.trim())
    .map((line) => {
      const [code = '', ...rest] = line.split(':');
      const texts = rest.join(':').split('|');
      const label: Texts = Object.fromEntries(
        languages.map((one, place) => [one, (texts[place] ?? texts[0] ?? '').trim() || code.trim()]),
      );
      return { code: code.trim(), label };
    });
}

/** Branches as lines `step if condition`. */
export const branchesAsText = (step: Step): string =>
  (step.next ?? []).map((one) => (one.when ? `${one.to}: ${one.when}` : one.to)).join('\n');

export const branchesOfText = (text: string): NonNullable<Step['next']> =>
  text
    .split('\n')
    .filter((line) => line.trim())
    .map((line) => {
      const place = line.indexOf(':');
      if (place < 0) return { to: line.trim() };
      return { to: line.slice(0, place).trim(), when: line.slice(place + 1).trim() };
    });

/** What differs between two versions, part by part: where, what it was, and what it is. */
export function differences(before: Script, after: Script): { where: string; was: string; now: string }[] {
  const found: { where: string; was: string; now: string }[] = [];
  const old = flat(before);
  const fresh = flat(after);
  for (const where of new Set([...old.keys(), ...fresh.keys()])) {
    const [was, now] = [old.get(where) ?? '', fresh.get(where) ?? ''];
    if (was !== now) found.push({ where, was, now });
  }
  return found;
}

function flat(script: Script): Map<string, string> {
  const found = new Map<string, string>();
  const put = (where: string, value: unknown): void => {
    if (Array.isArray(value)) {
      value.forEach((one, place) => {
        const known = one as { id?: string; code?: string };
        put(`${where}.${known?.id ?? known?.code ?? place + 1}`, one);
      });
    } else if (value !== null && typeof value === 'object') {
      for (const [name, inner] of Object.entries(value)) put(where ? `${where}.${name}` : name, inner);
    } else if (value !== undefined) found.set(where, String(value));
  };
  put('', script);
  found.set('steps', script.steps.map((one) => one.id).join(' → '));
  return found;
}

/** Without parts that are empty: the API takes no empty names. */
export function cleaned(script: Script): Script {
  const clean = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(clean);
    if (value === null || typeof value !== 'object') return value;
    const parts = Object.entries(value).map(([name, inner]) => [name, clean(inner)] as const);
    return Object.fromEntries(
      parts.filter(([, inner]) => inner !== '' && inner !== undefined && !isEmptyList(inner)),
    );
  };
  return clean(script) as Script;
}

const isEmptyList = (value: unknown): boolean => Array.isArray(value) && value.length === 0;
