import { plural, t } from '@lingui/core/macro';
import { Anchor, Group, Paper, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useConnection, useLive } from '@/live/live';
import { Since } from '@/ui/Since';
import { State } from '@/ui/State';
import { dateAndTime, dateOf, number, percent, timeOf } from '@/words/format';
import classes from './floor.module.css';
import { type Limit, type LiveCampaign, limitsOf } from './live';
import { campaignState } from './words';

const WAIT_WARN_S = 2;

/** Each campaign in some lines: what it does, who waits, and what the law leaves. */
export function CampaignStrip({ campaigns }: { campaigns: readonly LiveCampaign[] }) {
  return (
    <ul className={classes.strip} aria-label={t`Campaigns`}>
      {campaigns.map((campaign) => (
        <CampaignCard key={campaign.id} campaign={campaign} />
      ))}
    </ul>
  );
}

function CampaignCard({ campaign }: { campaign: LiveCampaign }) {
  const { id, name, status, blocked, agents, calls, waiting_since: waitingSince, goal } = campaign;
  const { clockOffset } = useConnection();
  const limits = useLive('board', (parts) => limitsOf(parts, id));
  const idleSince = useLive('board', (parts) => longestIdle(parts, id));
  const [tone, word] = campaignState(status, blocked);
  const waiting = calls.waiting ?? 0;
  const from = (campaign.penetration?.lists ?? [])
    .filter((one) => !one.is_off && one.due > 0)
    .map((one) => one.name);
  return (
    <Paper component="li" withBorder p="sm" radius="md" aria-label={name}>
      <Group justify="space-between" wrap="nowrap">
        <Anchor component={Link} to={`/campaigns/${id}`} fw={600}>
          {name}
        </Anchor>
        <State tone={tone}>{word}</State>
      </Group>
      {blocked && campaign.why?.text && (
        <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
          {campaign.why.text}
        </Text>
      )}
      <dl className={classes.figures}>
        <Figure label={t`People waiting`}>
          {number(waiting)}
          {waitingSince !== null && waiting > 0 && (
            <>
              {' · '}
              <Since at={waitingSince} offset={clockOffset} warn={WAIT_WARN_S} stop={2 * WAIT_WARN_S} />
            </>
          )}
        </Figure>
        <Figure label={t`Ready`}>{number(agents.ready ?? 0)}</Figure>
        <Figure label={t`Longest idle`}>
          {idleSince === null ? '–' : <Since at={idleSince} offset={clockOffset} />}
        </Figure>
        <Figure label={t`In talk`}>{number(agents.talking ?? 0)}</Figure>
        <Figure label={t`Logged in`}>{number(agents.logged_in ?? 0)}</Figure>
        {campaign.penetration && <Figure label={t`Runs dry`}>{runsDry(campaign.penetration)}</Figure>}
      </dl>
      {from.length > 0 && (
        <Text size="xs">
          {t`Dials from`} <span data-from="api">{from.join(', ')}</span>
        </Text>
      )}
      {limits.map((limit) => (
        <Law key={limit.name} limit={limit} worst={goal?.worst?.[limit.name]} />
      ))}
    </Paper>
  );
}

function Figure({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** When nobody is left to be called, at the present rate. */
function runsDry({ dry_at: dryAt, due }: NonNullable<LiveCampaign['penetration']>): string {
  if (dryAt !== null) return dateAndTime(dryAt * 1000);
  return due === 0 ? t`no lead is due` : t`not foreseen`;
}

/** Since when the agent is ready who has waited longest for a call, named or not. */
function longestIdle(parts: Parameters<typeof limitsOf>[0], id: number): number | null {
  const rows: { state: string; since: number }[] = [];
  for (const [key, part] of Object.entries(parts)) {
    if (key.startsWith(`agent:${id}:`)) rows.push(part as never);
    if (key === `unnamed:${id}`) rows.push(...((part.rows as never[]) ?? []));
  }
  const idle = rows.filter(({ state }) => state === 'ready').map(({ since }) => since);
  return idle.length ? Math.min(...idle) : null;
}

/** The share of abandoned calls as the law counts it: whose rule, over which time, the limit, and the worst so far. */
function Law({ limit, worst }: { limit: Limit; worst: { share: number; ends_at: number } | undefined }) {
  const tone = limit.share >= limit.limit ? 'stop' : limit.share >= limit.near_at ? 'warn' : 'ok';
  const [share, most] = [percent(limit.share, 2), percent(limit.limit)];
  const isLaw = limit.name !== 'campaign';
  return (
    <div className={classes.law}>
      <Group gap="xs">
        <State tone={tone}>{t`${share} abandoned`}</State>
        <span>{t`limit ${most}`}</span>
      </Group>
      <Text size="xs">
        {isLaw ? (
          <Anchor component={Link} to="/compliance" search={{ tab: 'rules', rule: limit.name } as never} size="xs">
            {limit.text}
          </Anchor>
        ) : (
          limit.text
        )}
        {`, ${windowOf(limit)}`}
        {worst && `. ${worstOf(worst)}`}
      </Text>
    </div>
  );
}

function windowOf(limit: Limit): string {
  if (limit.window_s !== null) {
    if (limit.window_s > 172_800) {
      return plural(Math.round(limit.window_s / 86_400), { one: 'last day', other: 'last # days' });
    }
    return plural(Math.round(limit.window_s / 3600), { one: 'last hour', other: 'last # hours' });
  }
  if (limit.starts_at === null) return t`over the whole campaign`;
  return t`since ${dateOf(limit.starts_at * 1000)}`;
}

function worstOf(worst: { share: number; ends_at: number }): string {
  const [share, at] = [percent(worst.share, 2), timeOf(worst.ends_at * 1000)];
  return t`Worst today: ${share} at ${at}`;
}
