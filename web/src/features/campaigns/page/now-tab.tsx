import { t } from '@lingui/core/macro';
import { Anchor, Group, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type Campaign, preflightQuery } from '@/api/campaigns';
import { asProblem } from '@/api/problem';
import type { Permission } from '@/api/session';
import { Loading } from '@/ui/Loading';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { duration, number, percent } from '@/words/format';
import type { LiveCampaign } from '../live';
import classes from './campaign.module.css';
import { Findings } from './findings';
import { LastMinutes } from './last-minutes';

interface Shown {
  campaign: Campaign;
  live: LiveCampaign | undefined;
  permissions: readonly Permission[];
}

/** What the campaign does at this moment, what it did in the last minutes, and what is in its way. */
export function NowTab({ campaign, live, permissions }: Shown) {
  const {
    data: found,
    error,
    refetch,
  } = useQuery({
    ...preflightQuery(campaign.id),
    enabled: campaign.status !== 'archived' && campaign.status !== 'closed',
  });
  const open = campaign.status !== 'archived' && campaign.status !== 'closed';
  return (
    <Stack gap="xl">
      {live && <Figures live={live} />}
      {live && <LastMinutes campaignId={campaign.id} />}
      {open && (
        <section aria-label={t`What is in the way`}>
          <Title order={2} size="h3" mb="sm">{t`What is in the way`}</Title>
          {error && <ProblemAlert problem={asProblem(error)} onRetry={() => void refetch()} />}
          {!found && !error && <Loading />}
          {found && <Findings campaignId={campaign.id} findings={found.findings} />}
        </section>
      )}
      <Group component="nav" aria-label={t`What belongs to it`} gap="lg">
        {permissions.includes('attempt.read') && (
          <Anchor component={Link} to={'/results' as never} search={{ campaign: campaign.id } as never}>
            {t`Its results`}
          </Anchor>
        )}
        {permissions.includes('agent.command') && (
          <Anchor component={Link} to={'/supervision' as never} search={{ campaign: campaign.id } as never}>
            {t`Its agents at work`}
          </Anchor>
        )}
      </Group>
    </Stack>
  );
}

export function Figures({ live }: { live: LiveCampaign }) {
  const { agents, calls, today } = live;
  const share = (value: number | null) => (value === null || value === undefined ? '–' : percent(value));
  const span = (ms: number | undefined) => (ms === undefined ? '–' : duration(Math.round(ms / 1000)));
  const waits = live.ready_to_call_ms;
  const figures: [string, string][] = [
    [t`agents logged in`, number(agents.logged_in ?? 0)],
    [t`talking`, number(agents.talking ?? 0)],
    [t`ready`, number(agents.ready ?? 0)],
    [t`ringing`, number(calls.ringing ?? 0)],
    [t`waiting for an agent`, number(calls.waiting ?? 0)],
    [t`placed today`, number(today.placed ?? 0)],
    [t`talks today`, number(today.connected ?? 0)],
    [t`occupancy today`, share(live.occupancy)],
    [t`utilisation today`, share(live.utilisation ?? null)],
    [t`wait between calls, mean`, span(waits?.mean)],
    [t`nine waits of ten within`, span(waits?.p90)],
    [t`abandoned today`, share(live.abandoned_share)],
    [t`allowed`, share(live.abandoned_limit)],
  ];
  return (
    <section aria-label={t`Figures of this moment`}>
      <dl className={classes.figures}>
        {figures.map(([label, figure]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{figure}</dd>
          </div>
        ))}
      </dl>
      {live.penetration?.text && (
        <Text mt="sm" data-from="api">
          {live.penetration.text}
        </Text>
      )}
    </section>
  );
}
