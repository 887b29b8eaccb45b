import { t } from '@lingui/core/macro';
import { Button, Checkbox, Group, NativeSelect, Stack, Text, Title } from '@mantine/core';
import { useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { campaignsQuery } from '@/api/campaigns';
import { asProblem } from '@/api/problem';
import { type Results, resultsQuery } from '@/api/results';
import { meQuery } from '@/api/session';
import { DateRange } from '@/ui/DateField';
import { EmptyYet } from '@/ui/Empty';
import { IconClock, IconLeft } from '@/ui/icons';
import { Loading } from '@/ui/Loading';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { dateAndTime, dateOfDay } from '@/words/format';
import { type Catalogue, speakToo } from '@/words/language';
import { NO_ROWS, type Rows, useAddress } from './address';
import { Breakdown } from './breakdown';
import { ExportFigures } from './export';
import { Funnel } from './funnel';
import { RowsBehind } from './rows';
import { Schedules } from './schedules';
import { WeekMap } from './week-map';

await speakToo(import.meta.glob<Catalogue>('../words/*.po'));

/** What came of campaigns' attempts: one campaign over some days, or two of them side by side. */
export default function ResultsPage() {
  const [address, change] = useAddress();
  const { data: me } = useSuspenseQuery(meQuery);
  const campaigns = useQuery(campaignsQuery);
  const campaignId = address.campaign ?? campaigns.data?.[0]?.id ?? 0;
  const mine = useQuery(resultsQuery(campaignId, { first: address.first, last: address.last }));
  const others = useQuery(
    resultsQuery(address.other ?? 0, {
      first: address.other_first ?? address.first,
      last: address.other_last ?? address.last,
    }),
  );
  if (campaigns.error) {
    return <ProblemAlert problem={asProblem(campaigns.error)} onRetry={() => void campaigns.refetch()} />;
  }
  if (!campaigns.data) return <Loading />;
  const choices = campaigns.data.map(({ id, name }) => ({ value: String(id), label: name }));
  const openRows = (rows: Rows) => change({ ...NO_ROWS, ...rows, tab: 'rows' });
  const title = (
    <Group justify="space-between">
      <Title order={1}>{t`Results`}</Title>
      {address.tab ? (
        <Button
          variant="default"
          leftSection={<IconLeft size={18} />}
          onClick={() => change({ ...NO_ROWS, tab: undefined })}
        >
          {t`Back to the figures`}
        </Button>
      ) : (
        <Group gap="sm">
          {mine.data && <ExportFigures results={mine.data} />}
          {me.permissions.includes('schedule.read') && choices.length > 0 && (
            <Button
              variant="default"
              leftSection={<IconClock size={18} />}
              onClick={() => change({ tab: 'schedules' })}
            >
              {t`Scheduled reports`}
            </Button>
          )}
        </Group>
      )}
    </Group>
  );
  if (choices.length === 0) {
    return (
      <Stack gap="md">
        {title}
        <EmptyYet title={t`There is no campaign yet`}>{t`Results are counted from its first call on.`}</EmptyYet>
      </Stack>
    );
  }
  if (address.tab === 'rows') {
    const side = address.side === 'other' ? others : mine;
    return (
      <Stack gap="md">
        {title}
        {side.error && <ProblemAlert problem={asProblem(side.error)} onRetry={() => void side.refetch()} />}
        {side.data ? <RowsBehind results={side.data} rows={address} /> : !side.error && <Loading />}
      </Stack>
    );
  }
  if (address.tab === 'schedules') {
    return (
      <Stack gap="md">
        {title}
        <Schedules campaigns={choices} campaignId={campaignId} />
      </Stack>
    );
  }
  const comparing = address.other !== undefined;
  return (
    <Stack gap="lg">
      {title}
      <Group align="flex-end" gap="md">
        <NativeSelect
          label={t`Campaign`}
          data={choices}
          value={String(campaignId)}
          onChange={(event) => change({ campaign: Number(event.currentTarget.value) })}
        />
        <Days
          label={t`Days`}
          results={mine.data}
          first={address.first}
          last={address.last}
          onChange={(first, last) => change({ first, last })}
        />
        <Checkbox
          label={t`Compare`}
          checked={comparing}
          mb={8}
          onChange={({ currentTarget }) =>
            change({
              other: currentTarget.checked ? campaignId : undefined,
              other_first: undefined,
              other_last: undefined,
            })
          }
        />
        {comparing && (
          <>
            <NativeSelect
              label={t`Compared with`}
              data={choices}
              value={String(address.other)}
              onChange={(event) => change({ other: Number(event.currentTarget.value) })}
            />
            <Days
              label={t`Days compared with`}
              results={others.data}
              first={address.other_first ?? address.first}
              last={address.other_last ?? address.last}
              onChange={(first, last) => change({ other_first: first, other_last: last })}
            />
          </>
        )}
      </Group>
      {mine.error && <ProblemAlert problem={asProblem(mine.error)} onRetry={() => void mine.refetch()} />}
      {others.error && <ProblemAlert problem={asProblem(others.error)} onRetry={() => void others.refetch()} />}
      {!mine.data && !mine.error && <Loading lines={8} />}
      {mine.data && mine.data.total.attempts === 0 && !others.data?.total.attempts && (
        <EmptyYet title={t`Nobody was called on these days`}>{t`Choose other days or another campaign.`}</EmptyYet>
      )}
      {mine.data && (mine.data.total.attempts > 0 || !!others.data?.total.attempts) && (
        <>
          <Text c="dimmed" size="sm">
            {t`By the campaign's clocks (${mine.data.time_zone}), as of ${dateAndTime(new Date(mine.data.counted_at))}. Each figure opens the calls behind it.`}
          </Text>
          <Funnel results={mine.data} compared={comparing ? others.data : undefined} onRows={openRows} />
          <WeekMap results={mine.data} onRows={openRows} />
          <Breakdown
            results={mine.data}
            compared={comparing ? others.data : undefined}
            by={address.by ?? 'list'}
            onBy={(by) => change({ by })}
            onRows={openRows}
          />
        </>
      )}
    </Stack>
  );
}

interface DaysShown {
  label: string;
  results: Results | undefined;
  first: string | undefined;
  last: string | undefined;
  onChange: (first: string | undefined, last: string | undefined) => void;
}

/** A period; while nobody has chosen one, that of the answer. */
function Days({ label, results, first, last, onChange }: DaysShown) {
  return (
    <DateRange
      label={label}
      w={290}
      value={[first ?? results?.first_day ?? null, last ?? results?.last_day ?? null]}
      onChange={([from, to]) => {
        if (from && to) onChange(String(from), String(to));
        else if (!from && !to) onChange(undefined, undefined);
      }}
    />
  );
}

/** A campaign with its days, as a heading of figures. */
export const sideName = ({ campaign_name: name, first_day: first, last_day: last }: Results) =>
  `${name}, ${dateOfDay(first)} – ${dateOfDay(last)}`;
