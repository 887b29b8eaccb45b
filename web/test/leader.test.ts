import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Leader } from '@/features/phone/leader';

type Granted = () => Promise<void>;

/** The locks of a browser, as far as a leader asks for them: one at a time, others wait or steal. */
class Locks {
  private holder: ((reason: unknown) => void) | undefined;
  private readonly waiting: (() => void)[] = [];

  request(_name: string, { steal, signal }: LockOptions, granted: Granted): Promise<void> {
    return new Promise((resolve, reject) => {
      const grant = () => {
        this.holder = reject;
        void granted().then(() => {
          if (this.holder === reject) this.holder = undefined;
          resolve();
          this.waiting.shift()?.();
        });
      };
      if (steal) {
        setTimeout(() => {
          this.holder?.(new DOMException('stolen', 'AbortError'));
          grant();
        });
      } else if (this.holder) {
        this.waiting.push(grant);
        signal?.addEventListener('abort', () => {
          this.waiting.splice(this.waiting.indexOf(grant), 1);
          reject(signal.reason);
        });
      } else grant();
    });
  }
}

beforeEach(() => vi.stubGlobal('navigator', { locks: new Locks() }));
afterEach(() => vi.unstubAllGlobals());

test('a window that takes over ends its own claim, which waits for the same lead', async () => {
  const [first, second] = [new Leader('work', () => {}), new Leader('work', () => {})];
  expect(await first.claim()).toBe(true);
  const claim = second.claim();
  const takeOver = second.takeOver();
  expect(await claim).toBe(false);
  await takeOver;
  expect([first.isLeader, second.isLeader]).toEqual([false, true]);
});

test('a window that gives up before its claim is heard leaves the lead to others', async () => {
  const [holder, gone, next] = [0, 1, 2].map(() => new Leader('work', () => {})) as [Leader, Leader, Leader];
  expect(await holder.claim()).toBe(true);
  const claim = gone.claim();
  gone.release();
  expect(await claim).toBe(false);
  holder.release();
  expect(await next.claim()).toBe(true);
  expect(gone.isLeader).toBe(false);
});
