import { t } from '@lingui/core/macro';
import { pause } from '@/api/workplace';
import { timeOf } from '@/words/format';
import type { Desk } from './desk';
import type { Command } from './dialogs/command-bar';

const SHORTEST_S = 10;
const MINUTES = [5, 10, 15];
export const MOST_MINUTES = 24 * 60; // as the API has it

/** How the present pause may end by itself, or no longer by itself; the same pause goes on. */
export function pauseEnds({ screen, agentId, moment, connection, run }: Desk): Command[] {
  if (moment !== 'paused') return [];
  const again = (lasts: number | null) => void run('pause', () => pause(agentId, screen?.reason ?? '', lasts));
  if (screen?.returns_at) {
    return [{ id: 'pause_open', label: t`Stay paused until I say`, act: () => again(null) }];
  }
  const countsAt = screen?.break?.long_enough_at ?? 0;
  const left = () => countsAt - Date.now() / 1000 - connection.clockOffset;
  if (left() >= SHORTEST_S) {
    const at = timeOf(countsAt * 1000);
    const act = () => again(Math.max(SHORTEST_S, Math.ceil(left()) + 1)); // a moment more: it counts in full
    return [{ id: 'ready_at', label: t`Ready again at ${at}`, act }];
  }
  return MINUTES.map((minutes) => ({
    id: `ready_in_${minutes}`,
    label: t`Ready again in ${minutes} minutes`,
    act: () => again(minutes * 60),
  }));
}
