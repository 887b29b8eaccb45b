import { t } from '@lingui/core/macro';
import { Anchor, Button, Group, Modal, Stack, Text, Title } from '@mantine/core';
import { useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { type Pool, poolsQuery } from '@/api/caller-ids';
import { everyCompanyQuery } from '@/api/installation';
import { asProblem } from '@/api/problem';
import { meQuery } from '@/api/session';
import { BackToSetup } from '@/features/setup';
import { DataTable } from '@/ui/DataTable';
import { EmptyYet } from '@/ui/Empty';
import { IconPlus } from '@/ui/icons';
import { State } from '@/ui/State';
import { number } from '@/words/format';
import { type Catalogue, speakToo } from '@/words/language';
import { EveryCallerId } from './every-caller-id';
import { PoolNumbers } from './pool';
import { NewPool } from './pool-form';

await speakToo(import.meta.glob<Catalogue>('../words/*.po'));

interface Address {
  pool?: number;
  campaign?: number;
  number?: number;
}

/** Pools of the numbers that campaigns show, and every caller id with what the law asks of it. */
export default function CallerIds() {
  const { data: me } = useSuspenseQuery(meQuery);
  const address = useSearch({ strict: false }) as Address;
  const navigate = useNavigate();
  const { data: pools, error, refetch } = useQuery(poolsQuery);
  const { data: companies = [] } = useQuery(everyCompanyQuery);
  const [isNew, setNew] = useState(false);
  const writes = me.permissions.includes('caller_id.write');
  const open = (change: Address) => void navigate({ to: '/caller-ids', search: change } as never);
  const chosen =
    pools?.find((one) => one.id === address.pool) ??
    pools?.find((one) => one.campaigns.some(({ id }) => id === address.campaign)) ??
    pools?.[0];
  const companyOf = (id: number) => companies.find((one) => one.id === id)?.name ?? '';
  const add = writes && (
    <Button leftSection={<IconPlus />} onClick={() => setNew(true)}>
      {t`New pool`}
    </Button>
  );
  return (
    <Stack gap="lg">
      <Group justify="space-between" align="flex-start">
        <div>
          <BackToSetup step="caller_id" />
          <Title order={1}>{t`Caller ids`}</Title>
          <Text c="dimmed" maw="60rem">
            {t`A campaign with a pool shows its numbers in turn: first what the law lets it show, then the number of the called person's area, then the one that has waited longest. A number over its cap or at rest is left out.`}
          </Text>
        </div>
        {add}
      </Group>
      <DataTable
        id="caller-id-pools"
        caption={t`Pools of caller ids`}
        rows={pools}
        problem={error && asProblem(error)}
        onRetry={() => void refetch()}
        keyOf={(one) => one.id}
        empty={
          <EmptyYet title={t`There is no pool yet`} action={add}>
            {t`Without a pool a campaign shows one number in every call. With one, no number is shown too often, and you see which of them people still answer.`}
          </EmptyYet>
        }
        columns={[
          {
            id: 'name',
            header: t`Pool`,
            cell: (one) => (
              <Anchor
                component="button"
                type="button"
                aria-current={one.id === chosen?.id ? 'true' : undefined}
                onClick={() => open({ pool: one.id })}
              >
                {one.name}
              </Anchor>
            ),
          },
          { id: 'company', header: t`On behalf of`, cell: (one) => companyOf(one.company_id) },
          { id: 'numbers', header: t`Numbers`, figures: true, cell: (one) => number(one.numbers) },
          { id: 'enabled', header: t`Switched on`, figures: true, cell: (one) => number(one.enabled) },
          { id: 'resting', header: t`At rest`, figures: true, cell: (one) => number(one.resting) },
          { id: 'campaigns', header: t`Campaigns`, cell: (one) => <Campaigns of={one} /> },
          { id: 'state', header: t`State`, cell: (one) => <PoolState of={one} /> },
        ]}
      />
      {chosen && (
        <PoolNumbers
          key={chosen.id}
          pool={chosen}
          writes={writes}
          opened={address.number}
          onOpen={(one) => open(one === null ? { pool: chosen.id } : { pool: chosen.id, number: one })}
        />
      )}
      <EveryCallerId writes={writes} />
      <Modal opened={isNew} onClose={() => setNew(false)} title={t`New pool`} size="lg">
        <NewPool
          onDone={(made) => {
            setNew(false);
            open({ pool: made.id });
          }}
        />
      </Modal>
    </Stack>
  );
}

function Campaigns({ of }: { of: Pool }) {
  if (of.campaigns.length === 0) return <Text size="sm" c="dimmed">{t`none`}</Text>;
  return (
    <Group gap="xs">
      {of.campaigns.map((one) => (
        <Anchor
          key={one.id}
          component={Link}
          size="sm"
          to={`/campaigns/${one.id}` as never}
          search={{ tab: 'telephony' } as never}
        >
          {one.name}
        </Anchor>
      ))}
    </Group>
  );
}

function PoolState({ of }: { of: Pool }) {
  if (of.enabled === 0) return <State tone="stop">{t`no number`}</State>;
  if (of.resting === of.enabled) return <State tone="stop">{t`all at rest`}</State>;
  if (of.warned > 0) return <State tone="warn">{t`numbers are answered less`}</State>;
  return <State tone="ok">{t`in order`}</State>;
}
