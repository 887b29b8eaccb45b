import { plural, t } from '@lingui/core/macro';
import { Button, Group, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { retentionRunsQuery, runRetention } from '@/api/compliance';
import { asProblem } from '@/api/problem';
import type { Me } from '@/api/session';
import { confirm } from '@/ui/Confirm';
import { DataTable } from '@/ui/DataTable';
import { EmptyYet } from '@/ui/Empty';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { State } from '@/ui/State';
import { dateAndTime, number } from '@/words/format';
import { actorName } from '@/words/labels';

/** What was deleted because it was too old, and by which rule. Pronto does it by itself once a day. */
export function Retention({ me }: { me: Me }) {
  const queries = useQueryClient();
  const { data, error, refetch } = useQuery(retentionRunsQuery);
  const running = useMutation({
    mutationFn: (dry: boolean) => runRetention(dry),
    onSuccess: () => void queries.invalidateQueries({ queryKey: ['retention'] }),
  });
  const rowsOf = (expired: Record<string, number>) => Object.values(expired).reduce((sum, one) => sum + one, 0);
  const start = async () => {
    const agreed = await confirm({
      title: t`Delete what is too old`,
      body: t`What the rules let be kept no longer is deleted or emptied for good.`,
      action: t`Delete`,
      tone: 'stop',
    });
    if (agreed) running.mutate(false);
  };
  return (
    <Stack>
      <Text>{t`Pronto deletes each day what the rules let be kept no longer. What it did stays written here.`}</Text>
      {me.permissions.includes('retention.run') && (
        <Group>
          <Button variant="default" loading={running.isPending} onClick={() => running.mutate(true)}>
            {t`Only count what is too old`}
          </Button>
          <Button variant="default" color="stop" loading={running.isPending} onClick={() => void start()}>
            {t`Delete it now…`}
          </Button>
          <span role="status">
            {running.data && (
              <State tone="ok">
                {running.data.dry
                  ? plural(rowsOf(running.data.expired), { one: '# row is too old', other: '# rows are too old' })
                  : plural(rowsOf(running.data.expired), {
                      one: '# row was deleted or emptied',
                      other: '# rows were deleted or emptied',
                    })}
              </State>
            )}
          </span>
        </Group>
      )}
      {running.error && <ProblemAlert problem={asProblem(running.error)} />}
      <DataTable
        id="retention"
        caption={t`Retention runs`}
        rows={data}
        problem={error && asProblem(error)}
        onRetry={() => void refetch()}
        keyOf={(one) => one.id}
        empty={<EmptyYet title={t`It has not run yet`} />}
        columns={[
          { id: 'at', header: t`When`, cell: (one) => dateAndTime(new Date(one.started_at)) },
          { id: 'by', header: t`By`, cell: (one) => actorName(one.actor) },
          {
            id: 'state',
            header: t`State`,
            cell: (one) =>
              one.ended_at ? <State tone="ok">{t`ended`}</State> : <State tone="brand">{t`runs`}</State>,
          },
          {
            id: 'rows',
            header: t`Rows`,
            figures: true,
            cell: (one) => number(one.report.reduce((sum, part) => sum + part.rows, 0)),
          },
          {
            id: 'rules',
            header: t`By rules`,
            cell: (one) =>
              [...new Set(one.report.filter(({ rows }) => rows > 0).map(({ rule }) => rule))]
                .filter(Boolean)
                .join(', '),
          },
        ]}
      />
    </Stack>
  );
}
