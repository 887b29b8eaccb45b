import { t } from '@lingui/core/macro';
import { Button, Group, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { campaignsQuery, startCampaign } from '@/api/campaigns';
import { asProblem } from '@/api/problem';
import { setupQuery } from '@/api/setup';
import { useLive } from '@/live/live';
import { EmptyYet } from '@/ui/Empty';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { State } from '@/ui/State';
import { Facts } from '../Facts';
import { hasTalked, type LiveCalls } from '../first-call';
import type { StepShown } from '../setup';
import { AgentsAtWork } from './check';

/** Start, and see the first call happen. */
export function StartStep({ setup }: StepShown) {
  const queries = useQueryClient();
  const { data: campaigns } = useQuery(campaignsQuery);
  const found = setup.steps.find(({ id }) => id === 'check')?.facts ?? [];
  const stops = found.filter(({ weight }) => weight === 'stops');
  const campaign = campaigns?.find(({ id }) => id === setup.campaign_id);
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => startCampaign(setup.campaign_id),
    onSettled: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: campaignsQuery.queryKey }),
        queries.invalidateQueries({ queryKey: setupQuery.queryKey }),
      ]),
  });
  if (!campaign) {
    return <EmptyYet title={t`First the campaign`}>{t`There is nothing to start yet.`}</EmptyYet>;
  }
  return (
    <>
      {error && <ProblemAlert problem={asProblem(error)} />}
      {campaign.status === 'running' ? (
        <FirstCall campaignId={campaign.id} />
      ) : (
        <Stack maw={560}>
          <Text>{t`As soon as an agent is ready, ${campaign.name} calls the first people of the list.`}</Text>
          {stops.length > 0 && (
            <>
              <Text>{t`It cannot be started yet:`}</Text>
              <Facts facts={stops} label={t`What stops the start`} />
            </>
          )}
          <Group>
            <Button
              size="md"
              variant={stops.length > 0 ? 'default' : 'filled'}
              onClick={() => mutate()}
              loading={isPending}
            >{t`Start ${campaign.name}`}</Button>
          </Group>
        </Stack>
      )}
      <AgentsAtWork campaignId={setup.campaign_id} />
    </>
  );
}

const STAGES = ['dialling', 'ringing', 'waiting', 'talking'] as const;

/** The campaign as it is this moment: who is called, who rings, who talks, and if nobody is called, why. */
function FirstCall({ campaignId }: { campaignId: number }) {
  const live = useLive(`campaign:${campaignId}`, (parts) => parts[`campaign:${campaignId}`]);
  const shown = (live ?? {}) as LiveCalls;
  const calls = shown.calls ?? {};
  const why = (live?.why as { text?: string } | undefined)?.text;
  const words = {
    dialling: t`being dialled`,
    ringing: t`ringing`,
    waiting: t`answered, waiting for an agent`,
    talking: t`talking to an agent`,
  };
  const talks = hasTalked(shown);
  return (
    <Stack maw={560} role="status" aria-label={t`The first call`}>
      <State tone={talks ? 'ok' : 'brand'}>
        {talks ? t`The first call is joined: a person talks to an agent.` : t`The campaign runs.`}
      </State>
      {STAGES.map((stage) => (
        <Group key={stage} justify="space-between">
          <Text>{words[stage]}</Text>
          <Text className="figures">{calls[stage] ?? 0}</Text>
        </Group>
      ))}
      {why && (
        <Text size="sm" data-from="api">
          {why}
        </Text>
      )}
    </Stack>
  );
}
