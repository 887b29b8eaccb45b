import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ApiProblem } from '../src/api/problem.ts';
import { type Draft, NoteQueue, type Standing } from '../src/features/workplace/note-queue.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function opened(answers: (boolean | Error)[] = []) {
  const [kept, sent, heard] = [[] as string[], [] as string[], [] as Standing[]];
  const queue = new NoteQueue(
    {
      keep: async (attemptId, { note }) => void kept.push(`${attemptId} ${note}`),
      send: async (attemptId, { note }) => {
        sent.push(`${attemptId} ${note}`);
        const answer = answers.shift() ?? true;
        if (answer instanceof Error) throw answer;
        return answer;
      },
    },
    () => 7,
  );
  queue.follow('a', (standing) => heard.push(standing));
  return { queue, kept, sent, heard };
}

const typed = (note: string, typedAt = 1): Draft => ({ note, typedAt });

it('what is typed of one call goes, though another call comes the moment after', async () => {
  const { queue, kept, sent } = opened([new TypeError('cut')]);
  queue.put('a', typed('he'));
  queue.put('a', typed('hello'));
  queue.flush('a');
  queue.put('b', typed('next'));
  await vi.advanceTimersByTimeAsync(800);
  expect([kept, sent]).toEqual([
    ['a hello', 'b next'],
    ['a hello', 'b next'],
  ]);
  await vi.advanceTimersByTimeAsync(3000);
  expect(sent).toEqual(['a hello', 'b next', 'a hello']);
});

it('a note is called saved only if the server keeps it', async () => {
  const { queue, heard } = opened([false, true]);
  queue.put('a', typed('one'));
  await vi.advanceTimersByTimeAsync(800);
  queue.put('a', typed('two', 2));
  await vi.advanceTimersByTimeAsync(800);
  expect(heard).toEqual([{ kind: 'older' }, { kind: 'saved', at: 7 }]);
});

it('what the server refuses is said and not sent again', async () => {
  const refusal = new ApiProblem({ kind: 'invalid', status: 422, slug: 'card-number', detail: 'Take it out.' });
  const { queue, sent, heard } = opened([refusal]);
  queue.put('a', typed('a'));
  await vi.advanceTimersByTimeAsync(60_000);
  expect([sent.length, heard]).toEqual([1, [{ kind: 'refused', why: 'Take it out.' }]]);
});

it('the number of a card is kept nowhere, the number of a phone is', async () => {
  const { queue, kept, sent } = opened();
  queue.put('a', typed('4111.1111.1111.1111'));
  await vi.advanceTimersByTimeAsync(10_000);
  expect([kept, sent]).toEqual([[], []]);
  queue.put('a', typed('+4915123456787'));
  await vi.advanceTimersByTimeAsync(10_000);
  expect([kept, sent]).toEqual([['a +4915123456787'], ['a +4915123456787']]);
});

it('a note that went with a disposition is sent no more', async () => {
  const { queue, sent } = opened([new TypeError('cut')]);
  queue.put('a', typed('one'));
  await vi.advanceTimersByTimeAsync(800);
  queue.drop('a');
  await vi.advanceTimersByTimeAsync(10_000);
  expect(sent).toEqual(['a one']);
});
