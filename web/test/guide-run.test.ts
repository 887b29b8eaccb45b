import { expect, it } from 'vitest';
import type { GuideRunShown } from '../src/api/guides.ts';
import {
  allSaid,
  IN_ORDER,
  withNextGuide,
  withSaid,
  withTyped,
} from '../src/features/guide-run/guides-in-order.ts';
import { progressOf, readRun, runOf } from '../src/features/guide-run/progress.ts';
import {
  begun,
  goOn,
  isTouched,
  type Run,
  ticked,
  typedFacts,
  withFact,
} from '../src/features/guide-run/run-state.ts';
import type { Context, Guide } from '../src/guide';

it('the duties of a last step count although they are told after the end, and the next guide begins with none', () => {
  const opening = withSaid(IN_ORDER, 1, ['caller_identity']);
  const ended = withSaid(withNextGuide(opening), 1, ['caller_identity', 'commercial_purpose']);
  const script = withSaid(ended, 2, []);
  expect([script.place, allSaid(script)]).toEqual([1, ['caller_identity', 'commercial_purpose']]);
  expect(allSaid(withSaid(script, 2, ['total_price', 'caller_identity']))).toEqual([
    'caller_identity',
    'commercial_purpose',
    'total_price',
  ]);
});

const GUIDE: Guide = {
  kind: 'sales_script',
  languages: ['en'],
  facts: [{ code: 'need', label: { en: 'Need' } }],
  steps: [{ id: 'hello', say: { en: 'Hello' } }],
};

it('a typed fact outlives a reload, in the browser and on the server, and goes on to the next guide', () => {
  const run = withFact(begun(GUIDE, 0), 'need', 'a quieter machine');
  const facts = { ...typedFacts(GUIDE, run, {}), mood: -1 };
  expect(readRun(JSON.stringify(run))).toEqual(run);
  const sent = progressOf(run, facts, 'en', false);
  expect(sent.facts).toEqual({ need: 'a quieter machine', mood: '-1' });
  const told = { path: [], answers: {}, duties: [], not_said: [], facts: sent.facts } as unknown as GuideRunShown;
  expect(runOf(told, begun(GUIDE, 0)).typed).toEqual({ need: 'a quieter machine' });
  const known = withTyped(IN_ORDER, { ...run.typed, other: 'asked for in the first guide alone' });
  expect(typedFacts(GUIDE, begun(GUIDE, 0), known.typed)).toEqual({ need: 'a quieter machine' });
  expect(isTouched(run) && !isTouched(begun(GUIDE, 0))).toBe(true);
});

it('going on ticks what the step has to say, but for what was taken out by hand', () => {
  const duty = ['caller_identity', 'right_to_object'];
  const steps = [{ id: 'hello', duty }, { id: 'offer', duty: ['total_price', 'right_to_object'] }, { id: 'bye' }];
  const guide: Guide = { ...GUIDE, steps };
  const context: Context = { lead: {}, facts: {}, identity: {}, language: 'en', now: 0 };
  const next = (run: Run): Run => {
    const move = goOn(guide, run, context, 0);
    return move.kind === 'open' ? run : move.run;
  };
  const taken = ticked(begun(guide, 0), 'right_to_object', false);
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
