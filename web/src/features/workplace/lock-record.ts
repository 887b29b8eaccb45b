// The lock of the screen as this browser keeps it, for all its tabs. Pure.

export interface LockRecord {
  /** Whose screen it is: nobody else's is locked with it. */
  user: number;
  /** How far the server counted the last proof of the person (`confirmed_until`): a later one opens the lock. */
  proof: string | null;
}

export function readLock(text: string | null): LockRecord | null {
  try {
    const known = JSON.parse(text ?? 'null') as Partial<LockRecord> | null;
    return typeof known?.user === 'number' ? { user: known.user, proof: known.proof ?? null } : null;
  } catch {
    return null;
  }
}

/** Whether it still locks this person's screen. Both instants are the server's. */
export const isHeld = (lock: LockRecord | null, user: number, proof: string | null): boolean =>
  lock?.user === user && !(Date.parse(proof ?? '') > (lock.proof === null ? 0 : Date.parse(lock.proof)));
