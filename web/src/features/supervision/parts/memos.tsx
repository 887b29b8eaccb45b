import { plural, t } from '@lingui/core/macro';
import { Button, Group, NativeSelect, Stack, Textarea } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { agentsQuery } from '@/api/agents';
import { asProblem } from '@/api/problem';
import type { Me } from '@/api/session';
import { type Memo, memosQuery, teamsQuery, writeMemo } from '@/api/supervision';
import { DataTable } from '@/ui/DataTable';
import { EmptyYet } from '@/ui/Empty';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { State } from '@/ui/State';
import { dateAndTime, timeOf } from '@/words/format';

/** What was written to agents, and when they read it. */
export function Memos({ me }: { me: Me }) {
  const { data, error, refetch } = useQuery(memosQuery);
  const kinds: Record<Memo['kind'], string> = {
    message: t`memo`,
    pause: t`with a pause`,
    log_out: t`with the end of work`,
  };
  return (
    <Stack gap="lg">
      {me.permissions.includes('memo.write') && <NewMemo />}
      <DataTable
        id="memos"
        caption={t`Memos`}
        rows={data}
        problem={error && asProblem(error)}
        onRetry={() => void refetch()}
        keyOf={(memo) => memo.id}
        empty={<EmptyYet title={t`Nothing was written to agents yet`} />}
        columns={[
          { id: 'sent', header: t`Sent`, cell: (memo) => dateAndTime(new Date(memo.sent_at)) },
          { id: 'agent', header: t`To`, cell: (memo) => memo.agent_name },
          { id: 'kind', header: t`Kind`, cell: (memo) => kinds[memo.kind] },
          { id: 'text', header: t`Text`, cell: (memo) => memo.text },
          { id: 'sender', header: t`From`, cell: (memo) => memo.sender },
          {
            id: 'read',
            header: t`Read`,
            cell: (memo) =>
              memo.read_at ? (
                <State tone="ok">{t`at ${timeOf(new Date(memo.read_at))}`}</State>
              ) : (
                <State tone="rest">{t`not yet`}</State>
              ),
          },
        ]}
      />
    </Stack>
  );
}

function NewMemo() {
  const queries = useQueryClient();
  const { data: teams = [] } = useQuery(teamsQuery);
  const { data: agents = [] } = useQuery(agentsQuery);
  const [to, setTo] = useState('');
  const [text, setText] = useState('');
  const choices = [
    ...teams.map((one) => ({ value: `team:${one.id}`, label: t`Team ${one.name}` })),
    ...agents.map((one) => ({ value: `agent:${one.id}`, label: one.display_name || one.name })),
  ];
  const sending = useMutation({
    mutationFn: () => {
      const [kind, id] = (to || choices[0]?.value || '').split(':');
      return writeMemo(kind === 'team' ? { team_id: Number(id) } : { agent_id: Number(id) }, text);
    },
    onSuccess: () => {
      setText('');
      void queries.invalidateQueries({ queryKey: ['memos'] });
    },
  });
  return (
    <form
      aria-label={t`New memo`}
      onSubmit={(event) => {
        event.preventDefault();
        sending.mutate();
      }}
    >
      <Stack gap="sm" maw={640}>
        {sending.error && <ProblemAlert problem={asProblem(sending.error)} />}
        <NativeSelect
          label={t`To`}
          data={choices}
          value={to}
          onChange={(event) => setTo(event.currentTarget.value)}
        />
        <Textarea
          label={t`What they read`}
          description={t`With your name. No data of people, please.`}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          maxLength={500}
          autosize
          minRows={2}
          required
        />
        <Group>
          <Button type="submit" loading={sending.isPending} disabled={choices.length === 0 || !text.trim()}>
            {t`Send`}
          </Button>
          <span role="status">
            {sending.data && plural(sending.data.agents, { one: 'Sent to # agent', other: 'Sent to # agents' })}
          </span>
        </Group>
      </Stack>
    </form>
  );
}
