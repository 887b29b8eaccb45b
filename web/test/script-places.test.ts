import { expect, it } from 'vitest';
import { clashes, merged } from '@/features/scripts/editor/script-places';
import type { Script, Step } from '@/script';

const step = (id: string, it: string, en: string, more: Partial<Step> = {}): Step => ({
  id,
  say: { it, en },
  ...more,
});

const BEFORE: Script = {
  kind: 'sales_script',
  languages: ['it', 'en'],
  facts: [{ code: 'need', label: { it: 'Bisogno' } }],
  steps: [step('opening', 'Ciao', 'Hello'), step('price', 'Costa 9', 'It is 9'), step('end', 'Grazie', 'Thanks')],
};

const withSteps = (...steps: Step[]): Script => ({ ...BEFORE, steps });
const [opening, price, end] = BEFORE.steps as [Step, Step, Step];
const told = (mine: Script, theirs: Script) =>
  clashes(BEFORE, mine, theirs).map(({ place, both }) => [place, both] as const);
const namesOf = (script: Script) => script.steps.map(({ id }) => id);

it('one writes Italian and the other English: both texts are kept, without a question', () => {
  const mine = withSteps(step('opening', 'Buongiorno', 'Hello'), price, end);
  const theirs = withSteps(step('opening', 'Ciao', 'Good morning', { stage: 'start' }), price, end);
  expect(told(mine, theirs)).toEqual([
    ['steps/opening/say/en', false],
    ['steps/opening/stage', false],
  ]);
  expect(merged(BEFORE, mine, theirs, {}).steps[0]).toEqual(
    step('opening', 'Buongiorno', 'Good morning', { stage: 'start' }),
  );
});

it('where both wrote the same words anew it is theirs, unless mine was chosen', () => {
  const mine = withSteps(opening, step('price', 'Costa 8', 'It is 8'), end);
  const theirs = withSteps(opening, step('price', 'Costa 7', 'It is 7'), end);
  expect(clashes(BEFORE, mine, theirs)[0]).toEqual({
    place: 'steps/price/say/it',
    before: 'Costa 9',
    mine: 'Costa 8',
    theirs: 'Costa 7',
    both: true,
  });
  expect(merged(BEFORE, mine, theirs, { 'steps/price/say/en': 'mine' }).steps[1]).toEqual(
    step('price', 'Costa 7', 'It is 8'),
  );
});

it('steps that each has added stand where each has put them', () => {
  const mine = withSteps(opening, step('need', 'Perché', 'Why'), price, end);
  const theirs = withSteps(opening, price, step('doubt', 'Dubbi', 'Doubts'), end);
  expect(told(mine, theirs)).toEqual([['steps/doubt', false]]);
  expect(namesOf(merged(BEFORE, mine, theirs, {}))).toEqual(['opening', 'need', 'price', 'doubt', 'end']);
});

it('a step that one removes and the other writes anew is asked for, whole', () => {
  const mine = withSteps(opening, end);
  const theirs = withSteps(opening, step('price', 'Costa 7', 'It is 9'), end);
  expect(told(mine, theirs)).toEqual([['steps/price', true]]);
  expect(namesOf(merged(BEFORE, mine, theirs, {}))).toEqual(['opening', 'price', 'end']);
  expect(merged(BEFORE, mine, theirs, {}).steps[1]).toEqual(step('price', 'Costa 7', 'It is 9'));
  expect(namesOf(merged(BEFORE, mine, theirs, { 'steps/price': 'mine' }))).toEqual(['opening', 'end']);
});

it('an order that both have changed is asked for, and one that one has changed is kept', () => {
  const mine = withSteps(price, opening, end);
  expect(told(mine, withSteps(opening, price, end))).toEqual([]);
  expect(namesOf(merged(BEFORE, mine, BEFORE, {}))).toEqual(['price', 'opening', 'end']);
  const theirs = withSteps(opening, end, price);
  expect(told(mine, theirs)).toEqual([['order/steps', true]]);
  expect(namesOf(merged(BEFORE, mine, theirs, {}))).toEqual(['opening', 'end', 'price']);
  expect(namesOf(merged(BEFORE, mine, theirs, { 'order/steps': 'mine' }))).toEqual(['price', 'opening', 'end']);
});

it('items without a name of their own are told as one, and nothing is lost', () => {
  const twice = [...(BEFORE.facts ?? []), { code: 'need', label: { it: 'Urgenza' } }];
  const mine = { ...BEFORE, facts: twice };
  const theirs = { ...BEFORE, languages: ['it'] };
  expect(merged(BEFORE, mine, theirs, {})).toEqual({ ...BEFORE, facts: twice, languages: ['it'] });
});

it('what both changed alike is no clash', () => {
  const both = withSteps(opening, end);
  expect(clashes(BEFORE, both, both)).toEqual([]);
  expect(merged(BEFORE, both, both, {})).toEqual(both);
});
