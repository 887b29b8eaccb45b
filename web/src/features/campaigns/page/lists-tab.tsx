import { t } from '@lingui/core/macro';
import { Anchor, Group, Progress, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type Campaign, type ListPenetration, penetrationQuery } from '@/api/campaigns';
import { asProblem } from '@/api/problem';
import { DataTable } from '@/ui/DataTable';
import { EmptyYet } from '@/ui/Empty';
import { State } from '@/ui/State';
import { dateAndTime, number, percent } from '@/words/format';
import type { LiveCampaign } from '../live';

interface Shown {
  campaign: Campaign;
  live: LiveCampaign | undefined;
}

/** The lists of the campaign: how far each was called, and when it runs dry. */
export function ListsTab({ campaign, live }: Shown) {
  const { data, error, refetch } = useQuery({ ...penetrationQuery(campaign.id), refetchInterval: 30_000 });
  const share = (part: number, whole: number) => (whole > 0 ? part / whole : 0);
  return (
    <Stack>
      <Group justify="space-between">
        <Title order={2} size="h3">{t`Lists`}</Title>
        <Anchor component={Link} to={'/lists' as never} search={{ campaign: campaign.id } as never}>
          {t`Load or assign lists`}
        </Anchor>
      </Group>
      {live?.penetration?.text ? (
        <Text data-from="api">{live.penetration.text}</Text>
      ) : (
        data?.dry_at && (
          <Text>{t`At the present rate the lists run dry on ${dateAndTime(new Date(data.dry_at))}.`}</Text>
        )
      )}
      {data && data.calls_per_hour > 0 && (
        <Text size="sm">{t`${number(data.calls_per_hour)} calls an hour in the last 15 minutes.`}</Text>
      )}
      <DataTable<ListPenetration>
        id="campaign-lists"
        caption={t`Lists of the campaign`}
        rows={data?.lists}
        problem={error && asProblem(error)}
        onRetry={() => void refetch()}
        keyOf={(one) => one.list_id}
        empty={
          <EmptyYet
            title={t`It has no list`}
          >{t`Load a list, or assign one: without it nobody is called.`}</EmptyYet>
        }
        columns={[
          {
            id: 'name',
            header: t`List`,
            cell: (one) => (
              <Anchor component={Link} to={`/lists/${one.list_id}` as never}>
                {one.name}
              </Anchor>
            ),
          },
          {
            id: 'state',
            header: t`State`,
            cell: (one) =>
              one.is_off ? <State tone="rest">{t`off`}</State> : <State tone="ok">{t`dialled`}</State>,
          },
          {
            id: 'dialled',
            header: t`Tried`,
            cell: (one) => (
              <>
                <Text size="sm">{t`${percent(share(one.dialled, one.total), 0)} of ${number(one.total)}`}</Text>
                <Progress
                  value={share(one.dialled, one.total) * 100}
                  aria-label={t`${one.name}: ${percent(share(one.dialled, one.total), 0)} tried`}
                  size="sm"
                />
              </>
            ),
          },
          {
            id: 'contacted',
            header: t`Reached`,
            figures: true,
            cell: (one) => percent(share(one.contacted, one.total)),
          },
          { id: 'due', header: t`Due now`, figures: true, cell: (one) => number(one.due) },
          {
            id: 'dry',
            header: t`Runs dry`,
            cell: (one) =>
              one.dry_at ? dateAndTime(new Date(one.dry_at)) : one.due === 0 ? t`no lead is due` : t`not foreseen`,
          },
        ]}
      />
    </Stack>
  );
}
