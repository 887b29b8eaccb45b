import { plural, t } from '@lingui/core/macro';
import { Button, Group, Modal, Stack, Table, Text, TextInput, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import {
  type Import,
  loadRejected,
  type Rejected,
  type RejectedFor,
  rejectedFile,
  rejectedQuery,
} from '@/api/lists';
import { asProblem } from '@/api/problem';
import { ConfirmedFile } from '@/features/session';
import { useCursors } from '@/ui/cursors';
import { type Column, DataTable } from '@/ui/DataTable';
import { EmptyDone } from '@/ui/Empty';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { number } from '@/words/format';

type Cells = Record<number, string[]>;

interface Shown {
  one: Import;
  onOpen: (importId: number) => void;
}

/** The rows that were rejected, with the reasons: mended here, cell by cell, and loaded again. */
export function RejectedRows({ one, onOpen }: Shown) {
  const queries = useQueryClient();
  const { cursor, pages } = useCursors(String(one.id));
  const { data, error, refetch } = useQuery(rejectedQuery(one.id, cursor));
  const [mended, setMended] = useState<Cells>({});
  const [whole, setWhole] = useState<Rejected | null>(null);
  const load = useMutation({
    mutationFn: () =>
      loadRejected(
        one.id,
        Object.entries(mended).map(([line, cells]) => ({ line: Number(line), cells })),
      ),
    onSuccess: async (begun) => {
      setMended({});
      await queries.invalidateQueries({ queryKey: ['imports'] });
      onOpen(begun.id);
    },
  });
  const header = data?.header ?? [];
  const cellsOf = (row: Rejected) => mended[row.line] ?? row.row;
  const mend = (row: Rejected, place: number, value: string) => {
    const cells = header.map((_, at) => cellsOf(row)[at] ?? '');
    cells[place] = value;
    setMended({ ...mended, [row.line]: cells });
  };
  const count = Object.keys(mended).length;
  const columns: Column<Rejected>[] = [
    { id: 'line', header: t`Line`, figures: true, cell: (row) => number(row.table ? row.table_line : row.line) },
    {
      id: 'reason',
      header: t`What is wrong`,
      cell: (row) => (
        <div data-from="api">
          {row.column && <strong>{row.column}: </strong>}
          {row.reason}
          {row.mend && (
            <Text size="sm" c="dimmed">
              {row.mend}
            </Text>
          )}
        </div>
      ),
    },
    {
      id: 'cell',
      header: t`What stands there`,
      cell: (row) => {
        const place = header.indexOf(row.column);
        if (place < 0) return null;
        return (
          <TextInput
            size="xs"
            aria-label={t`${row.column}, line ${row.line}`}
            value={cellsOf(row)[place] ?? ''}
            onChange={({ currentTarget }) => mend(row, place, currentTarget.value)}
            maxLength={10_000}
          />
        );
      },
    },
    {
      id: 'row',
      header: t`The whole row`,
      cell: (row) => (
        <Group gap="xs" wrap="nowrap">
          <Text size="sm" lineClamp={1} maw={260} data-from="api">
            {cellsOf(row).filter(Boolean).join(' · ')}
          </Text>
          <Button
            size="compact-xs"
            variant="default"
            aria-label={t`Edit line ${row.line}`}
            onClick={() => setWhole(row)}
          >
            {t`Edit`}
          </Button>
        </Group>
      ),
    },
  ];
  return (
    <Stack>
      <Group justify="space-between">
        <Title order={3} size="h4">{t`Rejected rows`}</Title>
        <Group gap="xs">
          <ConfirmedFile size="xs" read={() => rejectedFile(one.id)} name={`rejected-${one.id}.csv`}>
            {t`Download them with the reasons`}
          </ConfirmedFile>
          <Button size="xs" disabled={count === 0} loading={load.isPending} onClick={() => load.mutate()}>
            {count === 0
              ? t`Load mended rows`
              : plural(count, { one: 'Load # mended row', other: 'Load # mended rows' })}
          </Button>
        </Group>
      </Group>
      {load.error && <ProblemAlert problem={asProblem(load.error)} />}
      {data && data.reasons.length > 0 && <Reasons reasons={data.reasons} />}
      <DataTable
        id="rejected"
        caption={t`Rejected rows`}
        rows={data?.items}
        columns={columns}
        keyOf={(row) => row.line}
        problem={error && asProblem(error)}
        onRetry={() => void refetch()}
        pages={pages(data?.next)}
        empty={<EmptyDone title={t`All of them have been mended and loaded again`} />}
      />
      <Modal
        opened={whole !== null}
        onClose={() => setWhole(null)}
        title={whole ? t`Line ${number(whole.line)}` : ''}
        size="lg"
      >
        {whole && (
          <Stack gap="xs">
            <Text size="sm" data-from="api">
              {whole.reason} {whole.mend}
            </Text>
            {header.map((name, place) => (
              <TextInput
                key={name}
                label={name}
                value={cellsOf(whole)[place] ?? ''}
                onChange={({ currentTarget }) => mend(whole, place, currentTarget.value)}
                maxLength={10_000}
                {...(name === whole.column ? { 'data-autofocus': true } : {})}
              />
            ))}
            <Group justify="flex-end">
              <Button onClick={() => setWhole(null)}>{t`Done`}</Button>
            </Group>
          </Stack>
        )}
      </Modal>
    </Stack>
  );
}

/** How many rows each reason has, the most usual first. */
function Reasons({ reasons }: { reasons: readonly RejectedFor[] }) {
  return (
    <Table maw={720} withTableBorder captionSide="top" verticalSpacing={6}>
      <Table.Caption ta="left">{t`Why rows were rejected`}</Table.Caption>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t`Column`}</Table.Th>
          <Table.Th>{t`Reason`}</Table.Th>
          <Table.Th ta="right">{t`Rows`}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody data-from="api">
        {reasons.map(({ column, reason, rows }) => (
          <Table.Tr key={`${column} ${reason}`}>
            <Table.Td>{column}</Table.Td>
            <Table.Td>{reason}</Table.Td>
            <Table.Td ta="right" className="figures">
              {number(rows)}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
