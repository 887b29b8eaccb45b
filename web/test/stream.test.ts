import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Envelope } from '../src/live/apply.ts';
import { type Heard, Stream } from '../src/live/stream.ts';

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('window', globalThis);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const snapshot = (channel: string, seq: number, parts: object): Envelope =>
  ({ op: 'snapshot', channel, epoch: 'e', seq, at: 0, body: parts, key: '' }) as never;

it('events of an instant change the page once, and an agent is shown at once who is on the line', () => {
  let heard: Heard | undefined;
  const stream = new Stream((_, to) => {
    heard = to;
    return { follow: () => {}, leave: () => {}, close: () => {} };
  });
  stream.follow('board');
  stream.follow('agent:7');
  heard?.event(snapshot('board', 1, { board: { at: 1 } }));
  vi.advanceTimersByTime(1);
  expect(stream.state('board').seq).toBe(1);
  heard?.event(snapshot('board', 2, { board: { at: 2 } }));
  expect(stream.state('board').seq).toBe(1); // it waits for more of this instant
  heard?.event(snapshot('agent:7', 1, { screen: { state: 'connecting' } }));
  expect(stream.state('agent:7').parts.screen).toEqual({ state: 'connecting' });
  expect(stream.state('board').seq).toBe(2); // what waited is shown with it
});

it('of a channel that is refused nothing stays, and it is asked for again by who needs it then', () => {
  let heard: Heard | undefined;
  const asked: string[] = [];
  const stream = new Stream((_, to) => {
    heard = to;
    return { follow: (channel) => void asked.push(channel), leave: () => {}, close: () => {} };
  });
  const leave = stream.follow('campaign:3');
  heard?.event(snapshot('campaign:3', 1, { 'campaign:3': { why: {} } }));
  vi.advanceTimersByTime(60);
  expect(stream.state('campaign:3').seq).toBe(1);
  heard?.event({ op: 'refused', channel: 'campaign:3', at: 0, body: { status: 403 } } as never);
  expect(stream.state('campaign:3')).toMatchObject({ epoch: '', parts: {} });
  leave();
  stream.follow('campaign:3');
  expect([asked, stream.connection.refused]).toEqual([['campaign:3'], {}]);
});
