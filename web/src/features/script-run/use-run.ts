import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { asProblem } from '@/api/problem';
import {
  beginRun,
  type CampaignScript,
  identify,
  type Progress,
  type ScriptRunShown,
  writeRun,
} from '@/api/scripts';
import type { Answer, Context, Fields, IdentityState, Quota } from '@/script';
import { progressOf, readRun, runOf } from './progress';
import {
  answered,
  begun,
  fittingAnswers,
  goBack,
  goOn,
  isTouched,
  onRoute,
  type Run,
  shown,
  ticked,
  typedFacts,
  withFact,
} from './run-state';
import { placeOfRun, UnsentRuns } from './unsent';

const SAVED_AFTER_MS = 400;
const AGAIN_AFTER_MS = 1500;

const unsentRuns = new UnsentRuns(sessionStorage, { begin: beginRun, write: writeRun });

interface Asked {
  used: CampaignScript;
  attemptId: string | null;
  lead: Fields;
  /** The mood and the kind of customer, which are kept elsewhere. */
  heard: Fields;
  /** Facts that were typed in the scripts before. */
  typedBefore: Run['typed'];
  language: string;
  /** Only tried: identification succeeds by itself. */
  isTried: boolean;
  onFinished: (end: string) => void;
}

export interface ScriptRunWork {
  run: Run;
  context: Context;
  /** Facts that were typed in this talk. */
  typed: Run['typed'];
  /** Typed, and heard. */
  facts: Fields;
  closed: Quota | undefined;
  /** How many tries an identification step has left. */
  triesLeft: (step: string) => number | null;
  /** Whether everything has reached the server. */
  isSaved: boolean;
  /** The question must be answered first. */
  isOpen: boolean;
  isFinished: boolean;
  problem: string;
  answer: (step: string, answer: Answer | undefined) => void;
  tick: (duty: string, isSaid: boolean) => void;
  type: (fact: string, text: string) => void;
  open: (aside: string) => void;
  next: () => void;
  back: () => void;
  /** Whether it was compared. */
  identify: (step: string, given: string) => Promise<boolean>;
}

/** One script in one talk: kept in the browser at once, on the server as soon as the link allows. */
export function useRun(asked: Asked): ScriptRunWork {
  const { used, attemptId, lead, heard, typedBefore, language, isTried, onFinished } = asked;
  const script = used.body;
  const key = attemptId ? placeOfRun(attemptId, used.script_id) : '';
  const [run, setRun] = useState<Run>(() => kept(key) ?? begun(script, Date.now()));
  const typed = useMemo(() => typedFacts(script, run, typedBefore), [script, run, typedBefore]);
  const facts = useMemo(() => ({ ...typed, ...heard }), [typed, heard]);
  const [server, setServer] = useState<ScriptRunShown | null>(null);
  const [isOpen, setOpen] = useState(false);
  const [end, setEnd] = useState<string | null>(null);
  const [problem, setProblem] = useState('');
  const [tried, setTried] = useState<Record<string, IdentityState>>({});
  const identity = useMemo(() => ({ ...identitiesOf(server), ...tried }), [server, tried]);
  const now = Math.floor(run.since / 1000);
  const context: Context = useMemo(
    () => ({ lead, facts, identity, language, now }),
    [lead, facts, identity, language, now],
  );
  const closed = script.quotas?.find((one) => one.code === server?.quota?.code);
  const progress = useMemo(
    () => progressOf({ ...run, answers: fittingAnswers(script, run) }, facts, language, end !== null),
    [script, run, facts, language, end],
  );

  useEffect(() => {
    if (key) sessionStorage.setItem(key, JSON.stringify(run));
  }, [key, run]);

  const take = useCallback(
    (state: ScriptRunShown) => {
      setServer(state);
      setProblem('');
      if (state.finished_at) {
        setEnd(state.end);
        if (key) sessionStorage.removeItem(key);
      }
    },
    [key],
  );
  // What the server knows of an earlier page, where this browser knows nothing.
  const resumed = useCallback(
    (state: ScriptRunShown) => {
      take(state);
      if (state.path.length > 0) setRun((mine) => (isTouched(mine) ? mine : runOf(state, mine)));
    },
    [take],
  );
  const { isSaved, inTurn } = useSaving({
    used,
    attemptId,
    language,
    progress,
    isTouched: isTouched(run),
    onBegun: resumed,
    onWritten: take,
    onProblem: setProblem,
  });

  useEffect(() => {
    setRun((mine) => onRoute(script, mine, context, Date.now(), closed));
  }, [script, context, closed]);

  const told = useRef(false);
  useEffect(() => {
    if (end === null || told.current) return;
    told.current = true;
    onFinished(end);
  }, [end, onFinished]);

  return {
    run,
    context,
    typed,
    facts,
    closed,
    triesLeft: (step) => (isTried ? 2 : (server?.identities[step]?.tries_left ?? null)),
    isSaved,
    isOpen,
    isFinished: end !== null,
    problem,
    answer: (step, said) => {
      setOpen(false);
      setRun((mine) => answered(mine, step, said, Date.now()));
    },
    tick: (duty, isSaid) => setRun((mine) => ticked(mine, duty, isSaid)),
    type: (fact, text) => setRun((mine) => withFact(mine, fact, text)),
    open: (aside) => setRun((mine) => shown(mine, aside, Date.now())),
    next: () => {
      const move = goOn(script, run, context, Date.now(), closed);
      setOpen(move.kind === 'open');
      if (move.kind === 'open') return;
      setRun(move.run);
      if (move.kind === 'ended') setEnd(endOf(script, move.run));
    },
    back: () => {
      setOpen(false);
      setRun((mine) => goBack(script, mine, context, Date.now(), closed));
    },
    identify: async (step, given) => {
      if (isTried) setTried((before) => ({ ...before, [step]: 'matched' }));
      if (!server) return true;
      try {
        take(await inTurn(() => identify(server.id, step, given)));
        return true;
      } catch (error) {
        setProblem(asProblem(error).message);
        return false;
      }
    },
  };
}

