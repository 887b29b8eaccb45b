import './words';
import { t } from '@lingui/core/macro';
import { Anchor, Button, Group, Modal, Stack, Text, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { trunksQuery } from '@/api/installation';
import { asProblem } from '@/api/problem';
import { meQuery } from '@/api/session';
import { deleteGroup, groupQuery, groupsQuery, nodesQuery, type TrunkGroup } from '@/api/telephony';
import { confirm } from '@/ui/Confirm';
import { DataTable } from '@/ui/DataTable';
import { EmptyYet } from '@/ui/Empty';
import { IconPlus } from '@/ui/icons';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { percent } from '@/words/format';
import { causesWords } from './causes';
import { ChangeGroup, NewGroup } from './group-form';

/** Groups of trunks: which trunk a call takes, in which shares, and when a refused call goes on to the next. */
export default function TrunkGroups() {
  const { data: me } = useSuspenseQuery(meQuery);
  const { data: groups, error, refetch } = useQuery(groupsQuery);
  const { data: trunks = [] } = useQuery(trunksQuery);
  const { data: nodes = [] } = useQuery(nodesQuery);
  const queries = useQueryClient();
  const [opened, setOpened] = useState<number | 'new' | null>(null);
  const writes = me.permissions.includes('trunk.write');
  const again = () => queries.invalidateQueries({ queryKey: groupsQuery.queryKey });
  const deleting = useMutation({
    mutationFn: async ({ id }: TrunkGroup) => {
      const read = await queries.fetchQuery(groupQuery(id));
      const one = read.value;
      const body = t`Its trunks stay. A group that a campaign uses cannot be deleted.`;
      const question = { title: t`Delete the group ${one.name}?`, body, action: t`Delete it` };
      if (await confirm({ ...question, tone: 'stop' })) await deleteGroup(read);
    },
    onSuccess: again,
  });
  const nodeOf = (id: number) => nodes.find((one) => one.id === id)?.name ?? String(id);
  const trunkOf = (id: number) => trunks.find((one) => one.id === id)?.name ?? String(id);
  const add = writes && (
    <Button leftSection={<IconPlus />} onClick={() => setOpened('new')}>
      {t`New group`}
    </Button>
  );
  return (
    <Stack gap="md">
      <Group justify="space-between">
        <Title order={1}>{t`Trunk groups`}</Title>
        <Group gap="sm">
          <Anchor component={Link} to={'/trunks' as string}>
            {t`All trunks`}
          </Anchor>
          {add}
        </Group>
      </Group>
      <Text c="dimmed" maw="46rem">
        {t`A campaign that uses a group takes its trunks by their order, and those of one order by their weights. A call that its carrier refuses goes on over the next trunk, unless a phone may have rung.`}
      </Text>
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
        id="trunk-groups"
        caption={t`Trunk groups`}
        rows={groups}
        problem={error && asProblem(error)}
        onRetry={() => void refetch()}
        keyOf={(one) => one.id}
        empty={
          <EmptyYet title={t`There is no group yet`} action={add}>
            {t`Without groups a campaign takes its trunks one after the other, as they stand in it.`}
          </EmptyYet>
        }
        columns={[
          {
            id: 'name',
            header: t`Group`,
            cell: (one) => (
              <div>
                {writes ? (
                  <Anchor component="button" type="button" ta="left" onClick={() => setOpened(one.id)}>
                    {one.name}
                  </Anchor>
                ) : (
                  one.name
                )}
                <Text size="xs" c="dimmed">
                  {nodeOf(one.node_id)}
                </Text>
              </div>
            ),
          },
          {
            id: 'trunks',
            header: t`Trunks`,
            cell: (one) => (
              <Stack gap={0}>
                {tiersOf(one).map(([order, members]) => (
                  <Text key={order} size="sm">
                    {`${order}. ${members.map((m) => nameAndShare(trunkOf(m.trunk_id), m.weight, members)).join(', ')}`}
                  </Text>
                ))}
              </Stack>
            ),
          },
          { id: 'causes', header: t`Goes on when`, cell: (one) => causesWords(one.failover_on) },
          ...(writes
            ? [
                {
                  id: 'acts',
                  header: t`Do`,
                  cell: (one: TrunkGroup) => (
                    <Button size="compact-xs" variant="subtle" color="stop" onClick={() => deleting.mutate(one)}>
                      {t`Delete`}
                    </Button>
                  ),
                },
              ]
            : []),
        ]}
      />
      <Modal opened={opened === 'new'} onClose={() => setOpened(null)} title={t`New group`} size={880}>
        <NewGroup onDone={() => setOpened(null)} />
      </Modal>
      <Modal
        opened={typeof opened === 'number'}
        onClose={() => setOpened(null)}
        title={t`Group ${groups?.find(({ id }) => id === opened)?.name ?? ''}`}
        size={880}
      >
        {typeof opened === 'number' && <ChangeGroup groupId={opened} onDone={() => setOpened(null)} />}
      </Modal>
    </Stack>
  );
}

/** A trunk of an order; its share of the calls where it does not have them all. */
function nameAndShare(name: string, weight: number, members: TrunkGroup['members']): string {
  const all = members.reduce((sum, one) => sum + one.weight, 0);
  return members.length === 1 || all === 0 ? name : `${name} (${percent(weight / all, 0)})`;
}

/** The members by their order. */
function tiersOf({ members }: TrunkGroup): [number, TrunkGroup['members']][] {
  const orders = [...new Set(members.map(({ order }) => order))].toSorted((a, b) => a - b);
  return orders.map((order) => [order, members.filter((one) => one.order === order)]);
}
