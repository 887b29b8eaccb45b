// Changes to a guide that is being edited, and what differs between two versions. Pure.
import {
  type Choice,
  type Guide,
  type Question,
  type QuestionType,
  type Step,
  stepsOf,
  type Texts,
  withFieldRenamed,
  withMergedRenamed,
} from '@/guide';

export const emptyGuide = (kind: string): Guide => ({
  kind,
  languages: ['it', 'en'],
  steps: [{ id: 'opening', say: {}, end: 'complete' }],
});

/** A name that no step has yet. */
export function freeName(guide: Guide): string {
  const taken = new Set([...guide.steps, ...(guide.asides ?? [])].map((one) => one.id));
  for (let place = guide.steps.length + 1; ; place += 1) if (!taken.has(`step_${place}`)) return `step_${place}`;
}

export type Where = 'steps' | 'asides';

export const inserted = (guide: Guide, where: Where, after: number): Guide => {
  const made: Step = { id: freeName(guide), say: {} };
  const items = [...(guide[where] ?? [])];
  items.splice(after + 1, 0, made);
  return { ...guide, [where]: items };
};

export const removed = (guide: Guide, where: Where, place: number): Guide => ({
  ...guide,
  [where]: (guide[where] ?? []).filter((_, at) => at !== place),
});

export function moved(guide: Guide, where: Where, place: number, by: number): Guide {
  const items = [...(guide[where] ?? [])];
  const [one] = items.splice(place, 1);
  if (one) items.splice(Math.max(0, Math.min(items.length, place + by)), 0, one);
  return { ...guide, [where]: items };
}

/** A changed step; where its name changed, all that refer to it follow: branches, conditions, texts. */
export function changed(guide: Guide, where: Where, place: number, step: Step): Guide {
  const before = guide[where]?.[place];
  const items = (guide[where] ?? []).map((one, at) => (at === place ? step : one));
  const next = { ...guide, [where]: items };
  return before && before.id !== step.id ? renamed(next, before.id, step.id) : next;
}

function renamed(guide: Guide, from: string, to: string): Guide {
  const of = (one: Step): Step => ({
    ...one,
    ...(one.next
      ? { next: one.next.map((branch) => ({ ...branch, to: branch.to === from ? to : branch.to })) }
      : {}),
    ...(one.aside ? { aside: one.aside.map((id) => (id === from ? to : id)) } : {}),
  });
  const branch = <B extends { to: string }>(one: B): B => ({ ...one, to: one.to === from ? to : one.to });
  const next: Guide = {
    ...guide,
    steps: guide.steps.map(of),
    ...(guide.asides ? { asides: guide.asides.map(of) } : {}),
    ...(guide.always ? { always: guide.always.map(branch) } : {}),
    ...(guide.quotas ? { quotas: guide.quotas.map(branch) } : {}),
  };
  return withNames(next, from, to) as Guide;
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
export const isFreeName = (guide: Guide, step: Step, name: string): boolean =>
  /^[a-z][a-z0-9_]{0,39}$/.test(name) && !stepsOf(guide).some((one) => one !== step && one.id === name);

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
export function differences(before: Guide, after: Guide): { where: string; was: string; now: string }[] {
  const found: { where: string; was: string; now: string }[] = [];
  const old = flat(before);
  const fresh = flat(after);
  for (const where of new Set([...old.keys(), ...fresh.keys()])) {
    const [was, now] = [old.get(where) ?? '', fresh.get(where) ?? ''];
    if (was !== now) found.push({ where, was, now });
  }
  return found;
}

function flat(guide: Guide): Map<string, string> {
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
  put('', guide);
  found.set('steps', guide.steps.map((one) => one.id).join(' → '));
  return found;
}

/** Without parts that are empty: the API takes no empty names. */
export function cleaned(guide: Guide): Guide {
  const clean = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(clean);
    if (value === null || typeof value !== 'object') return value;
    const parts = Object.entries(value).map(([name, inner]) => [name, clean(inner)] as const);
    return Object.fromEntries(
      parts.filter(([, inner]) => inner !== '' && inner !== undefined && !isEmptyList(inner)),
    );
  };
  return clean(guide) as Guide;
}

const isEmptyList = (value: unknown): boolean => Array.isArray(value) && value.length === 0;
