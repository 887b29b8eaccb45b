import { useEffect, useRef, useSyncExternalStore } from 'react';
import type { Parts } from './apply';
import { byEvents, byWebSocket, type Connect, type Connection, Stream } from './stream';

let stream: Stream | null = null;

/** The tab's stream. An application that wants server-sent events says so once, before its first page. */
export function liveStream(connect: Connect = byWebSocket): Stream {
  stream ??= new Stream(connect);
  return stream;
}
export { byEvents, byWebSocket };

/**
 * What a channel shows, live: `useLive('board', (parts) => parts['campaign:3'])`.
 *
 * Only parts whose selection changed are drawn anew, so select a part, or a value in it; a list that is made anew each
 * time is compared item by item. Nothing is sent for the channel before the first part follows it. A channel without a
 * name shows nothing.
 */
export function useLive<T>(channel: string, select: (parts: Parts) => T): T {
  const live = liveStream();
  const last = useRef<T | undefined>(undefined);
  useEffect(() => (channel ? live.follow(channel) : undefined), [live, channel]);
  return useSyncExternalStore(live.subscribe, () => {
    const now = select(live.state(channel).parts);
    if (last.current !== undefined && isSame(last.current, now)) return last.current;
    last.current = now;
    return now;
  });
}

/** Whether the stream has said what a channel shows; before that, what is not there is only not known. */
export function useHeard(channel: string): boolean {
  const live = liveStream();
  return useSyncExternalStore(live.subscribe, () => live.state(channel).epoch !== '');
}

/** Whether the page is connected, and how old its news are. */
export function useConnection(): Connection {
  const live = liveStream();
  return useSyncExternalStore(live.subscribe, () => live.connection);
}

function isSame(before: unknown, now: unknown): boolean {
  if (Object.is(before, now)) return true;
  if (!Array.isArray(before) || !Array.isArray(now) || before.length !== now.length) return false;
  return before.every((one, index) => Object.is(one, now[index]));
}
