import { t } from '@lingui/core/macro';
import { Anchor, Button, Group, Modal, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { CallerId } from '@/api/caller-ids';
import { callerIdsQuery, everyCompanyQuery } from '@/api/installation';
import { asProblem } from '@/api/problem';
import { DataTable } from '@/ui/DataTable';
import { EmptyYet } from '@/ui/Empty';
import { IconPlus } from '@/ui/icons';
import { dateOf } from '@/words/format';
import { DeleteCallerId } from './delete-caller-id';
import { LawFacts } from './law-facts';
import { NewCallerId } from './new-caller-id';
import { NumberTests } from './tests';

/** Every number that a company may show, in pools or not, with what the law may ask of it. */
export function EveryCallerId({ writes }: { writes: boolean }) {
  const { data: callerIds, error, refetch } = useQuery(callerIdsQuery);
  const { data: companies = [] } = useQuery(everyCompanyQuery);
  const [opened, setOpened] = useState<number | 'new' | null>(null);
  const shown = callerIds?.find(({ id }) => id === opened);
  const add = writes && (
    <Button variant="default" leftSection={<IconPlus />} onClick={() => setOpened('new')}>
      {t`New caller id`}
    </Button>
  );
  const nameOf = (id: number) => companies.find((one) => one.id === id)?.name ?? '';
  return (
    <section aria-label={t`All caller ids`}>
      <Group justify="space-between" align="flex-start" mb="xs">
        <div>
          <Title order={2} size="h3">{t`All caller ids`}</Title>
          <Text size="sm" c="dimmed">
            {t`Also those that campaigns show without a pool.`}
          </Text>
        </div>
        {add}
      </Group>
      <DataTable<CallerId>
        id="caller-ids"
        caption={t`All caller ids`}
        rows={callerIds}
        problem={error && asProblem(error)}
        onRetry={() => void refetch()}
        keyOf={(one) => one.id}
        empty={
          <EmptyYet title={t`There is no caller id yet`} action={add}>
            {t`Numbers that you add to a pool stand here too.`}
          </EmptyYet>
        }
        columns={[
          {
            id: 'number',
            header: t`Number`,
            cell: (one) => (
              <Anchor component="button" type="button" className="figures" onClick={() => setOpened(one.id)}>
                {one.number}
              </Anchor>
            ),
          },
          { id: 'label', header: t`Label`, cell: (one) => one.label },
          { id: 'company', header: t`On behalf of`, cell: (one) => nameOf(one.company_id) },
          { id: 'declared', header: t`Declared in`, cell: (one) => one.declared_in.join(', ') || '–' },
          {
            id: 'tested',
            header: t`Called back`,
            cell: (one) => (one.tested_at ? dateOf(new Date(one.tested_at)) : t`never`),
          },
        ]}
      />
      <Modal opened={opened === 'new'} onClose={() => setOpened(null)} title={t`New caller id`}>
        <NewCallerId onDone={({ id }) => setOpened(id)} />
      </Modal>
      <Modal
        opened={shown !== undefined}
        onClose={() => setOpened(null)}
        title={t`Number ${shown?.number ?? ''}`}
        size="xl"
      >
        {shown && (
          <Stack gap="lg">
            <section aria-label={t`What the law asks`}>
              <Title order={3} size="h4" mb="xs">{t`What the law asks`}</Title>
              <LawFacts callerIdId={shown.id} writes={writes} />
            </section>
            <NumberTests callerId={shown} writes={writes} />
            {writes && <DeleteCallerId callerIdId={shown.id} onDone={() => setOpened(null)} />}
          </Stack>
        )}
      </Modal>
    </section>
  );
}
