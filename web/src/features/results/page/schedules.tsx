import { plural, t } from '@lingui/core/macro';
import { Button, Checkbox, Group, Modal, Stack, Table, Text, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { asProblem } from '@/api/problem';
import {
  changeReportSchedule,
  deleteReportSchedule,
  type ReportFigure,
  type ReportRun,
  type ReportSchedule,
  reportRunsQuery,
  reportScheduleQuery,
  reportSchedulesQuery,
  sendReport,
} from '@/api/report-schedules';
import { meQuery } from '@/api/session';
import { confirm } from '@/ui/Confirm';
import { type Column, DataTable } from '@/ui/DataTable';
import { EmptyYet } from '@/ui/Empty';
import { IconPlus } from '@/ui/icons';
import { Loading } from '@/ui/Loading';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { State } from '@/ui/State';
import { dateAndTime, dateOfDay, weekdays } from '@/words/format';
import { ChangeSchedule, NewSchedule } from './schedule-form';
import { dimensionText } from './words';

interface Shown {
  campaigns: readonly { value: string; label: string }[];
  campaignId: number;
}

/** Which results are sent by e-mail, when and to whom; made and stopped here. */
export function Schedules({ campaigns, campaignId }: Shown) {
  const { data: me } = useSuspenseQuery(meQuery);
  const { data, error, refetch } = useQuery(reportSchedulesQuery);
  const [isNew, setNew] = useState(false);
  const [opened, setOpened] = useState<ReportSchedule | null>(null);
  const mayWrite = me.permissions.includes('schedule.write');
  const nameOfCampaign = (id: number) => campaigns.find((one) => one.value === String(id))?.label ?? String(id);
  const begin = mayWrite && (
    <Button leftSection={<IconPlus />} onClick={() => setNew(true)}>
      {t`New scheduled report`}
    </Button>
  );
  const columns: Column<ReportSchedule>[] = [
    { id: 'campaign', header: t`Campaign`, cell: (one) => nameOfCampaign(one.campaign_id) },
    { id: 'when', header: t`When`, cell: whenText },
    { id: 'to', header: t`To`, cell: (one) => one.recipients.join(', ') },
    {
      id: 'figures',
      header: t`Broken down by`,
      cell: (one) => one.figures.map((figure) => dimensionText(figure as ReportFigure)).join(', ') || '–',
    },
    {
      id: 'state',
      header: t`State`,
      cell: (one) =>
        one.is_paused ? (
          <State tone="rest">{t`paused`}</State>
        ) : (
          <State tone="ok">{t`next on ${dateAndTime(new Date(one.next_at))}`}</State>
        ),
    },
    {
      id: 'act',
      header: t`Actions`,
      cell: (one) => (
        <Button size="xs" variant="default" onClick={() => setOpened(one)}>
          {t`Open`}
        </Button>
      ),
    },
  ];
  return (
    <Stack gap="sm">
      <Group justify="space-between">
        <Title order={2} size="h3">{t`Scheduled reports`}</Title>
        {begin}
      </Group>
      <DataTable
        id="report-schedules"
        caption={t`Scheduled reports`}
        columns={columns}
        rows={data}
        keyOf={(one) => one.id}
        problem={error && asProblem(error)}
        onRetry={() => void refetch()}
        empty={
          <EmptyYet title={t`No report is sent by itself yet`} action={begin}>
            {t`Have the results of a campaign sent by e-mail, each day or each week.`}
          </EmptyYet>
        }
      />
      <Modal opened={isNew} onClose={() => setNew(false)} title={t`New scheduled report`} size="lg">
        <NewSchedule campaigns={campaigns} campaignId={campaignId} onMade={() => setNew(false)} />
      </Modal>
      <Modal opened={opened !== null} onClose={() => setOpened(null)} title={t`Scheduled report`} size="xl">
        {opened && <Runs schedule={opened} mayWrite={mayWrite} onClose={() => setOpened(null)} />}
      </Modal>
    </Stack>
  );
}

function whenText({ rhythm, weekday, at, time_zone: zone }: ReportSchedule): string {
  const day = weekdays()[weekday] ?? '';
  return rhythm === 'daily' ? t`daily at ${at} (${zone})` : t`weekly on ${day} at ${at} (${zone})`;
}

interface RunsShown {
  schedule: ReportSchedule;
  mayWrite: boolean;
  onClose: () => void;
}

function Runs({ schedule, mayWrite, onClose }: RunsShown) {
  const queries = useQueryClient();
  const { data: runs, error } = useQuery(reportRunsQuery(schedule.id));
  const [isPaused, setPaused] = useState(schedule.is_paused);
  const again = () => queries.invalidateQueries({ queryKey: ['report-schedules'] });
  const asShown = () => queries.ensureQueryData(reportScheduleQuery(schedule.id));
  const sending = useMutation({ mutationFn: () => sendReport(schedule.id), onSuccess: again });
  const pausing = useMutation({
    mutationFn: async (paused: boolean) => changeReportSchedule(await asShown(), { is_paused: paused }),
    onSuccess: (after) => {
      setPaused(after.is_paused);
      return again();
    },
  });
  const stopping = useMutation({
    mutationFn: async () => deleteReportSchedule(await asShown()),
    onSuccess: async () => {
      await again();
      onClose();
    },
  });
  const trouble = error ?? sending.error ?? pausing.error ?? stopping.error;
  const stop = async () => {
    const sure = await confirm({
      title: t`Stop this report?`,
      body: t`It is not sent any more, and its past runs are no longer listed here.`,
      action: t`Stop the report`,
      tone: 'stop',
    });
    if (sure) stopping.mutate();
  };
  return (
    <Stack gap="sm">
      {mayWrite ? <ChangeSchedule scheduleId={schedule.id} onDone={onClose} /> : <Text>{whenText(schedule)}</Text>}
      {trouble && (
        <ProblemAlert
          problem={asProblem(trouble)}
          onReread={() => {
            pausing.reset();
            stopping.reset();
            void again();
          }}
        />
      )}
      {mayWrite && (
        <Group>
          <Button variant="default" loading={sending.isPending} onClick={() => sending.mutate()}>
            {t`Send one now`}
          </Button>
          <Checkbox
            label={t`Paused`}
            checked={isPaused}
            onChange={({ currentTarget }) => pausing.mutate(currentTarget.checked)}
          />
          <Button variant="default" c="stop" onClick={() => void stop()}>
            {t`Stop the report`}
          </Button>
        </Group>
      )}
      <Title order={3} size="h4">{t`Sent so far`}</Title>
      {!runs && !error && <Loading />}
      {runs?.length === 0 && <Text c="dimmed">{t`Nothing was sent yet.`}</Text>}
      {runs && runs.length > 0 && (
        <Table.ScrollContainer minWidth={520}>
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t`Due`}</Table.Th>
                <Table.Th>{t`Days`}</Table.Th>
                <Table.Th>{t`Messages`}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {runs.map((run) => (
                <Table.Tr key={run.id}>
                  <Table.Td>{dateAndTime(new Date(run.due_at))}</Table.Td>
                  <Table.Td>{daysText(run)}</Table.Td>
                  <Table.Td>{sentText(run)}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </Stack>
  );
}

function daysText({ first_day: first, last_day: last }: ReportRun): string {
  const [from, to] = [first, last].map((day) => dateOfDay(day));
  return from === to ? `${from}` : `${from} – ${to}`;
}

function sentText({ made_at: made, messages }: ReportRun): string {
  if (!made) return t`being made`;
  const sent = messages.filter((one) => one.state === 'sent').length;
  const troubles = messages.filter((one) => one.trouble).map((one) => one.trouble);
  const count = plural(sent, { one: '# message sent', other: '# messages sent' });
  const waiting = messages.filter((one) => ['queued', 'sending'].includes(one.state)).length;
  const rest = waiting > 0 ? `, ${plural(waiting, { one: '# waits', other: '# wait' })}` : '';
  return [`${count}${rest}`, ...troubles].join(': ');
}
