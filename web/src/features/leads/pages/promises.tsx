import { t } from '@lingui/core/macro';
import { Button, Checkbox, Group, Modal, Select, Stack, Table, Text, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { agentsQuery } from '@/api/agents';
import { type Callback, cancelCallback, leadCallbacksQuery, moveCallback, personPromisesQuery } from '@/api/leads';
import { asProblem } from '@/api/problem';
import { messageTemplatesQuery } from '@/api/promises';
import type { Me } from '@/api/session';
import { confirm } from '@/ui/Confirm';
import { DateField, TimeField } from '@/ui/DateField';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { State } from '@/ui/State';
import { dateAndTime } from '@/words/format';

interface Shown {
  leadId: number;
  personId: number;
  me: Me;
}

/** What was promised and is not kept yet: call-backs, which can be moved and cancelled, tasks and written messages. */
export function Promises({ leadId, personId, me }: Shown) {
  const queries = useQueryClient();
  const { data: callbacks = [] } = useQuery({
    ...leadCallbacksQuery(leadId),
    enabled: me.permissions.includes('callback.read'),
  });
  const { data: owed = [] } = useQuery({
    ...personPromisesQuery(personId),
    enabled: personId > 0 && me.permissions.includes('callback.read'),
  });
  const { data: templates = [] } = useQuery({
    ...messageTemplatesQuery,
    enabled: owed.some(({ kind }) => kind === 'message') && me.permissions.includes('person.read'),
  });
  // Call-backs of this lead stand above, where they can be moved.
  const others = owed.filter(({ kind }) => kind !== 'callback');
  const titleOf = (template: string) => templates.find(({ name }) => name === template)?.title ?? template;
  const [moved, setMoved] = useState<Callback | null>(null);
  const cancel = useMutation({
    mutationFn: (one: { id: number; reopen: boolean }) => cancelCallback(one.id, one.reopen),
    onSettled: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: ['callbacks'] }),
        queries.invalidateQueries({ queryKey: ['leads', leadId] }),
      ]),
  });
  const mayWrite = me.permissions.includes('callback.write');
  if (callbacks.length === 0 && others.length === 0) return null;
  const ask = async (one: Callback) => {
    const yes = await confirm({
      title: t`Cancel the call-back?`,
      body: t`The promise is taken back, and the lead is dialled in its turn again.`,
      action: t`Cancel the call-back`,
      tone: 'stop',
    });
    if (yes) cancel.mutate({ id: one.id, reopen: true });
  };
  return (
    <section aria-label={t`Promises`}>
      <Stack gap="xs">
        <Title order={2} size="h4">{t`Promises`}</Title>
        {cancel.error && <ProblemAlert problem={asProblem(cancel.error)} />}
        <Table verticalSpacing={6}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t`What`}</Table.Th>
              <Table.Th>{t`When`}</Table.Th>
              <Table.Th>{t`Who`}</Table.Th>
              <Table.Th>{t`Note`}</Table.Th>
              <Table.Th />
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {callbacks.map((one) => (
              <Table.Tr key={one.id}>
                <Table.Td>{one.kind === 'next' ? t`dialled next` : t`call-back`}</Table.Td>
                <Table.Td>{dateAndTime(new Date(one.due_at))}</Table.Td>
                <Table.Td>{one.agent_name ?? t`anyone`}</Table.Td>
                <Table.Td>{one.note}</Table.Td>
                <Table.Td>
                  {mayWrite && (
                    <Group gap={4} wrap="nowrap" justify="flex-end">
                      <Button
                        size="compact-xs"
                        variant="default"
                        flex="none"
                        onClick={() => setMoved(one)}
                      >{t`Move`}</Button>
                      <Button
                        size="compact-xs"
                        variant="default"
                        flex="none"
                        onClick={() => void ask(one)}
                      >{t`Cancel it`}</Button>
                    </Group>
                  )}
                </Table.Td>
              </Table.Tr>
            ))}
            {others.map((one) => (
              <Table.Tr key={`${one.kind} ${one.id}`}>
                <Table.Td>
                  {one.kind === 'task' ? t`task` : t`e-mail that is not sent yet: ${titleOf(one.about)}`}
                </Table.Td>
                <Table.Td>{dateAndTime(new Date(one.due_at))}</Table.Td>
                <Table.Td>{one.agent || t`anyone`}</Table.Td>
                <Table.Td>{one.note}</Table.Td>
                <Table.Td>{one.state === 'late' && <State tone="warn">{t`late`}</State>}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
        <Modal opened={moved !== null} onClose={() => setMoved(null)} title={t`Move the call-back`}>
          {moved && <Move one={moved} leadId={leadId} onDone={() => setMoved(null)} />}
        </Modal>
      </Stack>
    </section>
  );
}

const two = (part: number) => String(part).padStart(2, '0');

function Move({ one, leadId, onDone }: { one: Callback; leadId: number; onDone: () => void }) {
  const queries = useQueryClient();
  const { data: agents = [] } = useQuery(agentsQuery);
  const due = new Date(one.due_at);
  const [day, setDay] = useState<string | null>(
    `${due.getFullYear()}-${two(due.getMonth() + 1)}-${two(due.getDate())}`,
  );
  const [time, setTime] = useState(`${two(due.getHours())}:${two(due.getMinutes())}`);
  const [agent, setAgent] = useState<string | null>(one.agent_id === null ? null : String(one.agent_id));
  const [asked, setAsked] = useState(false);
  const move = useMutation({
    mutationFn: () =>
      moveCallback(one.id, {
        due_at: new Date(`${day}T${time}`).toISOString(),
        agent_id: agent ? Number(agent) : null,
        asked,
      }),
    onSuccess: async () => {
      await Promise.all([
        queries.invalidateQueries({ queryKey: ['callbacks'] }),
        queries.invalidateQueries({ queryKey: ['leads', leadId] }),
      ]);
      onDone();
    },
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        move.mutate();
      }}
    >
      <Stack>
        {move.error && <ProblemAlert problem={asProblem(move.error)} />}
        <Group grow align="flex-start">
          <DateField label={t`Day`} value={day} onChange={setDay} />
          <TimeField label={t`Time`} value={time} onChange={setTime} />
        </Group>
        <Text size="sm" c="dimmed">{t`In your time zone.`}</Text>
        <Select
          label={t`Agent`}
          placeholder={t`anyone`}
          data={agents.map(({ id, name, display_name }) => ({ value: String(id), label: display_name || name }))}
          value={agent}
          onChange={setAgent}
          clearable
          clearButtonProps={{ 'aria-label': t`anyone` }}
          searchable
        />
        <Checkbox
          label={t`The person asked for this very time`}
          checked={asked}
          onChange={({ currentTarget }) => setAsked(currentTarget.checked)}
        />
        <Group justify="flex-end">
          <Button type="submit" loading={move.isPending} disabled={!day || !time}>{t`Move it`}</Button>
        </Group>
      </Stack>
    </form>
  );
}
