import { useEffect, useRef } from 'react';
import { reportNameShown } from '@/api/workplace';
import { VOICE_HEARD } from '@/features/phone';
import { NAME_PAINTED, nameLead } from './paint';
import { hasPerson, type Moment } from './screen';

const startsOf = (name: string, isOf: (mark: PerformanceMark) => boolean = () => true): number[] =>
  (performance.getEntriesByName(name, 'mark') as PerformanceMark[]).filter(isOf).map((one) => one.startTime);

/**
 * Report once for each call whether its name was painted before its voice was heard. Only a phone in this page marks
 * voices; a page that is loaded in the middle of a call has seen neither.
 */
export function useNameLead(agentId: number, attemptId: string | undefined, moment: Moment): void {
  const sawTheBegin = useRef(false);
  if (!hasPerson(moment) && moment !== 'logged_out' && moment !== 'no_phone') sawTheBegin.current = true;
  const isMeasured = sawTheBegin.current && hasPerson(moment);
  useEffect(() => {
    if (!isMeasured || !attemptId) return;
    const look = () => {
      const [painted] = startsOf(NAME_PAINTED, ({ detail }) => detail.attempt_id === attemptId);
      const lead = painted === undefined ? null : nameLead(painted, startsOf(VOICE_HEARD));
      if (lead === null) return;
      observer.disconnect();
      void reportNameShown(agentId, attemptId, lead).catch(() => {}); // a figure that lacks it, no more
    };
    const observer = new PerformanceObserver(look);
    observer.observe({ type: 'mark', buffered: true });
    return () => observer.disconnect();
  }, [agentId, attemptId, isMeasured]);
}
