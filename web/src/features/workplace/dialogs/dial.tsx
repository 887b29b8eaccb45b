import { t } from '@lingui/core/macro';
import { Button, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { asProblem } from '@/api/problem';
import { dialLead, foundLeadsQuery } from '@/api/workplace';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { useDesk } from '../desk';
import classes from '../workplace.module.css';

/** Somebody to be called next, by hand: the same rules apply as for every call, and their answer is shown. */
export function DialByHand({ onClose }: { onClose: () => void }) {
  const { agentId, campaign, run, problem, pending } = useDesk();
  const [written, setWritten] = useState('');
  const [wanted] = useDebouncedValue(written.trim(), 250);
  const { data, error } = useQuery(foundLeadsQuery(agentId, wanted));
  const call = async (leadId: number) => {
    if (await run('dial', () => dialLead(agentId, leadId))) onClose();
  };
  return (
    <Modal opened onClose={onClose} title={t`Call somebody by hand`} size="lg">
      <Stack>
        {problem && <ProblemAlert problem={problem} />}
        {error && <ProblemAlert problem={asProblem(error)} />}
        <TextInput
          label={t`Who?`}
          description={t`A part of the name, or the last four digits of the number, in ${campaign?.name ?? ''}.`}
          value={written}
          onChange={(event) => setWritten(event.currentTarget.value)}
          data-autofocus
          type="search"
        />
        <div role="status">{data?.length === 0 && <Text>{t`Nobody is found.`}</Text>}</div>
        <ul className={classes.list}>
          {data?.map((lead) => (
            <li key={lead.lead_id}>
              <Button
                size="compact-md"
                variant="default"
                onClick={() => void call(lead.lead_id)}
                disabled={pending === 'dial'}
              >
                {t`Call ${lead.name || lead.phones[0]?.number || ''}`}
              </Button>{' '}
              {lead.phones.map((phone) => phone.number).join(', ')}
              {lead.waits.text && <div className={classes.small}>{lead.waits.text}</div>}
            </li>
          ))}
        </ul>
      </Stack>
    </Modal>
  );
}
