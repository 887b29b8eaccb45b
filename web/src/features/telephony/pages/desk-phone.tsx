import './words';
import { t } from '@lingui/core/macro';
import { Alert, Anchor, Button, Group, Modal, Stack, Text, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { agentsQuery } from '@/api/agents';
import type { Versioned } from '@/api/client';
import {
  changeDeskPhone,
  type DeskPhone,
  type DeskPhoneMade,
  type DeskPhoneState,
  deleteDeskPhone,
  deskPhoneQuery,
  deskPhoneStateQuery,
  healDeskPhone,
  renewPhoneSecret,
} from '@/api/desk-phones';
import { asProblem, problemInstead } from '@/api/problem';
import { meQuery } from '@/api/session';
import { Changes, ConfText } from '@/features/provisioning';
import { useConfirmed } from '@/features/session';
import { confirm } from '@/ui/Confirm';
import type { Form } from '@/ui/Field';
import { FieldSelect } from '@/ui/FieldSelect';
import { IconWarn } from '@/ui/icons';
import { Loading } from '@/ui/Loading';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { State } from '@/ui/State';
import { dateAndTime, number } from '@/words/format';
import { actorName } from '@/words/labels';
import { agentIdOf, chosenOf, transports, useAgentChoices } from './desk-phone-form';
import { Notes, PhoneSettings, PhoneSheet } from './desk-phone-sheet';
import { phoneWord } from './words';

/** One phone on the desk: whether its telephone is registered, what is typed into it, whose it is. */
export default function DeskPhonePage() {
  const { phone } = useParams({ strict: false }) as { phone: string };
  const phoneId = Number(phone);
  const { data: state, error, refetch } = useQuery(deskPhoneStateQuery(phoneId));
  return (
    <Stack gap="md" maw="60rem">
      <div>
        <Anchor component={Link} to={'/phones' as string} size="sm">
          {t`All phones`}
        </Anchor>
        <Title order={1}>{state ? t`Phone ${state.phone.name}` : t`Phone`}</Title>
      </div>
      {error && <ProblemAlert problem={asProblem(error)} onRetry={() => void refetch()} />}
      {!error && !state && <Loading lines={6} />}
      {state && <Standing state={state} />}
    </Stack>
  );
}

function Standing({ state }: { state: DeskPhoneState }) {
  const { data: me } = useSuspenseQuery(meQuery);
  const queries = useQueryClient();
  const navigate = useNavigate();
  const confirmed = useConfirmed(me);
  const [made, setMade] = useState<DeskPhoneMade | null>(null);
  const phone = state.phone;
  const anew = () => queries.invalidateQueries({ queryKey: ['desk-phones', phone.id] });
  const renewing = useMutation({
    mutationFn: () => confirmed(() => renewPhoneSecret(phone.id)),
    onSuccess: async (answer) => {
      setMade(answer);
      await anew();
    },
  });
  const healing = useMutation({ mutationFn: () => healDeskPhone(phone.id), onSuccess: anew });
  const removing = useMutation({
    mutationFn: deleteDeskPhone,
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['nodes'] });
      await queries.invalidateQueries({ queryKey: agentsQuery.queryKey });
      await navigate({ to: '/phones', search: { node: phone.node_id } } as never);
    },
  });
  const remove = useMutation({
    mutationFn: () => queries.fetchQuery(deskPhoneQuery(phone.id)),
    onSuccess: async (read) => {
      const body = t`Asterisk refuses its telephone from then on. Its agent uses the phone in the browser, until given another.`;
      const question = { title: t`Take phone ${phone.name} away?`, body, action: t`Take it away` };
      if (await confirm({ ...question, tone: 'stop' })) removing.mutate(read);
    },
  });
  const renew = async () => {
    const body = t`The secret of now is refused from then on: the telephone must be given the new one.`;
    if (await confirm({ title: t`Make a new secret?`, body, action: t`New secret` })) renewing.mutate();
  };
  const failure = renewing.error ?? healing.error ?? remove.error ?? removing.error;
  const drift = state.drift ?? [];
  if (phone.removed_at !== null) {
    return (
      <Alert color="warn" icon={<IconWarn />} title={t`It is being taken away`}>
        {t`Its Asterisk does not answer: the phone goes as soon as it does.`}
      </Alert>
    );
  }
  return (
    <>
      <Registration state={state} />
      {failure && (
        <ProblemAlert
          problem={asProblem(failure)}
          onReread={() => {
            removing.reset();
            void anew();
          }}
        />
      )}
      {state.why_unasked && (
        <Alert color="warn" icon={<IconWarn />} title={t`Asterisk could not be compared`}>
          <span data-from="api">{state.why_unasked}</span>
        </Alert>
      )}
      {drift.length > 0 && (
        <Alert color="warn" icon={<IconWarn />} title={t`Changed on the box by hand`}>
          <Text size="sm">{t`Asterisk has something else than Pronto has written.`}</Text>
          <Button mt="sm" loading={healing.isPending} onClick={() => healing.mutate()}>
            {t`Write it again`}
          </Button>
        </Alert>
      )}
      {drift.length > 0 && (
        <Changes
          changes={drift}
          caption={t`What was changed by hand`}
          before={t`Written by Pronto`}
          after={t`Now in Asterisk`}
          nothing=""
        />
      )}
      <Notes notes={state.notes} />
      <PhoneSettings
        server={state.server}
        transport={phone.transport}
        user={state.user}
        renew={
          <Button
            size="compact-xs"
            variant="default"
            loading={renewing.isPending}
            onClick={() => void renew()}
          >{t`New secret`}</Button>
        }
      />
      <Text size="sm" c="dimmed">
        {t`Made by ${actorName(phone.made_by)}, ${dateAndTime(new Date(phone.made_at))}; its secret is of ${dateAndTime(new Date(phone.secret_at))}.`}
      </Text>
      <Owner phoneId={phone.id} onDone={anew} />
      <Title order={2} size="h4">{t`As in pjsip.conf`}</Title>
      <ConfText text={state.wanted} label={t`As in pjsip.conf`} />
      <Group>
        <Button variant="subtle" color="stop" loading={removing.isPending} onClick={() => remove.mutate()}>
          {t`Take it away`}
        </Button>
      </Group>
      <Modal
        opened={made !== null}
        onClose={() => setMade(null)}
        title={t`New secret of phone ${phone.name}`}
        size="lg"
        closeOnClickOutside={false}
      >
        {made && <PhoneSheet made={made} onDone={() => setMade(null)} />}
      </Modal>
    </>
  );
}

