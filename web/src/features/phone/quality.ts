// The quality of the line, from the browser's counts. Pure.

/** What the browser has counted until now: of the voice that came, and what the other side tells of ours. */
export interface Counts {
  received: number;
  lost: number;
  /** Seconds by which packets come unevenly. */
  jitter: number;
  /** Seconds there and back; undefined as long as nobody has told it. */
  roundTrip?: number;
  /** Packets of ours that the other side misses, of those it should have had, 0 to 1. */
  missedThere: number;
}

export type Quality = 'unknown' | 'good' | 'fair' | 'poor' | 'silent';

// One in fifty lost is heard as a click now and then, one in twenty costs words; above 150 ms there people begin to talk
// at the same time (ITU-T G.114), and above 400 ms they cannot talk.
const FAIR = { lost: 0.02, jitter: 0.03, roundTrip: 0.3 };
const POOR = { lost: 0.05, jitter: 0.08, roundTrip: 0.8 };
const ENOUGH = 25; // packets, half a second: from fewer nothing can be told

/** The quality between two counts. Where nobody is on the line, no voice is due: that none comes tells nothing. */
export function qualityBetween(before: Counts | undefined, now: Counts, isVoiceDue = true): Quality {
  if (!before || now.received < before.received) return 'unknown';
  const received = now.received - before.received;
  const lost = Math.max(0, now.lost - before.lost);
  if (received + lost === 0) return isVoiceDue ? 'silent' : 'unknown';
  if (received + lost < ENOUGH) return 'unknown';
  const share = Math.max(lost / (received + lost), now.missedThere);
  const isWorse = (than: typeof FAIR) =>
    share > than.lost || now.jitter > than.jitter || (now.roundTrip ?? 0) > than.roundTrip;
  if (isWorse(POOR)) return 'poor';
  return isWorse(FAIR) ? 'fair' : 'good';
}

/** The counts of a report of RTCPeerConnection.getStats(). */
export function countsOf(report: Iterable<Record<string, unknown>>): Counts {
  const counts: Counts = { received: 0, lost: 0, jitter: 0, missedThere: 0 };
  const number = (value: unknown) => (typeof value === 'number' ? value : 0);
  for (const one of report) {
    if (one.kind !== 'audio' && one.type !== 'candidate-pair') continue;
    if (one.type === 'inbound-rtp') {
      counts.received += number(one.packetsReceived);
      counts.lost += number(one.packetsLost);
      counts.jitter = Math.max(counts.jitter, number(one.jitter));
    } else if (one.type === 'remote-inbound-rtp') {
      counts.missedThere = Math.max(counts.missedThere, number(one.fractionLost));
      if (typeof one.roundTripTime === 'number') counts.roundTrip = one.roundTripTime;
    } else if (one.type === 'candidate-pair' && one.nominated && typeof one.currentRoundTripTime === 'number') {
      counts.roundTrip ??= one.currentRoundTripTime;
    }
  }
  return counts;
}
