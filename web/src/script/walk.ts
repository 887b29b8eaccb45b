/** Walks a script: which step comes next, and which answers count. The twin of dialer/campaigns/scripts/rules/walk.py. */
import { answerFields } from './answers';
import { BadCondition } from './condition-tokens';
import { holds, readCondition } from './conditions';
import {
  type Answer,
  type Answers,
  asideOf,
  type Branch,
  type Context,
  type Fields,
  type IdentityState,
  type Question,
  type Quota,
  type Script,
  type Step,
  stepOf,
  stepsOf,
  type Value,
} from './model';

export interface Route {
  /** The steps in order, of which the last is where the talk stands. */
  steps: readonly string[];
  /** Those that count. */
  answers: Answers;
  /** Questions whose answers no longer count. */
  orphaned: readonly string[];
  isEnded: boolean;
  end: string;
}

export function questionsOf(script: Script): Record<string, Question> {
  const found: Record<string, Question> = {};
  for (const step of stepsOf(script)) if (step.ask) found[step.id] = step.ask;
  return found;
}

/** Everything that a condition may name, by folded name. */
export function fieldsOf(script: Script, answers: Answers, context: Context): Fields {
  const fields: Record<string, Value> = answerFields(questionsOf(script), answers);
  for (const [name, value] of Object.entries(context.lead)) fields[`lead.${name}`] = value;
  for (const [name, value] of Object.entries(context.facts)) {
    fields[name === 'mood' || name === 'customer_type' ? name : `fact.${name}`] = value;
  }
  for (const [step, state] of Object.entries(context.identity)) fields[step] = state;
  fields.identity = identityOf(context.identity);
  fields.language = context.language;
  return fields;
}

/** Failed if one step failed, else matched if one matched. */
export function identityOf(states: Readonly<Record<string, IdentityState>>): IdentityState {
  const found = Object.values(states);
  return found.includes('failed') ? 'failed' : found.includes('matched') ? 'matched' : 'not_asked';
}

/** By step, the asides that were opened while it was on the screen. */
export function openedAt(script: Script, path: readonly string[]): Map<string, string[]> {
  const opened = new Map<string, string[]>();
  let host = '';
  for (const id of path) {
    if (!asideOf(script, id)) host = id;
    else if (host) opened.set(host, [...(opened.get(host) ?? []), id]);
  }
  return opened;
}

/** The asides that a step offers: its own, then those that every step does, if their condition holds. */
export function asidesOf(script: Script, step: Step, fields: Fields, now: number): string[] {
  const offered = (script.always ?? []).filter((branch) => holds(branch.when, fields, now)).map((one) => one.to);
  return [...new Set([...(step.aside ?? []), ...offered])];
}

/** The step that follows; null at an end. */
export function nextStep(
  script: Script,
  step: Step,
  fields: Fields,
  opened: readonly string[],
  now: number,
): string | null {
  const left = leftByAside(script, fields, opened, now);
  if (left) return left;
  if (step.end) return null;
  const to = branched(step.next, fields, now);
  if (to) return to;
  const place = script.steps.findIndex((one) => one.id === step.id) + 1;
  return script.steps[place]?.id ?? null;
}

/** The step to which an aside that was opened leads away; empty: none does. */
export function leftByAside(script: Script, fields: Fields, opened: readonly string[], now: number): string {
  for (const id of opened) {
    const to = branched(asideOf(script, id)?.next, fields, now);
    if (to) return to;
  }
  return '';
}

const branched = (branches: readonly Branch[] | undefined, fields: Fields, now: number): string =>
  branches?.find((branch) => holds(branch.when, fields, now))?.to ?? '';

/** Whether a step is done: its question is answered, its identification tried. */
export function isPassed(step: Step, answers: Answers, context: Context): boolean {
  if (step.identify && (context.identity[step.id] ?? 'not_asked') === 'not_asked') return false;
  return !step.ask || step.ask.optional === true || Object.hasOwn(answers, step.id);
}

/**
 * The route by the answers, as far as steps were shown (`path`, in the order of happening) and answered. A full quota
 * (`closed`) leads to its step from where the talk is known to be in its cell.
 */
export function walk(
  script: Script,
  answers: Answers,
  path: readonly string[],
  context: Context,
  closed?: Quota,
): Route {
  let closing = closed;
  const shown = new Set(path);
  const opened = openedAt(script, path);
  const kept: Record<string, Answer> = {};
  const steps: string[] = [];
  let isEnded = false;
  let step: Step | undefined = script.steps[0];
  while (step && !steps.includes(step.id)) {
    steps.push(step.id);
    if (!shown.has(step.id)) break;
    const here: readonly string[] = opened.get(step.id) ?? [];
    for (const name of [step.id, ...here]) {
      const answer = Object.hasOwn(answers, name) ? answers[name] : undefined;
      if (answer && stepOf(script, name)?.ask) kept[name] = answer;
    }
    const fields = fieldsOf(script, kept, context);
    const isLeft = leftByAside(script, fields, here, context.now) !== '';
    if (!isLeft && !isPassed(step, kept, context)) break;
    let to: string | null = nextStep(script, step, fields, here, context.now);
    if (closing && isInCell(closing, fields, context.now)) {
      to = closing.to;
      closing = undefined;
    }
    isEnded = to === null;
    step = script.steps.find((one) => one.id === to);
  }
  const last = stepOf(script, steps.at(-1) ?? '');
  return {
    steps,
    answers: kept,
    orphaned: Object.keys(answers).filter((name) => !Object.hasOwn(kept, name)),
    isEnded,
    end: isEnded ? last?.end || 'complete' : '',
  };
}

/** The duties of all steps and asides that were shown. */
export function dutiesOf(script: Script, path: readonly string[]): string[] {
  const shown = new Set(path);
  return [...new Set(stepsOf(script).flatMap((step) => (shown.has(step.id) ? (step.duty ?? []) : [])))];
}

/** The first quota that is full, and whose cell this talk is known to be in by now. */
export function fullQuota(
  script: Script,
  counts: Readonly<Record<string, number>>,
  answers: Answers,
  context: Context,
): Quota | undefined {
  const fields = fieldsOf(script, answers, context);
  return (script.quotas ?? []).find(
    (one) => (counts[one.code] ?? 0) >= one.limit && isInCell(one, fields, context.now),
  );
}

/** Whether a talk is in the quota's cell. Not before everything that the cell asks for is known. */
export function isInCell(quota: Quota, fields: Fields, now: number): boolean {
  try {
    const cell = readCondition(quota.cell);
    const isKnown = [...cell.fields].every(
      (name) => name.startsWith('lead.') || (fields[name] !== undefined && fields[name] !== null),
    );
    return isKnown && cell.passes(fields, now);
  } catch (error) {
    if (error instanceof BadCondition) return false;
    throw error;
  }
}
