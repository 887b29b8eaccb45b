import { useSyncExternalStore } from 'react';
import type { Parts } from '@/live/apply';
import { liveStream, useConnection, useLive } from '@/live/live';
import { type News, newsOf } from './figures';

/** Which board this is: `/board?name=floor`. */
export const boardName = new URLSearchParams(location.search).get('name') || 'main';
export const boardChannel = `board:${boardName}`;

/** What this board's channel shows, live. */
export const useBoard = <T>(select: (parts: Parts) => T): T => useLive(boardChannel, select);

// One tick a second for all that shows time, by the server's clock.

const listeners = new Set<() => void>();
let second = Math.floor(Date.now() / 1000);

setInterval(() => {
  second = Math.floor(Date.now() / 1000);
  for (const listener of listeners) listener();
}, 1000);

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The time by the server's clock, epoch seconds; changes each second. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => second + Math.round(liveStream().connection.clockOffset));
}

export function useNews(): News {
  const connection = useConnection();
  return newsOf(connection, performance.now(), useNow());
}
