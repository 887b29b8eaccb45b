import { useState } from 'react';
import { PRIVATE } from '@/api/session';

/** The disposition that was given last in this tab, which may be corrected until the agent logs out. */
export interface LastDisposition {
  attemptId: string;
  campaignId: number;
  name: string;
  code: string;
  label: string;
  note: string;
  /** When it was given, in epoch milliseconds of this browser: for some seconds it can be undone. */
  at: number;
  /** The one that it has replaced, which an undo gives again. */
  before: LastDisposition | null;
}

const placeOf = (agentId: number) => `${PRIVATE}last-disposition-${agentId}`;

function read(agentId: number): LastDisposition | null {
  try {
    return JSON.parse(sessionStorage.getItem(placeOf(agentId)) ?? 'null') as LastDisposition | null;
  } catch {
    return null;
  }
}

export function useLastDisposition(
  agentId: number,
): [LastDisposition | null, (last: LastDisposition | null) => void] {
  const [last, setLast] = useState(() => read(agentId));
  return [
    last,
    (next) => {
      if (next) sessionStorage.setItem(placeOf(agentId), JSON.stringify(next));
      else sessionStorage.removeItem(placeOf(agentId));
      setLast(next);
    },
  ];
}
