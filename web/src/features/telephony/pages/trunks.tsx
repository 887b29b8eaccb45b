import './words';
import { t } from '@lingui/core/macro';
import { Anchor, Button, Group, Modal, Stack, Text, Title } from '@mantine/core';
import { useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { retiredTrunksQuery, trunksQuery } from '@/api/installation';
import { asProblem } from '@/api/problem';
import { writtenTrunksQuery } from '@/api/provisioning';
import { meQuery } from '@/api/session';
import { nodesQuery, type Trunk } from '@/api/telephony';
import { GuardInShort } from '@/features/destinations';
import { useConnection } from '@/live/live';
import { DataTable } from '@/ui/DataTable';
import { EmptyYet } from '@/ui/Empty';
import { IconPlus } from '@/ui/icons';
import { Stale } from '@/ui/Stale';
import { State } from '@/ui/State';
import { Drain } from './drain';
import { TestCall } from './test-call';
import { Channels, COURSES, Course, courseWord, Explained, Sip, TrunkState } from './trunk-figures';

/** Every trunk: its state in words, what it carries, and what its carrier does with the calls. */
export default function Trunks() {
  const { data: me } = useSuspenseQuery(meQuery);
  const { data: trunks, error, refetch } = useQuery(trunksQuery);
  const { data: nodes = [] } = useQuery(nodesQuery);
  const { heardAt, engineAge } = useConnection();
  const [called, setCalled] = useState<Trunk | null>(null);
  const [explained, setExplained] = useState(false);
  const may = (permission: string) => me.permissions.some((one) => one === permission);
  const { data: written = [] } = useQuery({ ...writtenTrunksQuery, enabled: may('trunk.change') });
  const isChangedByHand = (trunk: Trunk) =>
    written.some((one) => one.node_id === trunk.node_id && one.name === trunk.name && one.is_changed_by_hand);
  const nodeOf = (id: number) => nodes.find((one) => one.id === id)?.name ?? String(id);
  const add = may('trunk.change') && (
    <Button component={Link} to={'/trunks/new' as string} leftSection={<IconPlus />}>
      {t`New trunk`}
    </Button>
  );
  return (
    <Stack gap="md">
      <Group justify="space-between">
        <Title order={1}>{t`Trunks`}</Title>
        <Group gap="sm">
          <Button variant="default" onClick={() => setExplained(true)}>
            {t`What the figures mean`}
          </Button>
          <Button variant="default" component={Link} to={'/trunk-groups' as string}>
            {t`Trunk groups`}
          </Button>
          {add}
        </Group>
      </Group>
      <Stale heardAt={heardAt} engineAge={engineAge}>
        <DataTable
          id="trunks"
          caption={t`Trunks`}
          rows={trunks}
          problem={error && asProblem(error)}
          onRetry={() => void refetch()}
          keyOf={(one) => one.id}
          empty={
            <EmptyYet title={t`There is no trunk yet`} action={add}>
              {t`A trunk is a way out to the public network, over a carrier.`}
            </EmptyYet>
          }
          columns={[
            {
              id: 'name',
              header: t`Trunk`,
              cell: (one) => (
                <div>
                  {may('trunk.change') ? (
                    <Anchor component={Link} to={`/trunks/${one.node_id}/${one.name}` as string}>
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
              id: 'state',
              header: t`State`,
              cell: (one) => (
                <>
                  <TrunkState trunk={one} />
                  {isChangedByHand(one) && <State tone="warn">{t`changed by hand`}</State>}
                </>
              ),
            },
            { id: 'may-call', header: t`May call`, cell: (one) => <GuardInShort trunkId={one.id} /> },
            { id: 'channels', header: t`Channels`, figures: true, cell: (one) => <Channels trunk={one} /> },
            ...COURSES.map((of) => ({
              id: of,
              header: courseWord(of),
              figures: true,
              cell: (one: Trunk) => <Course trunk={one} of={of} />,
            })),
            { id: 'sip', header: t`SIP`, cell: (one) => <Sip trunk={one} /> },
            {
              id: 'acts',
              header: t`Do`,
              cell: (one) => (
                <Stack gap={4} miw="max-content">
                  {may('trunk.switch') && <Drain trunk={one} />}
                  {may('trunk.write') && (
                    <Button size="compact-xs" variant="default" onClick={() => setCalled(one)}>
                      {t`Test call`}
                    </Button>
                  )}
                </Stack>
              ),
            },
          ]}
        />
      </Stale>
      {may('trunk.change') && <Retired nodeOf={nodeOf} />}
      <Modal
        opened={called !== null}
        onClose={() => setCalled(null)}
        title={t`Test call over ${called?.name ?? ''}`}
      >
        {called && <TestCall trunk={called} />}
      </Modal>
      <Explained opened={explained} onClose={() => setExplained(false)} />
    </Stack>
  );
}

/** Trunks that are out of use, each with the way to its page, where it can be brought back. */
function Retired({ nodeOf }: { nodeOf: (id: number) => string }) {
  const { data: retired = [] } = useQuery(retiredTrunksQuery);
  if (retired.length === 0) return null;
  return (
    <section aria-label={t`Out of use`}>
      <Title order={2} size="h4">{t`Out of use`}</Title>
      <Text size="sm" c="dimmed">
        {t`Nothing uses these trunks; calls of the past keep them. Their pages bring them back.`}
      </Text>
      <Group component="ul" gap="md" p={0} m={0} mt="xs" style={{ listStyle: 'none' }}>
        {retired.map((one) => (
          <li key={one.id}>
            <Anchor component={Link} to={`/trunks/${one.node_id}/${one.name}` as string}>
              {one.name}
            </Anchor>{' '}
            <Text span size="xs" c="dimmed">
              {nodeOf(one.node_id)}
            </Text>
          </li>
        ))}
      </Group>
    </section>
  );
}
