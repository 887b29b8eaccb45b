// How far a script has come on the page: what a person did, and what follows from it. Pure.
import {
  type Answer,
  asideOf,
  asidesOf,
  type Context,
  fieldsOf,
  isPassed,
  leftByAside,
  nextStep,
  openedAt,
  type Quota,
  type Route,
  type Script,
  type Step,
  stepOf,
  walk,
  wrongAnswer,
} from '@/script';

export interface Visit {
  step: string;
  /** Milliseconds of this machine's clock. */
  at: number;
  spent_ms: number;
}

export interface Run {
  path: readonly Visit[];
  answers: Readonly<Record<string, Answer>>;
  /** Duties that were said. */
  said: readonly string[];
  /** Duties that were taken out by hand: not said, until they are ticked by hand. */
  notSaid: readonly string[];
  /** Facts that the agent typed, by code. */
  typed: Readonly<Record<string, string>>;
  /** When the present step came on the screen. */
  since: number;
}

export const begun = (script: Script, now: number): Run => ({
  path: [{ step: script.steps[0]?.id ?? '', at: now, spent_ms: 0 }],
  answers: {},
  said: [],
  notSaid: [],
  typed: {},
  since: now,
});

/** Whether anything was done in it. */
export const isTouched = (run: Run): boolean =>
  run.path.length > 1 ||
  run.said.length > 0 ||
  run.notSaid.length > 0 ||
  Object.keys(run.answers).length > 0 ||
  Object.keys(run.typed).length > 0;

/** The facts that this script asks for, as they were typed in it or, before it, in the talk's earlier scripts. */
export const typedFacts = (script: Script, run: Run, before: Run['typed']): Run['typed'] => {
  const codes = new Set((script.facts ?? []).map(({ code }) => code));
  return Object.fromEntries(Object.entries({ ...before, ...run.typed }).filter(([code]) => codes.has(code)));
};

export const withFact = (run: Run, code: string, text: string): Run => ({
  ...run,
  typed: { ...run.typed, [code]: text },
});

export const pathOf = (run: Run): string[] => run.path.map((one) => one.step);

/** What is on the screen: a step, or an aside over it. */
export const shownStep = (script: Script, run: Run): Step =>
  stepOf(script, run.path.at(-1)?.step ?? '') ?? (script.steps[0] as Step);

/** The step of the script's main way at which the talk stands. */
export const hostOf = (script: Script, run: Run): Step => {
  const last = [...run.path].reverse().find((one) => !asideOf(script, one.step));
  return stepOf(script, last?.step ?? '') ?? (script.steps[0] as Step);
};

/** The answers that fit their questions: a ranking that is begun, or a number that is too large, is none yet. */
export function fittingAnswers(script: Script, run: Run): Record<string, Answer> {
  const fits = ([step, answer]: [string, Answer]) => {
    const question = stepOf(script, step)?.ask;
    return question !== undefined && wrongAnswer(question, answer) === null;
  };
  return Object.fromEntries(Object.entries(run.answers).filter(fits));
}

export const routeOf = (script: Script, run: Run, context: Context, closed?: Quota): Route =>
  walk(script, fittingAnswers(script, run), pathOf(run), context, closed);

/** The asides that can be opened here. */
export function offeredAsides(script: Script, run: Run, context: Context): Step[] {
  const fields = fieldsOf(script, routeOf(script, run, context).answers, context);
  return asidesOf(script, hostOf(script, run), fields, context.now).flatMap((id) => asideOf(script, id) ?? []);
}

export const answered = (run: Run, step: string, answer: Answer | undefined, now: number): Run => {
  const { [step]: before, ...others } = run.answers;
  if (!answer) return { ...run, answers: others };
  // A clock that was set back must not make a negative time.
  const spent = Math.max(0, now - run.since);
  return { ...run, answers: { ...others, [step]: { ...answer, spent_ms: before?.spent_ms ?? spent } } };
};

