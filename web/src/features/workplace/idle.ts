import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { type Me, meQuery } from '@/api/session';
import { isHeld, readLock } from './lock-record';

const ASK_MS = 30_000;
const TOLD_EVERY_MS = 10_000;
const SIGNS = ['keydown', 'pointerdown', 'pointermove', 'wheel', 'touchstart'] as const;
const LOCK = 'pronto-locked';
const SEEN = 'pronto-seen';

interface Asked {
  me: Me;
  mayLock: boolean;
  /** The lock changes more than the screen: it is announced before. */
  asks: boolean;
  /** In every tab. */
  onLocked: () => void;
  /** In the tab in which it was locked. */
  onLock: () => void;
}

/** How long before the lock the agent is asked: half a minute, or half of a shorter time. */
export const askMs = (lockMs: number): number => Math.min(ASK_MS, lockMs / 2);

/**
 * Whether the screen is locked: by the agent, or after some minutes without a sign of life (`screen_lock_s`). It outlives
 * a reload, and holds in all tabs of this browser, as a sign of life does. Third, whether it is about to lock itself.
 */
export function useLock(asked: Asked): [boolean, (locked: boolean) => void, boolean] {
  const queries = useQueryClient();
  const [locked, setLocked] = useState(() => {
    const held = isHeld(readLock(localStorage.getItem(LOCK)), asked.me.id, asked.me.confirmed_until ?? null);
    if (!held) localStorage.removeItem(LOCK); // another person's, or opened by signing in again
    return held;
  });
  const [isAsking, setAsking] = useState(false);
  const latest = useRef({ ...asked, locked, seenAt: Date.now(), toldAt: 0 });
  Object.assign(latest.current, asked, { locked });

  const keep = (proof: string | null = null) =>
    localStorage.setItem(LOCK, JSON.stringify({ user: asked.me.id, proof }));
  const seen = useRef(() => {
    const now = Date.now();
    latest.current.seenAt = now;
    setAsking(false);
    if (now - latest.current.toldAt < TOLD_EVERY_MS) return;
    latest.current.toldAt = now;
    localStorage.setItem(SEEN, String(now));
  });
  const lock = (now: boolean) => {
    seen.current();
    setLocked(now);
    if (!now) {
      localStorage.removeItem(LOCK);
      return;
    }
    keep(asked.me.confirmed_until);
    asked.onLocked();
    asked.onLock();
    // The person may have given the password elsewhere since this page was loaded: that is no proof of now.
    void queries
      .fetchQuery({ ...meQuery, staleTime: 0 })
      .then(({ confirmed_until }) => localStorage.getItem(LOCK) && keep(confirmed_until))
      .catch(() => {});
  };
  const act = useRef(lock);
  act.current = lock;
  useEffect(() => {
    const sign = () => seen.current();
    const toldByAnotherTab = ({ key, newValue }: StorageEvent) => {
      if (key !== LOCK) return;
      const held = isHeld(readLock(newValue), latest.current.me.id, null);
      setLocked(held);
      if (held) latest.current.onLocked();
    };
    for (const one of SIGNS) addEventListener(one, sign, { passive: true, capture: true });
    addEventListener('storage', toldByAnotherTab);
    const timer = setInterval(() => {
      const { mayLock, asks, me, locked: is, seenAt } = latest.current;
      const lockMs = me.screen_lock_s * 1000;
      if (!mayLock) return sign(); // a talk is a sign of life
      if (is || lockMs === 0) return;
      const idleMs = Date.now() - Math.max(seenAt, Number(localStorage.getItem(SEEN) ?? 0));
      if (idleMs >= lockMs) act.current(true);
      else setAsking(asks && idleMs >= lockMs - askMs(lockMs));
    }, 1000);
    return () => {
      for (const one of SIGNS) removeEventListener(one, sign, { capture: true });
      removeEventListener('storage', toldByAnotherTab);
      clearInterval(timer);
    };
  }, []);
  return [locked, lock, isAsking && !locked];
}
