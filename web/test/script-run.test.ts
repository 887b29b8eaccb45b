import { expect, it } from 'vitest';
import type { ScriptRunShown } from '../src/api/scripts.ts';
import { progressOf, readRun, runOf } from '../src/features/script-run/progress.ts';
import {
  begun,
  goOn,
  isTouched,
  type Run,
  ticked,
  typedFacts,
  withFact,
} from '../src/features/script-run/run-state.ts';
import {
  allSaid,
  IN_ORDER,
  withNextScript,
  withSaid,
  withTyped,
} from '../src/features/script-run/scripts-in-order.ts';
import type { Context, Script } from '../src/script';

it('the duties of a last step count although they are told after the end, and the next script begins with none', () => {
  const opening = withSaid(IN_ORDER, 1, ['caller_identity']);
  const ended = withSaid(withNextScript(opening), 1, ['caller_identity', 'commercial_purpose']);
  const script = withSaid(ended, 2, []);
  expect([script.place, allSaid(script)]).toEqual([1, ['caller_identity', 'commercial_purpose']]);
  expect(allSaid(withSaid(script, 2, ['total_price', 'caller_identity']))).toEqual([
    'caller_identity',
    'commercial_purpose',
    'total_price',
  ]);
});

const SCRIPT: Script = {
  kind: 'sales_script',
  languages: ['en'],
  facts: [{ code: 'need', label: { en: 'Need' } }],
  steps: [{ id: 'hello', say: { en: 'Hello' } }],
};

it('a typed fact outlives a reload, in the browser and on the server, and goes on to the next script', () => {
  const run = withFact(begun(SCRIPT, 0), 'need', 'a quieter machine');
  const facts = { ...typedFacts(SCRIPT, run, {}), mood: -1 };
  expect(readRun(JSON.stringify(run))).toEqual(run);
  const sent = progressOf(run, facts, 'en', false);
  expect(sent.facts).toEqual({ need: 'a quieter machine', mood: '-1' });
  const told = { path: [], answers: {}, duties: [], not_said: [], facts: sent.facts } as unknown as ScriptRunShown;
  expect(runOf(told, begun(SCRIPT, 0)).typed).toEqual({ need: 'a quieter machine' });
  const known = withTyped(IN_ORDER, { ...run.typed, other: 'asked for in the first script alone' });
  expect(typedFacts(SCRIPT, begun(SCRIPT, 0), known.typed)).toEqual({ need: 'a quieter machine' });
  expect(isTouched(run) && !isTouched(begun(SCRIPT, 0))).toBe(true);
});

it('going on ticks what the step has to say, but for what was taken out by hand', () => {
  const duty = ['caller_identity', 'right_to_object'];
  const steps = [{ id: 'hello', duty }, { id: 'offer', duty: ['total_price', 'right_to_object'] }, { id: 'bye' }];
  const script: Script = { ...SCRIPT, steps };
  const context: Context = { lead: {}, facts: {}, identity: {}, language: 'en', now: 0 };
  const next = (run: Run): Run => {
    const move = goOn(script, run, context, 0);
    return move.kind === 'open' ? run : move.run;
  };
  const taken = ticked(begun(script, 0), 'right_to_object', false);
  const gone = next(next(taken));
  expect([gone.path.at(-1)?.step, gone.said, gone.notSaid]).toEqual([
    'bye',
    ['caller_identity', 'total_price'],
    ['right_to_object'],
  ]);
  expect(progressOf(gone, {}, 'en', false)).toMatchObject({ said: gone.said, not_said: ['right_to_object'] });
  const said = ticked(gone, 'right_to_object', true);
  expect([said.said.at(-1), said.notSaid]).toEqual(['right_to_object', []]);
});
