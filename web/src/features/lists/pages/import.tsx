import { plural, t } from '@lingui/core/macro';
import { Alert, Anchor, Button, Group, Progress, Stack, Table, Text, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { cancelImport, type Import, importQuery, isUnderWay } from '@/api/lists';
import { asProblem, problemInstead } from '@/api/problem';
import { useJobChanges } from '@/live/jobs';
import { useLive } from '@/live/live';
import { confirm } from '@/ui/Confirm';
import { IconLeft } from '@/ui/icons';
import { Loading } from '@/ui/Loading';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { State } from '@/ui/State';
import { duration, number, percent } from '@/words/format';
import { RejectedRows } from './rejected';
import { importState } from './words';

interface Shown {
  importId: number;
  mayImport: boolean;
  onOpen: (importId: number | null) => void;
}

/** One import: how far it is, then what came of it, and the rows that were rejected. */
export function ImportShown({ importId, mayImport, onOpen }: Shown) {
  const asked = importQuery(importId);
  const { data, error, refetch } = useQuery(asked);
  useJobChanges(data && isUnderWay(data) ? data.job_id : null, asked.queryKey);
  const queries = useQueryClient();
  const ended = Boolean(data?.ended_at);
  useEffect(() => {
    if (ended) void queries.invalidateQueries({ queryKey: ['lists'] });
  }, [ended, queries]);
  const lacking = problemInstead(error, data);
  if (lacking) return <ProblemAlert problem={lacking} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  const { tone, words } = importState(data);
  return (
    <Stack>
      <Anchor component="button" type="button" size="sm" onClick={() => onOpen(null)}>
        <Group gap={4}>
          <IconLeft size={16} />
          {t`All files of this list`}
        </Group>
      </Anchor>
      <Group gap="sm">
        <Title order={2} size="h3">
          {data.filename}
        </Title>
        <State tone={tone}>{words}</State>
      </Group>
      {isUnderWay(data) && <Going one={data} mayImport={mayImport} />}
      {data.message && (
        <Alert color={data.status === 'failed' ? 'stop' : 'warn'} data-from="api">
          {data.message}
        </Alert>
      )}
      {ended && <Result one={data} />}
      {ended && data.rejected > 0 && mayImport && <RejectedRows one={data} onOpen={onOpen} />}
    </Stack>
  );
}

interface Told {
  rows?: number;
  total?: number;
  rows_per_s?: number;
  remaining_s?: number | null;
  rejected?: number;
}

/** How far it is, as the job tells it; by asking, where the stream is not there. */
function Going({ one, mayImport }: { one: Import; mayImport: boolean }) {
  const told = useLive(`job:import:${one.id}`, (parts) => parts.progress as Told | undefined);
  const queries = useQueryClient();
  const cancel = useMutation({
    mutationFn: () => cancelImport(one.id),
    onSettled: () => queries.invalidateQueries({ queryKey: ['imports', one.id] }),
  });
  const rows = Math.max(told?.rows ?? 0, one.rows);
  const total = told?.total || one.total;
  const rate = told?.rows_per_s || one.rows_per_s;
  const rest = told?.remaining_s ?? one.remaining_s;
  const share = total ? rows / total : 0;
  const ask = async () => {
    const asked = await confirm({
      title: t`Cancel the import?`,
      body: t`What is loaded stays in the list; the rest does not come in.`,
      action: t`Cancel the import`,
      tone: 'stop',
    });
    if (asked) cancel.mutate();
  };
  return (
    <Stack gap="xs" maw={620}>
      {cancel.error && <ProblemAlert problem={asProblem(cancel.error)} />}
      <Progress value={share * 100} aria-label={t`How much is loaded`} size="lg" />
      <Group justify="space-between">
        <Text role="status" className="figures">
          {one.status === 'queued'
            ? plural(one.place ?? 1, { one: 'It is the next in the queue.', other: 'It is number # in the queue.' })
            : t`${number(rows)} of ${number(total)} rows, ${percent(share, 0)}`}
        </Text>
        {one.status === 'running' && (
          <Text size="sm" c="dimmed" className="figures">
            {t`${number(rate)} rows a second`}
            {rest !== null && rest !== undefined && ` · ${t`${duration(rest)} left`}`}
          </Text>
        )}
      </Group>
      {mayImport && (
        <Group>
          <Button variant="default" size="xs" loading={cancel.isPending} onClick={() => void ask()}>
            {t`Cancel the import`}
          </Button>
        </Group>
      )}
    </Stack>
  );
}

/** What became of the rows, each kind with its number, and what the rules say of them. */
function Result({ one }: { one: Import }) {
  const counts: [string, number, string][] = [
    [t`came in`, one.loaded, ''],
    [t`changed a lead that was there`, one.updated, ''],
    [t`known already, nothing new`, one.duplicates, ''],
    [t`must not be called`, one.suppressed, t`the person or all numbers are suppressed`],
    [t`rejected`, one.rejected, ''],
    [t`with a cell that does not fit its field`, one.unfit, ''],
    [t`with a toll-free number`, one.toll_free, ''],
    [t`with a shared-cost number`, one.shared_cost, ''],
    [t`with a premium-rate number`, one.premium_rate, ''],
  ];
  return (
    <Stack gap="xs" maw={620}>
      <ResultTable one={one} counts={counts} />
      {one.skipped.length > 0 && (
        <Text size="sm">{t`Skipped files in the ZIP file: ${one.skipped.join(', ')}`}</Text>
      )}
    </Stack>
  );
}

function ResultTable({ one, counts }: { one: Import; counts: [string, number, string][] }) {
  return (
    <Table withTableBorder captionSide="top" verticalSpacing={6}>
      <Table.Caption ta="left">
        {plural(one.rows, { one: 'What became of # row', other: 'What became of # rows' })}
      </Table.Caption>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t`Rows that`}</Table.Th>
          <Table.Th ta="right">{t`Number`}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {counts
          .filter(([, count], place) => count > 0 || place === 0)
          .map(([words, count, more]) => (
            <Table.Tr key={words}>
              <Table.Th scope="row" fw={400}>
                {words}
                {more && (
                  <Text size="sm" c="dimmed">
                    {more}
                  </Text>
                )}
              </Table.Th>
              <Table.Td ta="right" className="figures">
                {number(count)}
              </Table.Td>
            </Table.Tr>
          ))}
        {one.rulings.map((ruling) => {
          const { rule, rows, answer, duties } = ruling as unknown as Ruled;
          return (
            <Table.Tr key={`${rule} ${answer} ${duties.join()}`}>
              <Table.Th scope="row" fw={400}>
                {rulingWords({ rule, rows, answer, duties })}
              </Table.Th>
              <Table.Td ta="right" className="figures">
                {rows > 0 ? number(rows) : '–'}
              </Table.Td>
            </Table.Tr>
          );
        })}
      </Table.Tbody>
    </Table>
  );
}

interface Ruled {
  rule: string;
  answer: string;
  rows: number;
  duties: string[];
}

/** What the rules say of some rows. */
function rulingWords({ rule, answer, duties }: Ruled): string {
  if (duties.includes('sequence_found'))
    return t`numbers that follow each other: somebody should look at this list`;
  if (answer === 'warn') return t`would not be called by the rule ${rule}`;
  return rule ? t`judged by the rule ${rule}` : t`judged by the rules, without objection`;
}
