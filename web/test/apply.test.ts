import { describe, expect, it } from 'vitest';
import { apply, type ChannelEvent, NOTHING } from '../src/live/apply';

const head = { v: 1, at: 10, channel: 'board', epoch: 'a' } as const;
const snapshot = (seq: number, body: Record<string, Record<string, unknown>>): ChannelEvent => ({
  ...head,
  op: 'snapshot',
  seq,
  body,
});
const set = (seq: number, key: string, body: Record<string, unknown>): ChannelEvent => ({
  ...head,
  op: 'set',
  seq,
  key,
  body,
});

describe('a channel', () => {
  it('is its snapshot, then what changed', () => {
    const state = apply(NOTHING, [
      snapshot(3, { 'node:1': { state: 'up', calls: 4 }, 'node:2': { state: 'up' } }),
      { ...head, op: 'merge', seq: 4, key: 'node:1', body: { calls: 5 } },
      { ...head, op: 'gone', seq: 5, key: 'node:2', body: null },
      set(6, 'node:3', { state: 'down' }),
    ]);
    expect(state.parts).toEqual({ 'node:1': { state: 'up', calls: 5 }, 'node:3': { state: 'down' } });
    expect([state.seq, state.broken]).toEqual([6, false]);
  });

  it('keeps what did not change as it is, even over a new snapshot', () => {
    const before = apply(NOTHING, [snapshot(1, { a: { n: 1 }, b: { n: 1 } })]);
    const after = apply(before, [snapshot(9, { a: { n: 1 }, b: { n: 2 } })]);
    expect(after.parts.a).toBe(before.parts.a);
    expect(after.parts.b).not.toBe(before.parts.b);
    expect(apply(before, [set(1, 'a', { n: 7 })]).parts).toBe(before.parts);
  });

  it('is broken by a gap and by another epoch, and mended by a snapshot', () => {
    const start = apply(NOTHING, [snapshot(1, {})]);
    expect(apply(start, [set(3, 'a', {})]).broken).toBe(true);
    expect(apply(start, [{ ...set(2, 'a', {}), epoch: 'b' }]).broken).toBe(true);
    expect(apply(start, [set(3, 'a', {}), snapshot(3, { a: {} })])).toMatchObject({ broken: false, seq: 3 });
  });

  it('takes the latest of each key where the server says that it leaves out the rest', () => {
    const start = apply(NOTHING, [snapshot(1, { a: { n: 0 } })]);
    const spared: ChannelEvent = { ...head, op: 'skipped', seq: 8, body: { skipped: 5 } };
    const state = apply(start, [spared, set(4, 'a', { n: 3 }), set(8, 'b', {})]);
    expect(state).toMatchObject({ broken: false, seq: 8, parts: { a: { n: 3 }, b: {} } });
    expect(apply(state, [set(10, 'a', {})]).broken).toBe(true);
  });
});
