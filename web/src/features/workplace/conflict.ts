import { t } from '@lingui/core/macro';
import { useEffect, useState } from 'react';
import { useDesk } from './desk';
import { noteFocus, returnFocus } from './focus';
import type { Contact } from './interaction';

const ANGRY = -2; // of the mood

/** What the card is called, wherever it is offered. */
export const conflictTitle = (): string => t`If the person is angry`;

/** The card for an angry person: whether it is there, and whether it is offered without being asked for. */
export function useConflict(contact: Contact) {
  const { screen } = useDesk();
  const [isOpen, setOpen] = useState(false);
  const attemptId = screen?.attempt_id;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the next person may be friendly
  useEffect(() => setOpen(false), [attemptId]);
  return {
    isOpen,
    isOffered: screen?.hand !== undefined || contact.interaction?.mood === ANGRY,
    open: () => {
      noteFocus();
      setOpen(true);
    },
    close: () => {
      setOpen(false);
      returnFocus('work');
    },
  };
}

export type Conflict = ReturnType<typeof useConflict>;
