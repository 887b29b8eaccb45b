import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ApiProblem } from '../src/api/problem.ts';
import { type Unsent, UnsentRuns } from '../src/features/script-run/unsent.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

class Kept extends Map<string, string> {
  get length() {
    return this.size;
  }
  key = (place: number) => [...this.keys()][place] ?? null;
  getItem = (name: string) => this.get(name) ?? null;
  setItem = (name: string, value: string) => void this.set(name, value);
  removeItem = (name: string) => void this.delete(name);
}

const run = (said: string, runId: number | null = null): Unsent => ({
  attemptId: 'a',
  scriptId: 3,
  runId,
  language: 'it',
  progress: { path: [], answers: {}, said: [said], not_said: [], facts: {}, language: 'it', finished: false },
});

function opened(failures: Error[] = []) {
  const kept = new Kept();
  const written: string[] = [];
  const server = {
    begin: async () => ({ id: 9 }),
    write: async (id: number, progress: Unsent['progress']) => {
      const failure = failures.shift();
      if (failure) throw failure;
      written.push(`${id} ${progress.said}`);
    },
  };
  return { kept, written, server, runs: new UnsentRuns(kept as unknown as Storage, server) };
}

it('answers of a call that is over go on until the server has them', async () => {
  const { kept, written, runs } = opened([new TypeError('cut'), new TypeError('cut')]);
  kept.setItem('pronto.script-run.a.3', '{}');
  runs.leave(run('who'), null);
  await vi.advanceTimersByTimeAsync(2000);
  expect([written, kept.size]).toEqual([[], 2]);
  await vi.advanceTimersByTimeAsync(2000);
  expect([written, kept.size]).toEqual([['9 who'], 0]);
});

it('what is under way is answered first', async () => {
  const { written, runs } = opened();
  let answer = () => {};
  runs.leave(run('who', 4), new Promise<void>((resolve) => (answer = resolve)));
  await vi.advanceTimersByTimeAsync(5000);
  expect(written).toEqual([]);
  answer();
  await vi.advanceTimersByTimeAsync(0);
  expect(written).toEqual(['4 who']);
});

it('a run that is on the page again is sent by the page alone', async () => {
  const { written, runs } = opened([new TypeError('cut')]);
  runs.leave(run('who', 4), null);
  await vi.advanceTimersByTimeAsync(0);
  runs.takeBack('a', 3);
  await vi.advanceTimersByTimeAsync(5000);
  expect(written).toEqual([]);
});

it('a page that is loaded again sends what the last one could not; a refusal ends it', async () => {
  const { kept, written, server, runs } = opened([
    new TypeError('cut'),
    new ApiProblem({ kind: 'refused', status: 409 }),
  ]);
  runs.leave(run('who', 4), null);
  await vi.advanceTimersByTimeAsync(0);
  new UnsentRuns(kept as unknown as Storage, server).sendAll();
  await vi.advanceTimersByTimeAsync(5000);
  expect([written, kept.size]).toEqual([[], 0]);
});
