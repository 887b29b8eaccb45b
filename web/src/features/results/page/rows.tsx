import { plural, t } from '@lingui/core/macro';
import { Anchor, Stack, Text, Title } from '@mantine/core';
import { useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { asProblem } from '@/api/problem';
import { type Attempt, attemptsQuery, type Results } from '@/api/results';
import { meQuery } from '@/api/session';
import { type Column, DataTable } from '@/ui/DataTable';
import { EmptyYet } from '@/ui/Empty';
import { dateAndTime, duration, weekdays } from '@/words/format';
import { filterOf, type Rows } from './address';
import { ExportRows } from './export';
import { sideName } from './results';
import { dimensionText, figureText, partName, partOf, stageText } from './words';

/** The attempts that a figure counts, newest first. */
export function RowsBehind({ results, rows }: { results: Results; rows: Rows }) {
  const filter = filterOf(results, rows);
  const { data: me } = useSuspenseQuery(meQuery);
  const figure = figureText(results, rows);
  const [cursors, setCursors] = useState<string[]>([]);
  const { data, error, refetch } = useQuery(attemptsQuery(filter, cursors.at(-1)));
  return (
    <Stack gap="sm">
      <Title order={2} size="h3">
        {saidOf(results, rows)}
      </Title>
      <Text c="dimmed">{sideName(results)}</Text>
      {figure && <Text>{figure}</Text>}
      <ExportRows filter={filter} />
      <DataTable
        id="attempts"
        caption={t`Attempts`}
        columns={columns(results, me.permissions.includes('lead.read'))}
        rows={data?.items}
        keyOf={(one) => one.id}
        problem={error && asProblem(error)}
        onRetry={() => void refetch()}
        empty={<EmptyYet title={t`No such attempts`} />}
        pages={{
          previous: cursors.length ? () => setCursors(cursors.slice(0, -1)) : null,
          next: data?.next ? () => setCursors([...cursors, data.next as string]) : null,
        }}
      />
    </Stack>
  );
}

/** What the rows have in common, in words. */
function saidOf(results: Results, rows: Rows): string {
  const said: string[] = [];
  if (rows.of) {
    const of = rows.of;
    const part = partOf(results, of, rows);
    said.push(`${dimensionText(of)}: ${part ? partName(of, part) : rows.value}`);
  }
  if (rows.weekday !== undefined) said.push(weekdays()[rows.weekday] ?? '');
  if (rows.hour !== undefined) said.push(`${String(rows.hour).padStart(2, '0')}:00`);
  if (rows.counted === 'talks') said.push(t`talks`);
  else said.push(rows.reached && rows.reached !== 'tried' ? stageText(rows.reached) : t`all attempts`);
  return said.join(' · ');
}

function columns(results: Results, opensLeads: boolean): Column<Attempt>[] {
  const name = (parts: readonly { value: string; name: string }[] | null, id: number | string | null) =>
    id === null ? '–' : parts?.find((one) => one.value === String(id))?.name || String(id);
  return [
    { id: 'placed_at', header: t`Placed`, cell: (one) => dateAndTime(new Date(one.placed_at)) },
    { id: 'number', header: t`Number`, cell: (one) => one.number },
    {
      id: 'lead',
      header: t`Lead`,
      cell: ({ lead_id: id }) =>
        opensLeads ? (
          <Anchor component={Link} to={`/leads/${id}` as string} size="sm">
            {id}
          </Anchor>
        ) : (
          id
        ),
    },
    { id: 'list', header: t`List`, cell: (one) => name(results.lists, one.list_id) },
    { id: 'outcome', header: t`Outcome`, cell: (one) => name(results.outcomes, one.outcome ?? '') },
    { id: 'disposition', header: t`Disposition`, cell: (one) => dispositionOf(results, one) },
    { id: 'agent', header: t`Agent`, cell: (one) => name(results.agents, one.agent_id) },
    { id: 'talk', header: t`Talk`, figures: true, cell: (one) => <Talk attempt={one} /> },
    { id: 'caller_id', header: t`Caller id`, cell: (one) => one.caller_id || '–', extra: true },
    { id: 'trunk', header: t`Trunk`, cell: (one) => name(results.trunks, one.trunk_id), extra: true },
    { id: 'cause', header: t`Cause`, cell: (one) => name(results.causes, one.cause), extra: true },
    { id: 'note', header: t`Note`, cell: (one) => one.note || '–', extra: true },
  ];
}

function dispositionOf(results: Results, { disposition, disposition_reason: reason }: Attempt): string {
  if (!disposition) return '–';
  const same = results.dispositions.filter((one) => one.value === disposition);
  return (same.find((one) => one.detail === (reason ?? '')) ?? same[0])?.name || disposition;
}

/** The length of the talk, and how often the agent's lost leg was joined to it again. */
function Talk({ attempt }: { attempt: Attempt }) {
  const { rejoins } = attempt;
  return (
    <>
      {talkOf(attempt)}
      {rejoins && (
        <Text size="xs" c="dimmed">
          {plural(rejoins, { one: 'joined again once', other: 'joined again # times' })}
        </Text>
      )}
    </>
  );
}

function talkOf({ agent_joined_at: joined, ended_at: ended }: Attempt): string {
  return joined && ended ? duration((Date.parse(ended) - Date.parse(joined)) / 1000) : '–';
}
