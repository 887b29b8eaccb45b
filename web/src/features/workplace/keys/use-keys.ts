import { useCallback, useEffect, useLayoutEffect, useRef, useSyncExternalStore } from 'react';
import { type Action, actionOf, DEFAULTS, type Keymap, nameOf, readKeymap } from './keymap';

const listeners = new Set<() => void>();
const KEPT_AS = 'pronto-keys';
const placeOf = (userId: number) => `${KEPT_AS}-${userId}`;
let read: { place: string; text: string | null; keymap: Keymap } | null = null;

function keymapOf(userId: number): Keymap {
  const place = placeOf(userId);
  const text = localStorage.getItem(place);
  if (!read || read.place !== place || read.text !== text) read = { place, text, keymap: readKeymap(text) };
  return read.keymap;
}

/** A person's own keys in this browser, and how to change them; null sets the defaults again. */
export function useKeymap(userId: number): [Keymap, (keymap: Keymap | null) => void] {
  const keymap = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => keymapOf(userId),
  );
  const change = useCallback(
    (next: Keymap | null) => {
      if (next) localStorage.setItem(placeOf(userId), JSON.stringify(next));
      else localStorage.removeItem(placeOf(userId));
      for (const listener of listeners) listener();
    },
    [userId],
  );
  return [keymap ?? DEFAULTS, change];
}

export type Acts = Partial<Record<Action, () => void>>;

/**
 * Let keys act on the whole page. What is not possible now is left out of `acts`, and its key does nothing. `hears` says
 * which keys are the page's: in a dialog most are the browser's again.
 */
export function useKeys(keymap: Keymap, acts: Acts, hears: (action: Action) => boolean) {
  const latest = useRef({ keymap, acts, hears });
  // Keys do what the page shows, not what it is about to show.
  useLayoutEffect(() => {
    latest.current = { keymap, acts, hears };
  });
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.isComposing) return;
      const action = actionOf(nameOf(event), latest.current.keymap);
      if (!action || !latest.current.hears(action)) return;
      event.preventDefault(); // a function key that is ours does nothing of the browser's, even while it can do nothing
      if (!event.repeat) latest.current.acts[action]?.();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, []);
}
