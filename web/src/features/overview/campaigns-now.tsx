import { plural, t } from '@lingui/core/macro';
import { Group, Paper, Stack, Text, Title } from '@mantine/core';
import type { Part } from '@/live/apply';
import { useConnection, useLive } from '@/live/live';
import { EmptyYet } from '@/ui/Empty';
import { Loading } from '@/ui/Loading';
import { Stale } from '@/ui/Stale';
import { State } from '@/ui/State';
import type { Tone } from '@/ui/theme';
import { number, percent } from '@/words/format';
import classes from './campaigns-now.module.css';

// The part `campaign:3` of the channel `board`, as far as it is shown here.
interface Campaign extends Part {
  id: number;
  name: string;
  status: string;
  /** Runs, and cannot dial. */
  blocked: boolean;
  why?: { text?: string } | null;
  agents: { ready: number; talking: number; logged_in: number };
  calls: { ringing: number; waiting: number };
  abandoned_share: number | null;
  abandoned_limit: number | null;
}

const STATES = (): Record<string, [Tone, string]> => ({
  running: ['ok', t`running`],
  blocked: ['warn', t`cannot dial`],
  paused: ['rest', t`paused`],
  stopped: ['stop', t`stopped`],
});

/** What each campaign does at this moment, and why it does not dial. */
export function CampaignsNow() {
  const campaigns = useLive('board', (parts) =>
    Object.keys(parts)
      .filter((key) => key.startsWith('campaign:'))
      .map((key) => parts[key] as Campaign),
  );
  const { heardAt, engineAge } = useConnection();
  return (
    <section aria-label={t`Campaigns now`}>
      <Title order={2} size="h3" mb="sm">{t`Campaigns now`}</Title>
      {heardAt === null ? (
        <Loading />
      ) : (
        <Stale heardAt={heardAt} engineAge={engineAge}>
          {campaigns.length === 0 ? (
            <EmptyYet title={t`No campaign runs`}>{t`Those that run, or are paused, are shown here.`}</EmptyYet>
          ) : (
            <Stack gap="sm">
              {campaigns.map((campaign) => (
                <Row key={campaign.id} campaign={campaign} />
              ))}
            </Stack>
          )}
        </Stale>
      )}
    </section>
  );
}

function Row({ campaign }: { campaign: Campaign }) {
  const { name, status, blocked, why, agents, calls, abandoned_share: share, abandoned_limit: limit } = campaign;
  const [tone, word] = STATES()[blocked && status === 'running' ? 'blocked' : status] ?? ['rest', status];
  const figures: [string, string][] = [
    [t`talking`, number(agents.talking)],
    [t`ready`, number(agents.ready)],
    [t`ringing`, number(calls.ringing)],
    [t`waiting`, number(calls.waiting)],
    [t`abandoned`, share === null ? '–' : percent(share)],
    [t`at most`, limit === null ? '–' : percent(limit)],
  ];
  return (
    <Paper component="article" aria-label={name} withBorder p="md" radius="md">
      <Group gap="md" align="baseline">
        <Title order={3} size="h4">
          {name}
        </Title>
        <State tone={tone}>{word}</State>
        <Text size="sm" c="dimmed">
          {plural(agents.logged_in, { one: '# agent logged in', other: '# agents logged in' })}
        </Text>
      </Group>
      {why?.text && <Text mt={4}>{why.text}</Text>}
      <dl className={classes.figures}>
        {figures.map(([label, figure]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{figure}</dd>
          </div>
        ))}
      </dl>
    </Paper>
  );
}