function Registration({ state }: { state: DeskPhoneState }) {
  const [tone, word] = phoneWord(state.state);
  return (
    <Stack gap={4} role="status">
      <State tone={tone}>{word}</State>
      {state.contacts.map(({ address, roundtrip_ms }) => (
        <Text key={address} size="sm">
          {roundtrip_ms === null
            ? t`Registered from ${address}.`
            : t`Registered from ${address}; it answers in ${number(roundtrip_ms, 1)} ms.`}
        </Text>
      ))}
      {state.state === 'unreached' && (
        <Text size="sm">
          {t`Type the settings below into the telephone. If it stays so, check the secret, and that the firewall lets SIP through.`}
        </Text>
      )}
    </Stack>
  );
}

/** Whose phone it is, and how it speaks SIP; what another has changed meanwhile is not overwritten. */
function Owner({ phoneId, onDone }: { phoneId: number; onDone: () => void }) {
  const { data: read, error } = useQuery(deskPhoneQuery(phoneId));
  const lacking = problemInstead(error, read);
  if (lacking) return <ProblemAlert problem={lacking} />;
  if (!read) return <Loading lines={2} />;
  return <OwnerForm key={read.etag} read={read} onDone={onDone} />;
}

function OwnerForm({ read, onDone }: { read: Versioned<DeskPhone>; onDone: () => void }) {
  const queries = useQueryClient();
  const agents = useAgentChoices();
  const phone = read.value;
  const form = useForm({
    initialValues: { agent_id: chosenOf(phone.agent_id), transport: phone.transport as string },
  });
  const saving = useMutation({
    mutationFn: (said: typeof form.values) =>
      changeDeskPhone(read, {
        ...(said.transport === phone.transport ? {} : { transport: said.transport as 'udp' | 'tcp' | 'tls' }),
        agent_id: agentIdOf(said.agent_id),
      } as never),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: agentsQuery.queryKey });
      onDone();
    },
  });
  return (
    <form onSubmit={form.onSubmit((said) => saving.mutate(said))} noValidate>
      <Stack gap="sm">
        {saving.error && <ProblemAlert problem={asProblem(saving.error)} />}
        <Group align="flex-end">
          <FieldSelect
            form={form as Form}
            name="agent_id"
            label={t`Whose phone it is`}
            data={agents}
            searchable
            allowDeselect={false}
          />
          <FieldSelect
            form={form as Form}
            name="transport"
            label={t`Transport`}
            data={transports()}
            allowDeselect={false}
          />
          <Button type="submit" loading={saving.isPending}>{t`Save`}</Button>
        </Group>
      </Stack>
    </form>
  );
}
