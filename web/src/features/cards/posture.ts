// The posture card of the day: shown to an agent at the first log-in, once in this browser.

const DAY_MS = 86_400_000;
const placeOf = (agentId: number): string => `pronto-posture-${agentId}`;

/** A date's own day in this browser, as 2026-11-29. */
export const dayOf = (date: Date): string => date.toLocaleDateString('sv');

/** Which card it is on this day: another one each day. */
export const postureTurn = (day: string): number => Math.floor(Date.parse(day) / DAY_MS);

/** Whether it is still to be shown, by the day that was kept when it was shown last. */
export const isPostureDue = (kept: string | null, day: string): boolean => kept !== day;

/** The day on which this agent was shown it last. */
export const readPosture = (agentId: number): string | null => localStorage.getItem(placeOf(agentId));

/** It was shown today: not again. */
export const keepPosture = (agentId: number, day: string): void => localStorage.setItem(placeOf(agentId), day);
