import { t } from '@lingui/core/macro';
import { VisuallyHidden } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useDesk } from './desk';
import { hasPerson } from './screen';
import { wordOf } from './words';

/** What screen readers hear: a new call at once, all else when they have finished. The title of the page says it too. */
export function Announcer() {
  const { screen, moment, campaign } = useDesk();
  const name = hasPerson(moment) ? screen?.lead?.name || t`Name not known` : '';
  const isNew = moment === 'ringing' || moment === 'connecting' || moment === 'preview' || moment === 'call_back';
  const word = wordOf(moment);
  const [call, setCall] = useState('');
  const lead = screen?.lead?.lead_id;
  useEffect(() => {
    document.title = name ? `${word}: ${name} – Pronto` : `${word} – Pronto`;
  }, [word, name]);
  const sentence = isNew ? `${word}: ${name}${campaign ? `, ${campaign.name}` : ''}` : '';
  useEffect(() => {
    // Taken off the screen, perhaps because the person's data was erased.
    if (lead === undefined) setCall('');
    else if (sentence) setCall(sentence);
  }, [sentence, lead]);
  return (
    <VisuallyHidden>
      <div aria-live="assertive" aria-atomic>
        {call}
      </div>
      <div aria-live="polite" aria-atomic>
        {isNew ? '' : word}
      </div>
    </VisuallyHidden>
  );
}
