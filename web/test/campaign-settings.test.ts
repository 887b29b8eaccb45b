import { expect, it } from 'vitest';
import { changeOf, clashes, merged, type Settings } from '@/features/campaigns/page/settings';

// biome-ignore lint/suspicious/noThenProperty: the API's own name, and no function
const rule = (on: string, wait_s: number) => ({ on, then: 'retry', wait_s, at_most: 0, next_phone: false });
const code = (name: string, label = '') => ({ code: name, label });

const BEFORE = {
  name: 'Spring',
  mode: 'progressive',
  target_abandon_share: 0.03,
  rules: [rule('busy', 600), rule('no_answer', 3600)],
  dispositions: [code('sale'), code('no')],
  law: { topic: 'fibre', sector: 'telecoms' },
} as unknown as Settings;

const changed = (...parts: object[]) => Object.assign({}, BEFORE, ...parts) as Settings;

it('only what was changed is sent, and of the law only its changed fields', () => {
  const after = changed({ mode: 'predictive', law: { topic: 'mobile', sector: 'telecoms' } });
  expect(changeOf(BEFORE, after)).toEqual({ mode: 'predictive', law: { topic: 'mobile' } });
  expect(changeOf(BEFORE, changed({}))).toEqual({});
});

it('what two people changed at different places is kept of both, without a question', () => {
  const mine = changed({ rules: [rule('busy', 300), rule('no_answer', 3600)] });
  const theirs = changed({ rules: [rule('busy', 600), rule('no_answer', 60)], name: 'Summer' });
  expect(clashes(BEFORE, mine, theirs).map(({ place, both }) => [place, both])).toEqual([
    ['name', false],
    ['rules/no_answer', false],
  ]);
  const whole = merged(BEFORE, mine, theirs, {});
  expect(whole.name).toBe('Summer');
  expect(whole.rules).toEqual([rule('busy', 300), rule('no_answer', 60)]);
});

it('where both changed the same it is theirs, unless mine was chosen', () => {
  const mine = changed({ mode: 'predictive', target_abandon_share: 0.01 });
  const theirs = changed({ mode: 'preview', target_abandon_share: 0.02 });
  const [share, mode] = clashes(BEFORE, mine, theirs).toSorted((a, b) => (a.place < b.place ? 1 : -1));
  expect(share).toMatchObject({
    place: 'target_abandon_share',
    before: 0.03,
    mine: 0.01,
    theirs: 0.02,
    both: true,
  });
  expect(mode).toMatchObject({ place: 'mode', both: true });
  expect(merged(BEFORE, mine, theirs, {})).toMatchObject({ mode: 'preview', target_abandon_share: 0.02 });
  expect(merged(BEFORE, mine, theirs, { mode: 'mine' })).toMatchObject({
    mode: 'predictive',
    target_abandon_share: 0.02,
  });
});

it('a disposition that one adds and another that the other removes are both heeded', () => {
  const mine = changed({ dispositions: [code('sale'), code('no'), code('later')] });
  const theirs = changed({ dispositions: [code('sale')] });
  const whole = merged(BEFORE, mine, theirs, {});
  expect((whole.dispositions ?? []).map((one) => one.code)).toEqual(['sale', 'later']);
});

it('what both changed alike is no clash', () => {
  const both = changed({ mode: 'predictive' });
  expect(clashes(BEFORE, both, both)).toEqual([]);
});
