import { t } from '@lingui/core/macro';
import { Anchor, Button, Checkbox, Group, Stack, Text, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { type Agent, agentsQuery, logInAgent, logOutAgent } from '@/api/agents';
import type { Campaign } from '@/api/campaigns';
import { asProblem } from '@/api/problem';
import { phoneText } from '@/features/test-call';
import { useConnection, useLive } from '@/live/live';
import { DataTable } from '@/ui/DataTable';
import { EmptyYet } from '@/ui/Empty';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { Since } from '@/ui/Since';
import { State } from '@/ui/State';
import type { Tone } from '@/ui/theme';
import type { LiveAgent } from '../live';
import type { Edit } from './use-edit';

interface Shown {
  campaign: Campaign;
  permissions: readonly string[];
  edit: Edit;
}

/** The agents of the campaign, and what each does as far as the law lets it be seen; others can be logged in. */
export function AgentsTab({ campaign, permissions, edit }: Shown) {
  const { data: agents, error, refetch } = useQuery({ ...agentsQuery, refetchInterval: 10_000 });
  const live = useLive(`campaign:${campaign.id}`, (parts) =>
    Object.keys(parts)
      .filter((key) => key.startsWith(`agent:${campaign.id}:`))
      .map((key) => parts[key] as LiveAgent),
  );
  const unnamed = useLive(`campaign:${campaign.id}`, (parts) => parts[`campaign:${campaign.id}`]?.agents_unnamed) as
    | { text?: string }
    | null
    | undefined;
  const { clockOffset } = useConnection();
  const [all, setAll] = useState(false);
  const isHere = (one: Agent) => one.campaign_id === campaign.id || one.also_campaign_ids.includes(campaign.id);
  const isAtWork = (one: Agent) => isHere(one) && one.wish !== 'logged_out';
  const here = (agents ?? []).filter((one) => all || isHere(one));
  const liveOf = (one: Agent) => live.find(({ id }) => id === one.id);
  return (
    <Stack>
      <Group justify="space-between">
        <Title order={2} size="h3">
          {all ? t`All agents` : t`Agents of this campaign`}
        </Title>
        <Button variant="default" size="xs" onClick={() => setAll(!all)}>
          {all ? t`Only those of this campaign` : t`Log in others`}
        </Button>
      </Group>
      {unnamed?.text && (
        <Text size="sm" data-from="api">
          {unnamed.text}
        </Text>
      )}
      <DataTable<Agent>
        id="campaign-agents"
        caption={t`Agents`}
        rows={agents && here}
        problem={error && asProblem(error)}
        onRetry={() => void refetch()}
        keyOf={(one) => one.id}
        empty={
          <EmptyYet
            title={t`No agent works in this campaign now`}
          >{t`Agents log in by themselves at the workplace, or are logged in here.`}</EmptyYet>
        }
        columns={[
          { id: 'name', header: t`Name`, cell: (one) => one.display_name || one.name },
          {
            id: 'state',
            header: t`State`,
            cell: (one) => {
              const now = liveOf(one);
              const [tone, word] = agentState(now?.state ?? (isAtWork(one) ? '' : 'logged_out'));
              return <State tone={tone}>{word}</State>;
            },
          },
          {
            id: 'since',
            header: t`For`,
            figures: true,
            cell: (one) => {
              const now = liveOf(one);
              return now?.since ? <Since at={now.since} offset={clockOffset} /> : '–';
            },
          },
          { id: 'phone', header: t`Phone`, cell: phoneText },
          ...(permissions.includes('agent.command')
            ? [
                {
                  id: 'act',
                  header: '',
                  cell: (one: Agent) => <Command agent={one} campaignId={campaign.id} isAtWork={isAtWork(one)} />,
                },
              ]
            : []),
        ]}
      />
      {permissions.includes('agent.command') && (
        <Anchor component={Link} to={'/supervision' as never} search={{ campaign: campaign.id } as never}>
          {t`To the supervisor's page`}
        </Anchor>
      )}
      <Checkbox
        label={t`Agents see people's numbers masked`}
        description={t`The country code and the last two digits remain, on the page, in the history and in notes. Calls are placed by lead.`}
        checked={edit.settings.mask_numbers}
        disabled={!edit.mayWrite}
        error={edit.errorAt('mask_numbers')}
        onChange={(event) => edit.change({ mask_numbers: event.currentTarget.checked })}
      />
    </Stack>
  );
}

/** What can be told an agent here: to begin, or to end after the call if there is one. */
function Command({ agent, campaignId, isAtWork }: { agent: Agent; campaignId: number; isAtWork: boolean }) {
  const queries = useQueryClient();
  const { mutate, isPending, error } = useMutation({
    mutationFn: (): Promise<unknown> => (isAtWork ? logOutAgent(agent.id) : logInAgent(agent.id, campaignId)),
    onSettled: () => queries.invalidateQueries({ queryKey: agentsQuery.queryKey }),
  });
  const name = agent.display_name || agent.name;
  return (
    <>
      <Button
        size="compact-sm"
        variant="default"
        onClick={() => mutate()}
        loading={isPending}
        aria-label={isAtWork ? t`Log out ${name}` : t`Log in ${name}`}
      >
        {isAtWork ? t`Log out` : t`Log in`}
      </Button>
      {error && <ProblemAlert problem={asProblem(error)} />}
    </>
  );
}

function agentState(state: string): [Tone, string] {
  switch (state) {
    case 'ready':
      return ['ok', t({ context: 'agent', message: 'ready' })];
    case 'reserved':
      return ['brand', t`reserved`];
    case 'talking':
      return ['brand', t`talking`];
    case 'wrap_up':
      return ['warn', t`wrap-up`];
    case 'paused':
      return ['rest', t`paused`];
    case 'no_phone':
      return ['stop', t`no phone`];
    case 'preview':
      return ['brand', t`looks at a lead`];
    case 'call_back':
      return ['brand', t`kept for a call-back`];
    case 'logged_out':
      return ['rest', t`not logged in here`];
    default:
      return ['ok', t`logged in`];
  }
}
