import { expect, it } from 'vitest';
import { type Machine, off, type PhoneEvent, shown, step } from '../src/features/phone/machine';
import { type Counts, countsOf, qualityBetween } from '../src/features/phone/quality';

const after = (...events: PhoneEvent[]): Machine => events.reduce(step, off);
const ready: PhoneEvent[] = [{ type: 'asked' }, { type: 'linked' }, { type: 'registered' }];
const inCall: PhoneEvent[] = [...ready, { type: 'called' }, { type: 'answered' }];

it('is switched on, registers, rings and is connected', () => {
  expect(shown(off)).toBe('off');
  expect(shown(after({ type: 'asked' }))).toBe('connecting');
  expect(shown(after(...ready))).toBe('registered');
  expect(shown(after(...ready, { type: 'called' }))).toBe('ringing');
  expect(shown(after(...inCall))).toBe('up');
  expect(shown(after(...inCall, { type: 'ended' }))).toBe('registered');
});

it('keeps its call while Asterisk is not reached, and is ready again after it', () => {
  const cut = after(...inCall, { type: 'unlinked' });
  expect([shown(cut), cut.isLinked]).toEqual(['up', false]);
  const back = [{ type: 'linked' }, { type: 'registered' }, { type: 'ended' }] satisfies PhoneEvent[];
  expect(shown(back.reduce(step, cut))).toBe('registered');
});

it('rings again only when the call before it has ended', () => {
  expect(shown(after(...inCall, { type: 'called' }))).toBe('up');
  expect(shown(after(...ready, { type: 'answered' }))).toBe('registered');
});

it('says why it has failed until it is asked for again', () => {
  const failed = after(...inCall, { type: 'failed', trouble: 'microphone_refused' });
  expect([shown(failed), failed.trouble]).toEqual(['failed', 'microphone_refused']);
  expect(step(failed, { type: 'registered' })).toBe(failed);
  expect(step(failed, { type: 'asked' }).trouble).toBeUndefined();
});

it.each<PhoneEvent>([
  { type: 'linked' },
  { type: 'registered' },
  { type: 'called' },
  { type: 'answered' },
  { type: 'ended' },
  { type: 'unlinked' },
  { type: 'failed', trouble: 'account' },
])('stays off, whatever comes late: $type', (event) => {
  expect(step(off, event)).toBe(off);
});

const counts = (received: number, lost: number, more: Partial<Counts> = {}): Counts => ({
  received,
  lost,
  jitter: 0.002,
  missedThere: 0,
  ...more,
});

it.each([
  ['good', counts(300, 1)],
  ['fair', counts(295, 6)],
  ['poor', counts(280, 20)],
  ['fair', counts(200, 0, { jitter: 0.05 })],
  ['fair', counts(200, 0, { missedThere: 0.03 })],
  ['poor', counts(200, 0, { roundTrip: 0.9 })],
  ['silent', counts(100, 0)],
  ['unknown', counts(110, 0)],
])('calls a line %s', (quality, now) => {
  expect(qualityBetween(counts(100, 0), now)).toBe(quality);
});

it('misses no voice where nobody is on the line', () => {
  expect(qualityBetween(counts(100, 0), counts(100, 0), false)).toBe('unknown');
  expect(qualityBetween(counts(100, 0), counts(280, 20), false)).toBe('poor');
});

it('knows no quality before it has counted twice, nor of counts that begin anew', () => {
  expect(qualityBetween(undefined, counts(100, 0))).toBe('unknown');
  expect(qualityBetween(counts(100, 0), counts(30, 0))).toBe('unknown');
});

it("reads the browser's report", () => {
  const report = [
    { type: 'inbound-rtp', kind: 'audio', packetsReceived: 500, packetsLost: 3, jitter: 0.004 },
    { type: 'inbound-rtp', kind: 'video', packetsReceived: 9, packetsLost: 9, jitter: 9 },
    { type: 'remote-inbound-rtp', kind: 'audio', fractionLost: 0.01, roundTripTime: 0.05 },
    { type: 'candidate-pair', nominated: true, currentRoundTripTime: 0.2 },
  ];
  expect(countsOf(report)).toEqual({ received: 500, lost: 3, jitter: 0.004, missedThere: 0.01, roundTrip: 0.05 });
});
