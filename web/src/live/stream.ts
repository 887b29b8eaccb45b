import { i18n } from '@lingui/core';
import { apply, type ChannelEvent, type ChannelState, type Envelope, NOTHING, type Refusal } from './apply';

/** How a page is connected. `ended`: the session is over, or the server refuses to serve it longer. */
export type Link = 'idle' | 'connecting' | 'live' | 'ended';

export interface Connection {
  readonly link: Link;
  /** When the server was last heard, by `performance.now()`; null before the first time. */
  readonly heardAt: number | null;
  /** How far the server's clock is ahead of this one, in seconds. */
  readonly clockOffset: number;
  /** How old the engine's last news was at the last heartbeat, in seconds; null if no engine was seen. */
  readonly engineAge: number | null;
  readonly refused: Readonly<Record<string, Refusal>>;
}

/** What carries the events: a WebSocket for pages, server-sent events for the wallboard. */
export interface Carrier {
  follow(channel: string, state: ChannelState): void;
  leave(channel: string): void;
  close(): void;
}
export interface Heard {
  open(): void;
  event(event: Envelope): void;
  lost(): void;
}
export type Connect = (channels: ReadonlyMap<string, ChannelState>, heard: Heard) => Carrier;

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;
const SILENCE_MS = 10_000; // ten heartbeats
const GRACE_MS = 5_000; // a channel that is asked for again, as on a change of page, was not left
const BATCH_MS = 50;
const AGENT = 'agent:';

/** One connection a tab, for all channels that its parts follow. */
export class Stream {
  connection: Connection = { link: 'idle', heardAt: null, clockOffset: 0, engineAge: null, refused: {} };
  readonly #connect: Connect;
  readonly #states = new Map<string, ChannelState>();
  readonly #followers = new Map<string, number>();
  readonly #listeners = new Set<() => void>();
  #waiting: ChannelEvent[] = [];
  #carrier: Carrier | null = null;
  #tries = 0;
  #flushedAt = Number.NEGATIVE_INFINITY;
  #timers = { retry: 0, silence: 0, batch: 0 };

  constructor(connect: Connect) {
    this.#connect = connect;
  }

  /** Call `listener` after each change; returns how to stop that. */
  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  state(channel: string): ChannelState {
    return this.#states.get(channel) ?? NOTHING;
  }

  /** Follow a channel until the returned function is called, and a little longer. */
  follow(channel: string): () => void {
    const followers = this.#followers.get(channel) ?? 0;
    this.#followers.set(channel, followers + 1);
    const { [channel]: refusal, ...refused } = this.connection.refused;
    if (refusal) this.#tell({ refused }); // it may be heard by now: an agent is logged in again
    if (refusal || !this.#states.has(channel)) {
      this.#states.set(channel, NOTHING);
      this.#carrier?.follow(channel, NOTHING);
    }
    if (!this.#carrier && !this.#timers.retry) this.#open();
    return () => {
      this.#followers.set(channel, (this.#followers.get(channel) ?? 1) - 1);
      setTimeout(() => this.#leave(channel), GRACE_MS);
    };
  }

  /** Connect anew: after a change of the language, or when somebody has signed in. */
  reconnect(): void {
    this.#close();
    this.#tries = 0;
    if (this.#states.size > 0) this.#open();
  }

  #leave(channel: string): void {
    if ((this.#followers.get(channel) ?? 0) > 0 || !this.#states.has(channel)) return;
    this.#states.delete(channel);
    this.#followers.delete(channel);
    this.#carrier?.leave(channel);
    if (this.#states.size === 0) {
      this.#close();
      this.#tell({ link: 'idle' });
    }
  }

  #open(): void {
    this.#tell({ link: 'connecting', refused: {} });
    this.#carrier = this.#connect(this.#states, {
      open: () => this.#watch(),
      event: (event) => this.#take(event),
      lost: () => this.#retry(),
    });
    this.#watch();
  }

  #take(event: Envelope): void {
    this.#tries = 0;
    this.#watch();
    const heard = { link: 'live', heardAt: performance.now() } as const;
    switch (event.op) {
      case 'heartbeat':
        this.#tell({ ...heard, clockOffset: event.at - Date.now() / 1000, engineAge: event.body.engine_age_s });
        return;
      case 'refused':
        if (this.#states.has(event.channel)) this.#states.set(event.channel, NOTHING);
        this.#tell({ ...heard, refused: { ...this.connection.refused, [event.channel]: event.body } });
        return;
      case 'end':
        if (event.body.come_back) this.#retry();
        else this.#end();
        return;
      default:
        this.#waiting.push(event);
        if (event.channel.startsWith(AGENT)) {
          // Who is on the line has to be seen before the voice is heard, and does not wait behind a board of this instant.
          clearTimeout(this.#timers.batch);
          this.#flush();
          return;
        }
        this.#timers.batch ||= window.setTimeout(
          () => this.#flush(),
          Math.max(0, this.#flushedAt + BATCH_MS - performance.now()),
        );
    }
  }

  /** Events of an instant change the page once; floods do so twenty times a second. */
  #flush(): void {
    this.#timers.batch = 0;
    this.#flushedAt = performance.now();
    const events = this.#waiting;
    this.#waiting = [];
    for (const [channel, state] of this.#states) {
      const own = events.filter((one) => one.channel === channel);
      if (own.length === 0) continue;
      const next = apply(state, own);
      if (next.broken) {
        this.#states.set(channel, { ...NOTHING, parts: next.parts, at: next.at });
        this.#carrier?.leave(channel);
        this.#carrier?.follow(channel, NOTHING);
      } else this.#states.set(channel, next);
    }
    this.#tell({ link: 'live', heardAt: performance.now() });
  }

  /** A connection that says nothing for ten heartbeats is broken, whatever the browser thinks of it. */
  #watch(): void {
    clearTimeout(this.#timers.silence);
    this.#timers.silence = window.setTimeout(() => this.#retry(), SILENCE_MS);
  }

  /** Come back after a wait that grows, and differs from page to page, so that not all come at once. */
  #retry(): void {
    this.#close();
    this.#tell({ link: 'connecting' });
    const longest = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** this.#tries++);
    this.#timers.retry = window.setTimeout(
      () => {
        this.#timers.retry = 0;
        if (this.#states.size > 0) this.#open();
      },
      longest * (0.5 + Math.random() / 2),
    );
  }