interface Saving {
  used: CampaignScript;
  attemptId: string | null;
  language: string;
  progress: Progress;
  /** Whether there is anything in it that is worth sending after its call. */
  isTouched: boolean;
  onBegun: (state: ScriptRunShown) => void;
  onWritten: (state: ScriptRunShown) => void;
  onProblem: (text: string) => void;
}

interface Saved {
  /** Whether all of it is there. */
  isSaved: boolean;
  /** Another request about the run, between two writings: an older answer must not come behind its own. */
  inTurn: <T>(request: () => Promise<T>) => Promise<T>;
}

/** Writes what is newest, one request at a time, and again while the link is cut. */
function useSaving(asked: Saving): Saved {
  const { used, attemptId, language, progress, onBegun, onWritten, onProblem } = asked;
  const [runId, setRunId] = useState<number | null>(null);
  const [saved, setSaved] = useState<Progress | null>(null);
  const [tries, setTries] = useState(0);
  const isBusy = useRef(false);
  const underWay = useRef<Promise<void> | null>(null);
  const newest = useRef({ progress, saved, runId, hasMore: asked.isTouched });
  newest.current = { progress, saved, runId, hasMore: asked.isTouched };

  // A run that leaves the page, with its call, still goes to the server.
  const scriptId = used.script_id;
  useEffect(() => {
    if (!attemptId) return;
    unsentRuns.takeBack(attemptId, scriptId);
    unsentRuns.sendAll();
    return () => {
      const left = newest.current;
      if (left.saved === left.progress || !(left.hasMore || left.saved)) return;
      const { progress: rest, runId: known } = left;
      unsentRuns.leave(
        { attemptId, scriptId, runId: known, language: rest.language, progress: rest },
        underWay.current,
      );
    };
  }, [attemptId, scriptId]);
  const steps = progress.path.length;
  const sentSteps = saved?.path.length ?? 0;

  // `tries` counts the answers: each looks again whether there is something newer.
  // biome-ignore lint/correctness/useExhaustiveDependencies: as said above
  useEffect(() => {
    if (!attemptId || saved === progress || isBusy.current) return;
    const work = async () => {
      isBusy.current = true;
      try {
        if (runId === null) {
          const state = await beginRun(attemptId, used.script_id, language);
          setRunId(state.id);
          onBegun(state);
        } else {
          const state = await writeRun(runId, progress);
          setSaved(progress);
          onWritten(state);
        }
        isBusy.current = false;
        setTries((before) => before + 1);
      } catch (error) {
        isBusy.current = false;
        const known = asProblem(error);
        const passes = known.kind === 'network' || known.kind === 'busy' || known.kind === 'fault';
        if (!passes) onProblem(known.message);
        setTimeout(() => setTries((before) => before + 1), passes ? AGAIN_AFTER_MS : 10 * AGAIN_AFTER_MS);
      }
    };
    // A step that is left is written at once, what is typed in it a moment later.
    const wait = runId === null || steps !== sentSteps || progress.finished ? 0 : SAVED_AFTER_MS;
    const timer = setTimeout(() => {
      underWay.current = work();
    }, wait);
    return () => clearTimeout(timer);
  }, [attemptId, used, language, progress, saved, runId, tries, steps, sentSteps, onBegun, onWritten, onProblem]);

  const inTurn = async <T>(request: () => Promise<T>): Promise<T> => {
    await underWay.current;
    isBusy.current = true;
    try {
      return await request();
    } finally {
      isBusy.current = false;
      setTries((before) => before + 1);
    }
  };
  return { isSaved: saved === progress, inTurn };
}

const kept = (key: string): Run | null => (key ? readRun(sessionStorage.getItem(key)) : null);

function identitiesOf(server: ScriptRunShown | null): Record<string, IdentityState> {
  const found: Record<string, IdentityState> = {};
  for (const [step, one] of Object.entries(server?.identities ?? {})) found[step] = one.state;
  return found;
}

const endOf = (script: CampaignScript['body'], run: Run): string =>
  script.steps.find((one) => one.id === run.path.at(-1)?.step)?.end || 'complete';
