import { t } from '@lingui/core/macro';
import { Button, Group, Modal, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { asProblem } from '@/api/problem';
import { type Consent, dialLead, dialNumber, foundLeadsQuery } from '@/api/workplace';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { useDesk } from '../desk';
import { bases } from '../lists';
import classes from '../workplace.module.css';

/** Somebody to be called next, by hand: the same rules apply as for every call, and their answer is shown. */
export function DialByHand({ onClose }: { onClose: () => void }) {
  const { problem, forget } = useDesk();
  const [isNew, setNew] = useState(false);
  const go = (now: boolean) => {
    forget();
    setNew(now);
  };
  return (
    <Modal opened onClose={onClose} title={t`Call somebody by hand`} size="lg">
      <Stack>
        {problem && <ProblemAlert problem={problem} />}
        {isNew ? (
          <NewNumber onClose={onClose} onBack={() => go(false)} />
        ) : (
          <KnownLead onClose={onClose} onNew={() => go(true)} />
        )}
      </Stack>
    </Modal>
  );
}

function KnownLead({ onClose, onNew }: { onClose: () => void; onNew: () => void }) {
  const { agentId, campaign, run, pending } = useDesk();
  const [written, setWritten] = useState('');
  const [wanted] = useDebouncedValue(written.trim(), 250);
  const { data, error } = useQuery(foundLeadsQuery(agentId, wanted));
  const call = async (leadId: number) => {
    if (await run('dial', () => dialLead(agentId, leadId))) onClose();
  };
  return (
    <>
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
      <Group>
        <Button variant="default" onClick={onNew}>{t`Type a number…`}</Button>
      </Group>
    </>
  );
}

const SAID = { basis: '', source: '', obtained_at: '', text_version: '' };

/** A number that is in no list: the agent states what allows the call, which is kept as the proof. */
function NewNumber({ onClose, onBack }: { onClose: () => void; onBack: () => void }) {
  const { agentId, campaign, run, pending } = useDesk();
  const [number, setNumber] = useState('');
  const [said, setSaid] = useState(SAID);
  const field = (name: keyof typeof SAID) => ({
    value: said[name],
    onChange: (event: { currentTarget: { value: string } }) =>
      setSaid({ ...said, [name]: event.currentTarget.value }),
  });
  const call = async (event: FormEvent) => {
    event.preventDefault();
    const written = Object.entries(said).map(([name, value]) => [name, value.trim()]);
    const consent: Record<string, string> = Object.fromEntries(written.filter(([, value]) => value));
    if (said.basis && campaign) consent.company = campaign.company;
    if (await run('dial', () => dialNumber(agentId, number.trim(), consent as Partial<Consent>))) onClose();
  };
  return (
    <form onSubmit={(event) => void call(event)}>
      <Stack gap="sm">
        <TextInput
          label={t`Number`}
          type="tel"
          value={number}
          onChange={(event) => setNumber(event.currentTarget.value)}
          maxLength={100}
          required
          autoFocus
        />
        <Text size="sm">
          {t`What allows this call to be made for ${campaign?.company ?? ''}. Put in what is true: it is the proof if somebody asks. The call is made only if the rules let it pass.`}
        </Text>
        <Group grow align="flex-start">
          <NativeSelect
            label={t`Legal basis`}
            data={[{ value: '', label: t`none` }, ...bases().map(({ code, label }) => ({ value: code, label }))]}
            {...field('basis')}
          />
          <TextInput
            label={t`Where it was given`}
            placeholder={t`form on the website`}
            maxLength={200}
            {...field('source')}
          />
        </Group>
        <Group grow align="flex-start">
          <TextInput label={t`Given on`} type="date" {...field('obtained_at')} />
          <TextInput label={t`Version of its text`} maxLength={200} {...field('text_version')} />
        </Group>
        <Group justify="space-between">
          <Button variant="default" onClick={onBack}>{t`Back to the search`}</Button>
          <Button type="submit" disabled={number.trim() === '' || pending === 'dial'}>{t`Call this number`}</Button>
        </Group>
      </Stack>
    </form>
  );
}