  #end(): void {
    this.#close();
    this.#tell({ link: 'ended' });
  }

  #close(): void {
    for (const timer of Object.values(this.#timers)) clearTimeout(timer);
    this.#timers = { retry: 0, silence: 0, batch: 0 };
    if (this.#waiting.length > 0) this.#flush();
    const carrier = this.#carrier;
    this.#carrier = null;
    carrier?.close();
  }

  #tell(change: Partial<Connection>): void {
    this.connection = { ...this.connection, ...change };
    for (const listener of this.#listeners) listener();
  }
}

/** Channels change without a new connection. */
export const byWebSocket: Connect = (channels, heard) => {
  const url = new URL(`/api/v1/stream?language=${i18n.locale}`, location.href);
  url.protocol = url.protocol.replace('http', 'ws');
  const socket = new WebSocket(url);
  const send = (order: object) => socket.readyState === WebSocket.OPEN && socket.send(JSON.stringify(order));
  const subscribe = (channel: string, { epoch, seq }: ChannelState) =>
    send({ op: 'subscribe', channel, ...(epoch ? { epoch, seq } : {}) });
  socket.onopen = () => {
    heard.open();
    for (const [channel, state] of channels) subscribe(channel, state);
  };
  socket.onmessage = ({ data }) => heard.event(JSON.parse(data) as Envelope);
  socket.onclose = () => heard.lost();
  return {
    follow: subscribe,
    leave: (channel) => void send({ op: 'unsubscribe', channel }),
    close: () => {
      socket.onclose = socket.onmessage = null;
      socket.close();
    },
  };
};

const OPS = ['snapshot', 'set', 'merge', 'gone', 'skipped', 'refused', 'heartbeat', 'end'];

/** One way and plain HTTP, for the wallboard: another channel is another connection, which begins with a snapshot. */
export const byEvents: Connect = (channels, heard) => {
  let source: EventSource | null = null;
  const followed = new Set(channels.keys());
  const open = () => {
    source?.close();
    if (followed.size === 0) return;
    const query = new URLSearchParams([...followed].map((channel) => ['channel', channel]));
    query.set('language', i18n.locale);
    source = new EventSource(`/api/v1/stream?${query}`);
    source.onopen = () => heard.open();
    source.onerror = () => source?.readyState === EventSource.CLOSED && heard.lost();
    for (const op of OPS) source.addEventListener(op, ({ data }) => heard.event(JSON.parse(data) as Envelope));
  };
  open();
  return {
    follow: (channel) => {
      followed.add(channel);
      open();
    },
    leave: (channel) => {
      followed.delete(channel);
    },
    close: () => source?.close(),
  };
};
