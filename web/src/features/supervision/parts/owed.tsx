import { plural, t } from '@lingui/core/macro';
import { Button, Checkbox, Group, Modal, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { agentsQuery } from '@/api/agents';
import { asProblem } from '@/api/problem';
import type { Me } from '@/api/session';
import { movePromises, owedQuery, type Promised, teamsQuery } from '@/api/supervision';
import { DataTable } from '@/ui/DataTable';
import { EmptyDone } from '@/ui/Empty';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { State } from '@/ui/State';
import { dateAndTime } from '@/words/format';

const keyOf = (one: Promised) => `${one.kind}:${one.id}`;

/** What agents owe to people, and to whom else it is given. */
export function Owed({ me }: { me: Me }) {
  const { data: agents = [] } = useQuery(agentsQuery);
  const { data: teams = [] } = useQuery(teamsQuery);
  const [whose, setWhose] = useState('');
  const [selected, select] = useState<Set<string | number>>(new Set());
  const [moves, setMoves] = useState(false);
  const [kind, id] = whose.split(':');
  const of = kind === 'agent' ? { agent_id: Number(id) } : kind === 'team' ? { team_id: Number(id) } : {};
  const { data, error, refetch } = useQuery(owedQuery(of));
  const chosen = (data ?? []).filter((one) => selected.has(keyOf(one)));
  const kinds: Record<Promised['kind'], string> = {
    callback: t`call-back`,
    task: t`task`,
    message: t`message`,
  };
  return (
    <Stack>
      <Group>
        <NativeSelect
          label={t`Whose`}
          value={whose}
          onChange={(event) => {
            setWhose(event.currentTarget.value);
            select(new Set());
          }}
          data={[
            { value: '', label: t`everybody's` },
            ...teams.map((one) => ({ value: `team:${one.id}`, label: t`Team ${one.name}` })),
            ...agents.map((one) => ({ value: `agent:${one.id}`, label: one.display_name || one.name })),
          ]}
        />
      </Group>
      <DataTable
        id="owed"
        caption={t`Call-backs and promises`}
        rows={data}
        problem={error && asProblem(error)}
        onRetry={() => void refetch()}
        keyOf={keyOf}
        nameOf={(one) => `${one.person || one.about} ${dateAndTime(new Date(one.due_at))}`}
        {...(me.permissions.includes('callback.write')
          ? {
              selected,
              onSelect: select,
              bulk: (
                <Button size="compact-sm" onClick={() => setMoves(true)}>
                  {t`Give to somebody else…`}
                </Button>
              ),
            }
          : {})}
        empty={<EmptyDone title={t`Nothing is owed`} />}
        columns={[
          {
            id: 'due',
            header: t`Due`,
            cell: (one) =>
              Date.parse(one.deadline_at) < Date.now() ? (
                <State tone="warn">{t`late: ${dateAndTime(new Date(one.due_at))}`}</State>
              ) : (
                dateAndTime(new Date(one.due_at))
              ),
          },
          { id: 'kind', header: t`What`, cell: (one) => kinds[one.kind] },
          { id: 'person', header: t`Person`, cell: (one) => one.person },
          { id: 'campaign', header: t`Campaign`, cell: (one) => one.campaign },
          { id: 'agent', header: t`Agent`, cell: (one) => one.agent || t`anyone` },
          { id: 'note', header: t`Note`, cell: (one) => one.note },
        ]}
      />
      {moves && (
        <MoveForm
          promises={chosen}
          agents={agents.map((one) => ({ id: one.id, name: one.display_name || one.name }))}
          onClose={() => {
            setMoves(false);
            select(new Set());
          }}
        />
      )}
    </Stack>
  );
}

interface MoveShown {
  promises: readonly Promised[];
  agents: readonly { id: number; name: string }[];
  onClose: () => void;
}

function MoveForm({ promises, agents, onClose }: MoveShown) {
  const queries = useQueryClient();
  const [to, setTo] = useState('');
  const [at, setAt] = useState('');
  const [notify, setNotify] = useState(false);
  const moving = useMutation({
    mutationFn: () =>
      movePromises(
        promises.map(({ kind, id }) => ({
          kind,
          id,
          agent_id: to ? Number(to) : null,
          ...(at ? { due_at: new Date(at).toISOString() } : {}),
        })),
        notify,
      ),
    onSuccess: () => void queries.invalidateQueries({ queryKey: ['promises'] }),
  });
  const refused = moving.data?.moved.filter((one) => one.refused) ?? [];
  const moved = (moving.data?.moved.length ?? 0) - refused.length;
  return (
    <Modal
      opened
      onClose={onClose}
      title={plural(promises.length, {
        one: 'Give # promise to somebody else',
        other: 'Give # promises to somebody else',
      })}
    >
      {moving.data ? (
        <Stack role="status">
          <State tone={refused.length ? 'warn' : 'ok'}>
            {plural(moved, { one: '# was moved', other: '# were moved' })}
          </State>
          {refused.map((one) => (
            <Text key={`${one.kind} ${one.id}`} size="sm">
              {one.refused}
            </Text>
          ))}
          <Group justify="flex-end">
            <Button onClick={onClose} data-autofocus>
              {t`Close`}
            </Button>
          </Group>
        </Stack>
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            moving.mutate();
          }}
        >
          <Stack>
            {moving.error && <ProblemAlert problem={asProblem(moving.error)} />}
            <NativeSelect
              label={t`To`}
              value={to}
              onChange={(event) => setTo(event.currentTarget.value)}
              data={[
                { value: '', label: t`anyone` },
                ...agents.map(({ id, name }) => ({ value: String(id), label: name })),
              ]}
              data-autofocus
            />
            <TextInput
              type="datetime-local"
              label={t`Another time`}
              description={t`Left empty, each keeps its own.`}
              value={at}
              onChange={(event) => setAt(event.currentTarget.value)}
            />
            <Checkbox
              label={t`Tell the people by e-mail, where there is an address`}
              checked={notify}
              onChange={(event) => setNotify(event.currentTarget.checked)}
            />
            <Group justify="flex-end">
              <Button type="submit" loading={moving.isPending}>
                {t`Give`}
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </Modal>
  );
}
