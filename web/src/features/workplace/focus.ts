import { useEffect, useRef } from 'react';
import type { Moment } from './screen';

// Where the focus is: along the parts of the page by F6, and where it goes by itself when the moment changes.

let left: HTMLElement | null = null;

/** Note where the focus is; what a dialog has was noted before the dialog came. Of a menu, the button that opens it. */
export function noteFocus(): void {
  const { activeElement: at } = document;
  if (at?.closest('[role=dialog]')) return;
  const menu = at?.closest('[role=menu]');
  const from = menu ? document.querySelector(`[aria-controls="${menu.id}"]`) : at;
  left = from instanceof HTMLElement && from !== document.body ? from : null;
}

/** Go back to where the focus was, or to this part of the page if that is gone. */
export function returnFocus(region: string): void {
  (left?.isConnected ? left : document.querySelector<HTMLElement>(`[data-region=${region}]`))?.focus();
}

const TYPING_MS = 2000;
let typedAt = Number.NEGATIVE_INFINITY;

/** Go to the next part of the page, or to the one before. */
export function focusRegion(step: 1 | -1): void {
  const regions = [...document.querySelectorAll<HTMLElement>('[data-region]')];
  if (regions.length === 0) return;
  const at = regions.findIndex((one) => one.contains(document.activeElement));
  const next =
    regions[(at < 0 && step < 0 ? 0 : at) + step < 0 ? regions.length - 1 : (at + step) % regions.length];
  (next?.querySelector<HTMLElement>('[data-region-start], [data-lands]') ?? next)?.focus();
}

/** Whether somebody is in the middle of a word. */
export function isTyping(): boolean {
  const { activeElement: at } = document;
  const inText = at instanceof HTMLTextAreaElement || (at instanceof HTMLInputElement && at.type !== 'checkbox');
  return inText && performance.now() - typedAt < TYPING_MS;
}

const isWaiting = (moment: Moment): boolean => moment === 'hold' || moment === 'reconnecting';

/**
 * In a talk the answers of the script, whose digits work there; without a script, what is to be said. While the person
 * waits the focus stays where it is, unless a digit would become a disposition there.
 */
function landing(moment: Moment): HTMLElement | null {
  if (isWaiting(moment) && !document.activeElement?.closest('[data-region=foot] [data-item]')) return null;
  if (moment !== 'talking' && !isWaiting(moment)) return document.querySelector('[data-lands]');
  return (
    document.querySelector('[data-region=script] [data-region-start]') ??
    document.querySelector('[data-region=script]')
  );
}

/** Go to what comes next in this moment. */
export const land = (moment: Moment): void => landing(moment)?.focus();

/**
 * When a moment begins, the focus goes to what comes next in it: the dispositions when a call has ended, the call when a
 * lead is shown. Who is typing is not disturbed. From a dialog it goes back to where it was.
 */
export function useLanding(moment: Moment, enabled: boolean): void {
  const before = useRef<Moment | null>(null);
  const wasEnabled = useRef(enabled);
  useEffect(() => {
    const note = () => {
      typedAt = performance.now();
    };
    addEventListener('keydown', note, { capture: true });
    return () => removeEventListener('keydown', note, { capture: true });
  }, []);
  useEffect(() => {
    const isBack = enabled && !wasEnabled.current;
    wasEnabled.current = enabled;
    if (!enabled) return; // a dialog has the focus, or the lock: when it goes, this comes
    const changed = before.current !== moment;
    before.current = moment;
    const next = changed && !isTyping() ? landing(moment) : null;
    if (next) next.focus();
    else if (isBack && document.activeElement === document.body) {
      if (left?.isConnected) left.focus();
      else (landing(moment) ?? document.querySelector<HTMLElement>('[data-region=foot]'))?.focus();
    }
  }, [moment, enabled]);
}
