import { expect, it } from 'vitest';
import type { Interaction, InteractionChange } from '../src/api/interactions.ts';
import { ChangeQueue, changedTogether, withChange, withoutChange } from '../src/features/workplace/change-queue.ts';

const settled = async () => {
  for (let turn = 0; turn < 5; turn++) await Promise.resolve();
};

it('what is pressed while a change is under way is sent after it', async () => {
  const sent: InteractionChange[] = [];
  const answers: (() => void)[] = [];
  const queue = new ChangeQueue<InteractionChange>(changedTogether, (change) => {
    sent.push(change);
    return new Promise<void>((resolve) => answers.push(resolve));
  });
  queue.add({ mood: -1 });
  queue.add({ mood: -2 });
  queue.add({ topic: 'price', facts: { need: 'a' } });
  queue.add({ facts: { by_when: 'May' } });
  expect([sent, queue.isIdle]).toEqual([[{ mood: -1 }], false]);
  answers[0]?.();
  await settled();
  expect(sent[1]).toEqual({ mood: -2, topic: 'price', facts: { need: 'a', by_when: 'May' } });
  answers[1]?.();
  await settled();
  expect([sent.length, queue.isIdle]).toEqual([2, true]);
});

it('a refused change is taken back, and nothing else', () => {
  const known = { mood: null, topic: '', facts: { need: 'a' } } as unknown as Interaction;
  const shown = withChange(withChange(known, { mood: -1, facts: { need: 'b' } }), { topic: 'price' });
  expect(shown).toEqual({ mood: -1, topic: 'price', facts: { need: 'b' } });
  const refused = { mood: -1, facts: { need: 'b' } };
  expect(withoutChange(shown, refused, known, { topic: 'price' })).toEqual({
    mood: null,
    topic: 'price',
    facts: { need: 'a' },
  });
});
