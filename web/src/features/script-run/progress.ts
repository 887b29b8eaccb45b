// A run as the API takes it and tells it, and as this browser keeps it. Pure.
import type { Progress, ScriptRunShown } from '@/api/scripts';
import type { Answer, Fields } from '@/script';
import type { Run } from './run-state';

/** A run that this browser kept; null where it kept none. */
export function readRun(text: string | null): Run | null {
  if (!text) return null;
  try {
    const run = JSON.parse(text) as Run;
    return { ...run, notSaid: run.notSaid ?? [], typed: run.typed ?? {} };
  } catch {
    return null;
  }
}

export const progressOf = (run: Run, facts: Fields, language: string, finished: boolean): Progress => ({
  path: run.path.map(({ step, at, spent_ms }) => ({ step, at: new Date(at).toISOString(), spent_ms })),
  answers: run.answers,
  said: run.said,
  not_said: run.notSaid,
  facts: Object.fromEntries(
    Object.entries(facts).flatMap(([name, value]) =>
      value === null || value === undefined ? [] : [[name, String(value)]],
    ),
  ),
  language,
  finished,
});

export function runOf(state: ScriptRunShown, mine: Run): Run {
  return {
    path: state.path.map((one) => ({ step: one.step, at: Date.parse(one.at), spent_ms: one.spent_ms })),
    answers: Object.fromEntries(Object.entries(state.answers).map(([step, answer]) => [step, bare(answer)])),
    said: state.duties,
    notSaid: state.not_said,
    typed: typedOf(state.facts),
    since: mine.since,
  };
}

/** The facts that are typed here: the mood and the kind of customer come from the contact. */
const typedOf = ({ mood: _, customer_type: __, ...typed }: Readonly<Record<string, string>>) => typed;

/** An answer without its empty parts: the API takes no empty choice and no empty day. */
const bare = (answer: ScriptRunShown['answers'][string]): Answer =>
  Object.fromEntries(
    Object.entries(answer).filter(
      ([, value]) => value !== '' && value !== null && !(Array.isArray(value) && !value.length),
    ),
  ) as Answer;
