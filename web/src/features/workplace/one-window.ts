import { useCallback, useEffect, useRef, useState } from 'react';
import { Leader } from '@/features/phone';

/**
 * Whether an agent works in this window: in one of this browser's at a time, all others only show. A window that is
 * loaded again goes on; one that only shows takes over by itself when it is used after the other has gone. Where the
 * browser has no locks (a page that did not come over https), each window is the one.
 */
export function useOneWindow(agentId: number): [isHere: boolean, takeOver: () => Promise<void>] {
  const [isHere, setHere] = useState(true);
  const leader = useRef<Leader>(null);
  useEffect(() => {
    if (!navigator.locks) return;
    const name = `pronto-work-${agentId}`;
    const one = new Leader(name, () => setHere(one.isLeader));
    leader.current = one;
    let isGone = false;
    const claim = async () => {
      if (one.isLeader) return;
      // Told at once, although the other window may be this one before it was loaded again, and gone in a moment.
      const { held } = await navigator.locks.query();
      if (isGone) return;
      if (held?.some((lock) => lock.name === name)) setHere(one.isLeader);
      setHere(await one.claim());
    };
    void claim();
    addEventListener('focus', claim);
    return () => {
      isGone = true;
      removeEventListener('focus', claim);
      one.release();
    };
  }, [agentId]);
  const takeOver = useCallback(async () => leader.current?.takeOver(), []);
  return [isHere, takeOver];
}
