import { t } from '@lingui/core/macro';

export interface ConflictStep {
  id: string;
  act: string;
  /** What to say, or how; on the same line. */
  how: string;
}

/** What to do, and what to say, with an angry person on the line; in this order, in words of our own. */
export function conflictSteps(): readonly ConflictStep[] {
  return [
    { id: 'breathe', act: t`Breathe, and speak lower.`, how: t`It is not about you.` },
    { id: 'listen', act: t`Let them finish.`, how: t`Note the facts.` },
    { id: 'name', act: t`Name it:`, how: t`“I hear that this made you angry.” Never “calm down”.` },
    { id: 'repeat', act: t`Say it back:`, how: t`“Let me see whether I have understood: …”` },
    { id: 'offer', act: t`Say what you can do, and by when.`, how: t`Promise no more.` },
    {
      id: 'limit',
      act: t`Insults?`,
      how: t`“I want to help, but not in this tone.” If it goes on: raise the hand, or say goodbye.`,
    },
  ];
}

/** Where the advice comes from. */
export const conflictSource = (): string =>
  t`Tusla, “Responding to Difficult Phone Calls”; British Red Cross and TUC WorkSmart on abusive calls`;
