import { t } from '@lingui/core/macro';
import { Button, Group, Modal, Select, Stack, Text, Textarea } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { agentsQuery } from '@/api/agents';
import { asProblem } from '@/api/problem';
import type { Me } from '@/api/session';
import { forceLogOut, forcePause, writeTeamMessage } from '@/api/supervision';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { State } from '@/ui/State';

type Act = 'team_message' | 'pause' | 'log_out';

interface Shown {
  me: Me;
  /** Null: the agent is chosen here, as where the law hides what single agents do. */
  agent: { id: number; name: string } | null;
  onClose: () => void;
}

/** Write to an agent, pause the agent, or log the agent out: each with words that the agent reads. */
export function AgentActions({ me, agent, onClose }: Shown) {
  const { data: agents = [] } = useQuery({ ...agentsQuery, enabled: agent === null });
  const [picked, pick] = useState<string | null>(null);
  const agentId = agent?.id ?? (picked === null ? null : Number(picked));
  return (
    <Modal opened onClose={onClose} title={agent ? agent.name : t`Act for an agent`}>
      <Stack>
        {agent === null && (
          <Select
            label={t`Agent`}
            data={agents.map((one) => ({ value: String(one.id), label: one.display_name || one.name }))}
            value={picked}
            onChange={pick}
            searchable
            data-autofocus
          />
        )}
        <ActForm key={agentId} me={me} agentId={agentId} isFocused={agent !== null} onClose={onClose} />
      </Stack>
    </Modal>
  );
}

interface FormShown {
  me: Me;
  agentId: number | null;
  isFocused: boolean;
  onClose: () => void;
}

function ActForm({ me, agentId, isFocused, onClose }: FormShown) {
  const queries = useQueryClient();
  const [text, setText] = useState('');
  const acting = useMutation({
    mutationFn: (act: Act): Promise<unknown> => {
      const id = agentId as number;
      if (act === 'pause') return forcePause(id, text);
      return act === 'log_out' ? forceLogOut(id, text) : writeTeamMessage({ agent_id: id }, text);
    },
    onSuccess: () => void queries.invalidateQueries({ queryKey: ['team-messages'] }),
  });
  const done: Record<Act, string> = {
    team_message: t`It stands on the agent's page. Under “Team messages” you see when it was read.`,
    pause: t`The agent is paused, after the call if there is one, and reads why.`,
    log_out: t`The agent is logged out, after the call if there is one, and reads why.`,
  };
  if (acting.isSuccess)
    return (
      <Stack role="status">
        <State tone="ok">{done[acting.variables]}</State>
        <Group justify="flex-end">
          <Button onClick={onClose} data-autofocus>
            {t`Close`}
          </Button>
        </Group>
      </Stack>
    );
  const isReady = agentId !== null && text.trim().length > 0;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady) acting.mutate('team_message');
      }}
    >
      <Stack>
        {acting.error && <ProblemAlert problem={asProblem(acting.error)} />}
        <Textarea
          label={t`What the agent reads`}
          description={t`With your name. No data of people, please.`}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          maxLength={500}
          autosize
          minRows={2}
          required
          data-autofocus={isFocused || undefined}
        />
        <Group justify="space-between">
          <Group gap="xs">
            {me.permissions.includes('agent.force') && (
              <>
                <Button
                  variant="default"
                  disabled={!isReady}
                  loading={acting.isPending && acting.variables === 'pause'}
                  onClick={() => acting.mutate('pause')}
                >
                  {t`Pause the agent`}
                </Button>
                <Button
                  variant="default"
                  disabled={!isReady}
                  loading={acting.isPending && acting.variables === 'log_out'}
                  onClick={() => acting.mutate('log_out')}
                >
                  {t`Log the agent out`}
                </Button>
              </>
            )}
          </Group>
          {me.permissions.includes('team_message.write') && (
            <Button
              type="submit"
              disabled={!isReady}
              loading={acting.isPending && acting.variables === 'team_message'}
            >
              {t`Send as a team message`}
            </Button>
          )}
        </Group>
        <Text
          size="sm"
          c="dimmed"
        >{t`A talk is never interrupted: a pause or the end of work comes after the call.`}</Text>
      </Stack>
    </form>
  );
}
