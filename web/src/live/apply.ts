// What events make of a channel's state. Pure: the same events give the same state.

/** A part of a channel's state: `campaign:3`, `agent:3:7`, `node:1`. */
export type Part = Readonly<Record<string, unknown>>;
export type Parts = Readonly<Record<string, Part>>;

/** What the stream sends (docs/stream.md). `at` is the server's clock in epoch seconds. */
export type Envelope = { v: 1; at: number } & (
  | (OfChannel & { op: 'snapshot'; body: Parts })
  | (OfChannel & { op: 'set' | 'merge'; key: string; body: Part })
  | (OfChannel & { op: 'gone'; key: string; body: null })
  | (OfChannel & { op: 'skipped'; body: { skipped: number } })
  | { op: 'refused'; channel: string; body: Refusal }
  | { op: 'heartbeat'; body: { engine_at: number | null; engine_age_s: number | null } }
  | { op: 'end'; body: { reason: string; come_back: boolean } }
);
type OfChannel = { channel: string; epoch: string; seq: number };
export type ChannelEvent = Extract<Envelope, OfChannel>;

/** Why a channel may not be followed, as a problem document says it. */
export interface Refusal {
  type: string;
  status: number;
  title: string;
  detail: string;
}

export interface ChannelState {
  readonly epoch: string;
  readonly seq: number;
  /** Up to here the server leaves out what a later event repeats, since this page was slow. */
  readonly spared: number;
  readonly parts: Parts;
  /** When the last change was made, by the server's clock. */
  readonly at: number;
  /** Events are missing: the state must be asked for anew. */
  readonly broken: boolean;
}

export const NOTHING: ChannelState = { epoch: '', seq: 0, spared: 0, parts: {}, at: 0, broken: false };

/** The state after these events. Parts that did not change stay the same objects. */
export function apply(state: ChannelState, events: readonly ChannelEvent[]): ChannelState {
  let { epoch, seq, spared, at, broken } = state;
  let parts: Record<string, Part> | undefined;
  for (const event of events) {
    if (event.op === 'snapshot') {
      [epoch, seq, spared, at, broken] = [event.epoch, event.seq, 0, event.at, false];
      parts = kept(parts ?? state.parts, event.body);
      continue;
    }
    if (broken || event.epoch !== epoch) {
      broken = true;
      continue;
    }
    if (event.op === 'skipped') {
      spared = event.seq;
      continue;
    }
    if (event.seq <= seq) continue;
    if (event.seq !== seq + 1 && event.seq > spared) {
      broken = true;
      continue;
    }
    parts ??= { ...state.parts };
    [seq, at] = [event.seq, event.at];
    if (event.op === 'gone') delete parts[event.key];
    else if (event.op === 'set') parts[event.key] = event.body;
    else parts[event.key] = { ...parts[event.key], ...event.body };
  }
  return { epoch, seq, spared, at, broken, parts: parts ?? state.parts };
}

/** A snapshot in which parts that are equal to those before stay the same objects, so that they are not drawn anew. */
function kept(before: Parts, now: Parts): Record<string, Part> {
  const entries = Object.entries(now).map(([key, part]): [string, Part] => {
    const was = before[key];
    return [key, was && JSON.stringify(was) === JSON.stringify(part) ? was : part];
  });
  return Object.fromEntries(entries);
}