export const ticked = (run: Run, duty: string, isSaid: boolean): Run => ({
  ...run,
  said: isSaid ? [...new Set([...run.said, duty])] : run.said.filter((one) => one !== duty),
  notSaid: isSaid ? run.notSaid.filter((one) => one !== duty) : [...new Set([...run.notSaid, duty])],
});

/** Show a step or an aside; the time on the present one is written down. */
export function shown(run: Run, step: string, now: number): Run {
  if (run.path.at(-1)?.step === step) return run;
  const left = run.path.map((one, place) =>
    place === run.path.length - 1 ? { ...one, spent_ms: one.spent_ms + Math.max(0, now - run.since) } : one,
  );
  return { ...run, path: [...left, { step, at: now, spent_ms: 0 }], since: now };
}

export type Move = { kind: 'moved'; run: Run } | { kind: 'open' } | { kind: 'ended'; run: Run };

/**
 * Go on: from an aside back to its step or to where it leads, from a step to the next. What was said is ticked: all
 * duties of the step but those that the agent took out, which stay not said.
 */
export function goOn(script: Script, run: Run, context: Context, now: number, closed?: Quota): Move {
  const step = shownStep(script, run);
  const host = hostOf(script, run);
  const fitting = fittingAnswers(script, run);
  // What is half answered, or wrong, is finished first.
  if (Object.hasOwn(run.answers, step.id) && !Object.hasOwn(fitting, step.id)) return { kind: 'open' };
  const passed = (step.duty ?? []).filter((duty) => !run.notSaid.includes(duty));
  const said = passed.reduce((before, duty) => ticked(before, duty, true), run);
  const route = routeOf(script, said, context, closed);
  const fields = fieldsOf(script, route.answers, context);
  const opened = openedAt(script, pathOf(said)).get(host.id) ?? [];
  const away = leftByAside(script, fields, opened, context.now);
  if (step.id !== host.id) {
    if (step.ask && !step.ask.optional && !Object.hasOwn(fitting, step.id)) return { kind: 'open' };
    return { kind: 'moved', run: shown(said, away || host.id, now) };
  }
  if (!away && !isPassed(host, route.answers, context)) return { kind: 'open' };
  const place = route.steps.indexOf(host.id);
  const to = route.steps[place + 1] ?? nextStep(script, host, fields, opened, context.now);
  return to === null ? { kind: 'ended', run: said } : { kind: 'moved', run: shown(said, to, now) };
}

/** One step back on the route, or out of an aside. */
export function goBack(script: Script, run: Run, context: Context, now: number, closed?: Quota): Run {
  const [step, host] = [shownStep(script, run), hostOf(script, run)];
  if (step.id !== host.id) return shown(run, host.id, now);
  const { steps } = routeOf(script, run, context, closed);
  const before = steps[steps.indexOf(host.id) - 1];
  return before ? shown(run, before, now) : run;
}

/** To the end of the route, if the answers lead elsewhere than to what is shown: a full quota does that. */
export function onRoute(script: Script, run: Run, context: Context, now: number, closed?: Quota): Run {
  const { steps } = routeOf(script, run, context, closed);
  const host = hostOf(script, run).id;
  return steps.includes(host) ? run : shown(run, steps.at(-1) ?? host, now);
}

/** The stages of a script in the order of its steps, and how far the route has come in them. */
export function stagesOf(
  script: Script,
  route: Route,
  here: string,
): { stage: string; state: 'done' | 'now' | 'ahead' }[] {
  const names = [...new Set(script.steps.flatMap((step) => step.stage ?? []))];
  const visited = route.steps.slice(0, route.steps.indexOf(here) + 1);
  const passed = new Set(visited.flatMap((id) => stepOf(script, id)?.stage ?? []));
  const now = [...visited].reverse().flatMap((id) => stepOf(script, id)?.stage ?? [])[0];
  return names.map((stage) => ({ stage, state: stage === now ? 'now' : passed.has(stage) ? 'done' : 'ahead' }));
}
