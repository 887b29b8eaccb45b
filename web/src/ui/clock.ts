import { useSyncExternalStore } from 'react';

// One timer for everything on the page that shows how long something lasts.

const listeners = new Set<() => void>();
let now = Date.now();
let timer = 0;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (listeners.size === 1) {
    now = Date.now();
    timer = window.setInterval(() => {
      now = Date.now();
      for (const one of listeners) one();
    }, 1000);
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) clearInterval(timer);
  };
}

/** Now, in epoch milliseconds of this browser, anew each second. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => now);
}
