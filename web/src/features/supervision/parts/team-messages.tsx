import { plural, t } from '@lingui/core/macro';
import { Button, Group, NativeSelect, Stack, Textarea } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { agentsQuery } from '@/api/agents';
import { asProblem } from '@/api/problem';
import type { Me } from '@/api/session';
import { type TeamMessage, teamMessagesQuery, teamsQuery, writeTeamMessage } from '@/api/supervision';
import { DataTable } from '@/ui/DataTable';
import { EmptyYet } from '@/ui/Empty';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { State } from '@/ui/State';
import { dateAndTime, timeOf } from '@/words/format';

/** What was written to agents, and when they read it. */
export function TeamMessages({ me }: { me: Me }) {
  const { data, error, refetch } = useQuery(teamMessagesQuery);
  const kinds: Record<TeamMessage['kind'], string> = {
    message: t`team message`,
    pause: t`with a pause`,
    log_out: t`with the end of work`,
  };
  return (
    <Stack gap="lg">
      {me.permissions.includes('team_message.write') && <NewTeamMessage />}
      <DataTable
        id="team-messages"
        caption={t`Team messages`}
        rows={data}
        problem={error && asProblem(error)}
        onRetry={() => void refetch()}
        keyOf={(teamMessage) => teamMessage.id}
        empty={<EmptyYet title={t`Nothing was written to agents yet`} />}
        columns={[
          { id: 'sent', header: t`Sent`, cell: (teamMessage) => dateAndTime(new Date(teamMessage.sent_at)) },
          { id: 'agent', header: t`To`, cell: (teamMessage) => teamMessage.agent_name },
          { id: 'kind', header: t`Kind`, cell: (teamMessage) => kinds[teamMessage.kind] },
          { id: 'text', header: t`Text`, cell: (teamMessage) => teamMessage.text },
          { id: 'sender', header: t`From`, cell: (teamMessage) => teamMessage.sender },
          {
            id: 'read',
            header: t`Read`,
            cell: (teamMessage) =>
              teamMessage.read_at ? (
                <State tone="ok">{t`at ${timeOf(new Date(teamMessage.read_at))}`}</State>
              ) : (
                <State tone="rest">{t`not yet`}</State>
              ),
          },
        ]}
      />
    </Stack>
  );
}

function NewTeamMessage() {
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
      return writeTeamMessage(kind === 'team' ? { team_id: Number(id) } : { agent_id: Number(id) }, text);
    },
    onSuccess: () => {
      setText('');
      void queries.invalidateQueries({ queryKey: ['team-messages'] });
    },
  });
  return (
    <form
      aria-label={t`New team message`}
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
