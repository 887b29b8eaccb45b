import { plural, t } from '@lingui/core/macro';
import { Button, Group, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { HistoryEntry } from '@/api/interactions';
import { historyPageQuery } from '@/api/leads';
import { problemInstead } from '@/api/problem';
import { useCursors } from '@/ui/cursors';
import { EmptyYet } from '@/ui/Empty';
import { IconClock, IconFile, IconList, IconPhone } from '@/ui/icons';
import { Loading } from '@/ui/Loading';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { dateAndTime, duration } from '@/words/format';
import classes from './history.module.css';

const ICONS = {
  attempt: IconPhone,
  callback: IconClock,
  interaction: IconPhone,
  message: IconFile,
  task: IconList,
};

/** All that happened with a person, over all campaigns and channels, newest first. */
export function History({ personId }: { personId: number }) {
  const { cursor, pages } = useCursors(String(personId));
  const { data, error, refetch } = useQuery(historyPageQuery(personId, cursor));
  const lacking = problemInstead(error, data);
  if (lacking) return <ProblemAlert problem={lacking} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  const { previous, next } = pages(data.next);
  return (
    <section aria-label={t`History`}>
      <Stack gap="sm">
        <Title order={2} size="h4">{t`History`}</Title>
        {data.items.length === 0 && <EmptyYet title={t`Nothing has happened yet`} />}
        <Stack component="ul" gap="sm" m={0} p={0} className={classes.history}>
          {data.items.map((one) => {
            const Icon = ICONS[one.kind];
            return (
              <Group key={`${one.kind} ${one.id}`} component="li" gap="sm" align="flex-start" wrap="nowrap">
                <Icon size={18} />
                <div>
                  <Text fw={600}>{titleOf(one)}</Text>
                  <Text size="sm" c="dimmed">
                    {[dateAndTime(new Date(one.at)), one.campaign, one.agent, talked(one), rejoined(one)]
                      .filter(Boolean)
                      .join(' · ')}
                  </Text>
                  {(one.note || one.text) && <Text size="sm">“{one.note || one.text}”</Text>}
                </div>
              </Group>
            );
          })}
        </Stack>
        {(previous || next) && (
          <Group component="nav" aria-label={t`Pages of the history`}>
            <Button
              size="xs"
              variant="default"
              disabled={!previous}
              onClick={() => previous?.()}
            >{t`Newer`}</Button>
            <Button size="xs" variant="default" disabled={!next} onClick={() => next?.()}>{t`Older`}</Button>
          </Group>
        )}
      </Stack>
    </section>
  );
}

function titleOf(one: HistoryEntry): string {
  const said = one.disposition_label || one.subject || one.outcome_label || '';
  const reason = one.reason_label ? `${said}: ${one.reason_label}` : said;
  switch (one.kind) {
    case 'callback':
      return one.due_at ? t`Call-back for ${dateAndTime(new Date(one.due_at))}` : t`Call-back`;
    case 'message':
      return reason ? t`Message: ${reason}` : t`Message`;
    case 'task':
      return t`Task`;
    case 'interaction':
      return reason ? t`Contact: ${reason}` : t`Contact`;
    default:
      return reason ? t`Call: ${reason}` : t`Call`;
  }
}

/** For how long agent and person talked. */
function talked({ agent_joined_at, ended_at }: HistoryEntry): string {
  if (!agent_joined_at || !ended_at) return '';
  return duration((Date.parse(ended_at) - Date.parse(agent_joined_at)) / 1000);
}

/** How often the talk went on after the agent's leg had been lost. */
function rejoined({ rejoins }: HistoryEntry): string {
  return rejoins ? plural(rejoins, { one: 'agent joined again once', other: 'agent joined again # times' }) : '';
}
