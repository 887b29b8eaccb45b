import { t } from '@lingui/core/macro';
import { useQuery } from '@tanstack/react-query';
import { pauseReasonsQuery } from '@/api/workday';
import { labelOf } from '@/words/labels';

/** Reasons of pauses in words: those of the installation, those that Pronto gives itself, and others as typed. */
export function usePauseWords(): (reason: string) => string {
  const { data } = useQuery(pauseReasonsQuery);
  return (reason) => {
    const known = data?.find(({ code }) => code === reason);
    if (known) return labelOf(known);
    switch (reason) {
      case '':
        return t`Pause`;
      case 'by_supervisor':
        return t`Asked by the supervisor`;
      case 'break_due':
        return t`Break that the law asks for`;
      case 'screen_locked':
        return t`Screen locked`;
      case 'phone_not_answered':
        return t`Phone not answered`;
      case 'shift_end':
        return t`End of the shift`;
      default:
        return reason;
    }
  };
}
