import { plural, t } from '@lingui/core/macro';
import { Anchor, Button, Group, Modal, Stack, Text, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { deletePool, type Pool, type PoolNumber, poolNumbersQuery, poolQuery, poolsQuery } from '@/api/caller-ids';
import { asProblem } from '@/api/problem';
import { confirm } from '@/ui/Confirm';
import { DataTable } from '@/ui/DataTable';
import { EmptyYet } from '@/ui/Empty';
import { IconPlus, IconSettings } from '@/ui/icons';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { Spark } from '@/ui/Spark';
import { State } from '@/ui/State';
import { dateAndTime } from '@/words/format';
import { AddNumbers } from './add-numbers';
import { NumberDetail } from './number';
import { ChangePool } from './pool-form';
import { isResting, lastShare, sharesOf, used } from './words';

/** A pool's numbers: how often each is shown and answered, and what keeps it from being shown. */
export function PoolNumbers(shown: {
  pool: Pool;
  writes: boolean;
  opened?: number;
  onOpen: (numberId: number | null) => void;
}) {
  const { pool, writes, opened, onOpen } = shown;
  const queries = useQueryClient();
  const { data: numbers, error, refetch } = useQuery(poolNumbersQuery(pool.id));
  const [dialog, setDialog] = useState<'add' | 'change' | null>(null);
  const again = () => queries.invalidateQueries({ queryKey: poolsQuery.queryKey });
  const deleting = useMutation({
    mutationFn: async () => {
      const read = await queries.fetchQuery(poolQuery(pool.id));
      const body = t`Its numbers stay caller ids. A pool that a campaign uses cannot be deleted.`;
      const question = { title: t`Delete the pool ${pool.name}?`, body, action: t`Delete it` };
      if (await confirm({ ...question, tone: 'stop' })) await deletePool(read);
    },
    onSuccess: again,
  });
  const add = writes && (
    <Button leftSection={<IconPlus />} onClick={() => setDialog('add')}>
      {t`Add numbers`}
    </Button>
  );
  const rest =
    pool.rest_hours > 0
      ? plural(pool.rest_hours, {
          one: 'a number that is answered less rests for # hour',
          other: 'a number that is answered less rests for # hours',
        })
      : t`a number that is answered less is only warned of`;
  const keeps = pool.keeps_number
    ? t`a person is shown the same number again`
    : t`each call takes the number whose turn it is`;
  return (
    <section aria-label={t`Pool ${pool.name}`}>
      <Stack gap="sm">
        <Group justify="space-between">
          <div>
            <Title order={2} size="h3">
              {pool.name}
            </Title>
            <Text size="sm" c="dimmed">
              {`${keeps}; ${rest}`}
            </Text>
          </div>
          {writes && (
            <Group gap="xs">
              <Button
                variant="default"
                leftSection={<IconSettings size={16} />}
                onClick={() => setDialog('change')}
              >
                {t`Settings`}
              </Button>
              <Button variant="subtle" color="stop" onClick={() => deleting.mutate()}>{t`Delete the pool`}</Button>
              {add}
            </Group>
          )}
        </Group>
        {deleting.error && (
          <ProblemAlert
            problem={asProblem(deleting.error)}
            onReread={() => {
              deleting.reset();
              void again();
            }}
          />
        )}
        <DataTable
          id="pool-numbers"
          caption={t`Numbers of ${pool.name}`}
          rows={numbers}
          problem={error && asProblem(error)}
          onRetry={() => void refetch()}
          keyOf={(one) => one.id}
          empty={
            <EmptyYet title={t`The pool has no number yet`} action={add}>
              {t`Paste the numbers that your carrier gave you.`}
            </EmptyYet>
          }
          columns={[
            {
              id: 'number',
              header: t`Number`,
              cell: (one) => (
                <div>
                  <Anchor component="button" type="button" className="figures" onClick={() => onOpen(one.id)}>
                    {one.caller_id.number}
                  </Anchor>
                  {one.caller_id.label && (
                    <Text size="xs" c="dimmed">
                      {one.caller_id.label}
                    </Text>
                  )}
                </div>
              ),
            },
            { id: 'areas', header: t`Areas`, cell: (one) => one.areas.join(' ') || t`all` },
            {
              id: 'hour',
              header: t`Calls this hour`,
              figures: true,
              cell: (one) => used(one.last_hour, one.calls_per_hour),
            },
            {
              id: 'day',
              header: t`Calls in 24 hours`,
              figures: true,
              cell: (one) => used(one.last_day, one.calls_per_day),
            },
            {
              id: 'answered',
              header: t`Answered by people`,
              figures: true,
              cell: (one) => (
                <Group gap="xs" justify="flex-end" wrap="nowrap">
                  <Spark
                    values={sharesOf(one)}
                    label={t`Share answered by people in each of the last 14 days, last ${lastShare(one)}`}
                  />
                  <span>{lastShare(one)}</span>
                </Group>
              ),
            },
            { id: 'state', header: t`State`, cell: (one) => <NumberState of={one} /> },
          ]}
        />
      </Stack>
      <Modal
        opened={dialog === 'add'}
        onClose={() => setDialog(null)}
        title={t`Add numbers to ${pool.name}`}
        size="lg"
      >
        <AddNumbers poolId={pool.id} />
      </Modal>
      <Modal opened={dialog === 'change'} onClose={() => setDialog(null)} title={t`Pool ${pool.name}`} size="lg">
        <ChangePool poolId={pool.id} onDone={() => setDialog(null)} />
      </Modal>
      <Modal
        opened={opened !== undefined}
        onClose={() => onOpen(null)}
        title={t`Number ${numbers?.find(({ id }) => id === opened)?.caller_id.number ?? ''}`}
        size="xl"
      >
        {opened !== undefined && (
          <NumberDetail poolId={pool.id} numberId={opened} writes={writes} onGone={() => onOpen(null)} />
        )}
      </Modal>
    </section>
  );
}

export function NumberState({ of: one }: { of: PoolNumber }) {
  if (!one.enabled) return <State tone="rest">{t`switched off`}</State>;
  if (one.refused_by.length > 0) return <State tone="stop">{t`the law does not let it be shown`}</State>;
  if (isResting(one) && one.rests_until) {
    const until = dateAndTime(new Date(one.rests_until));
    return <State tone="rest">{t`rests until ${until}`}</State>;
  }
  if (one.fall) return <State tone="warn">{t`answered less`}</State>;
  if (one.calls_per_hour !== null && one.last_hour >= one.calls_per_hour)
    return <State tone="warn">{t`over its cap of an hour`}</State>;
  if (one.calls_per_day !== null && one.last_day >= one.calls_per_day)
    return <State tone="warn">{t`over its cap of a day`}</State>;
  return <State tone="ok">{t`is shown`}</State>;
}
