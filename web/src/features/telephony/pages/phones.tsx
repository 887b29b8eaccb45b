import './words';
import { plural, t } from '@lingui/core/macro';
import { Anchor, Button, Group, Modal, NativeSelect, Stack, Text, Title } from '@mantine/core';
import { useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import type { DeskPhoneMade } from '@/api/desk-phones';
import { asProblem } from '@/api/problem';
import { meQuery } from '@/api/session';
import { nodesQuery, phonesQuery } from '@/api/telephony';
import { BackToSetup } from '@/features/setup';
import { DataTable } from '@/ui/DataTable';
import { EmptyYet } from '@/ui/Empty';
import { IconPlus } from '@/ui/icons';
import { State } from '@/ui/State';
import { timeOf } from '@/words/format';
import { NewDeskPhone } from './desk-phone-form';
import { PhoneSheet } from './desk-phone-sheet';
import { phoneWord } from './words';

/** The agents' phones, SIP and in the browser: which can be called, and who sits there. */
export default function Phones() {
  const { data: me } = useSuspenseQuery(meQuery);
  const { data: nodes = [] } = useQuery(nodesQuery);
  const { node } = useSearch({ strict: false }) as { node?: number };
  const navigate = useNavigate();
  const nodeId = node ?? nodes[0]?.id ?? 0;
  const { data, error, refetch } = useQuery({ ...phonesQuery(nodeId), enabled: nodeId > 0 });
  const phones = nodeId > 0 ? data : [];
  const [isNew, setNew] = useState(false);
  const [made, setMade] = useState<DeskPhoneMade | null>(null);
  const writes = me.permissions.includes('phone.write');
  const add = writes && nodeId > 0 && (
    <Button leftSection={<IconPlus />} onClick={() => setNew(true)}>
      {t`New phone`}
    </Button>
  );
  const done = () => {
    setMade(null);
    if (made) void navigate({ to: `/phones/${made.phone.id}` } as never); // it says when the telephone registers
  };
  const absent = phones?.filter(({ state, agent_id }) => agent_id !== null && state !== 'registered').length ?? 0;
  return (
    <Stack gap="md">
      <Group justify="space-between" align="flex-end">
        <div>
          <BackToSetup step="agents" />
          <Title order={1}>{t`Phones`}</Title>
        </div>
        <Group gap="sm" align="flex-end">
          {nodes.length > 1 && (
            <NativeSelect
              label={t`Node`}
              value={String(nodeId)}
              data={nodes.map((one) => ({ value: String(one.id), label: one.name }))}
              onChange={(event) =>
                void navigate({ to: '/phones', search: { node: Number(event.currentTarget.value) } } as never)
              }
            />
          )}
          {add}
        </Group>
      </Group>
      <Text c="dimmed" maw="46rem">
        {t`A phone on the desk is made here, and its secret typed into the telephone. The account of a phone in the browser is made when its agent logs in, and ends with the session.`}
      </Text>
      {absent > 0 && (
        <Text role="status">
          {plural(absent, {
            one: '# agent cannot be called: no call is dialled for them.',
            other: '# agents cannot be called: no call is dialled for them.',
          })}
        </Text>
      )}
      <DataTable
        id="phones"
        caption={t`Phones`}
        rows={phones}
        problem={error && asProblem(error)}
        onRetry={() => void refetch()}
        keyOf={(one) => one.endpoint}
        empty={
          <EmptyYet title={t`There is no phone yet`} action={add}>
            {t`Make one for an agent's desk, or let agents use the phone in the browser, which needs nothing here.`}
          </EmptyYet>
        }
        columns={[
          {
            id: 'endpoint',
            header: t`Phone`,
            cell: (one) =>
              writes && one.desk_phone_id !== null ? (
                <Anchor component={Link} to={`/phones/${one.desk_phone_id}` as string}>
                  {one.endpoint}
                </Anchor>
              ) : (
                one.endpoint
              ),
          },
          {
            id: 'state',
            header: t`State`,
            cell: ({ state, in_browser, is_logged_in }) => {
              const [tone, word] = phoneWord(state);
              const waits = in_browser && !is_logged_in && state !== 'registered';
              return waits ? (
                <State tone="rest">{t`nobody is logged in`}</State>
              ) : (
                <State tone={tone}>{word}</State>
              );
            },
          },
          { id: 'agent', header: t`Who sits there`, cell: (one) => one.agent_name || '–' },
          {
            id: 'logged',
            header: t`Work`,
            cell: (one) => (one.agent_id === null ? '' : one.is_logged_in ? t`logged in` : t`logged out`),
          },
          {
            id: 'kind',
            header: t`Kind`,
            cell: (one) =>
              one.in_browser
                ? t`in the browser`
                : one.desk_phone_id === null
                  ? t`on the desk, of Asterisk's own files`
                  : t`on the desk`,
          },
          {
            id: 'until',
            header: t`Account until`,
            cell: (one) => (one.expires_at === null ? '' : timeOf(new Date(one.expires_at))),
          },
        ]}
      />
      <Modal opened={isNew} onClose={() => setNew(false)} title={t`New phone`} size="lg">
        <NewDeskPhone
          me={me}
          nodes={nodes}
          nodeId={nodeId}
          onMade={(answer) => {
            setNew(false);
            setMade(answer);
          }}
        />
      </Modal>
      <Modal
        opened={made !== null}
        onClose={done}
        title={t`Phone ${made?.phone.name ?? ''} is made`}
        size="lg"
        closeOnClickOutside={false}
      >
        {made && <PhoneSheet made={made} onDone={done} />}
      </Modal>
    </Stack>
  );
}
