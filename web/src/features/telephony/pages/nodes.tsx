import './words';
import { t } from '@lingui/core/macro';
import { Anchor, Button, Group, Modal, Paper, Stack, Text, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { asProblem } from '@/api/problem';
import { meQuery } from '@/api/session';
import { type Node, nodeQuery, nodesQuery, retireNode } from '@/api/telephony';
import { useConnection } from '@/live/live';
import { confirm } from '@/ui/Confirm';
import { EmptyYet } from '@/ui/Empty';
import { IconPlus } from '@/ui/icons';
import { Loading } from '@/ui/Loading';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { Stale } from '@/ui/Stale';
import { State } from '@/ui/State';
import { number } from '@/words/format';
import { useLiveNode } from './live';
import { NodeCheckPanel } from './node-check';
import { ChangeNode, NewNode } from './node-form';
import { NodeJournal } from './node-journal';
import { linkWord } from './words';

type Show = 'check' | 'journal' | 'settings';

/** Every Asterisk: its link, what it lacks, what was said over the link, and its settings. */
export default function Nodes() {
  const { data: me } = useSuspenseQuery(meQuery);
  const { data: nodes, error, refetch } = useQuery(nodesQuery);
  const { heardAt, engineAge } = useConnection();
  const { node: opened, show } = useSearch({ strict: false }) as { node?: number; show?: Show };
  const navigate = useNavigate();
  const [isNew, setNew] = useState(false);
  const writes = me.permissions.includes('node.write');
  const open = (node?: number, what?: Show) =>
    void navigate({ to: '/nodes', search: node ? { node, show: what } : {} } as never);
  const shown = nodes?.find(({ id }) => id === opened);
  const add = writes && (
    <Button leftSection={<IconPlus />} onClick={() => setNew(true)}>
      {t`New node`}
    </Button>
  );
  return (
    <Stack gap="md">
      <Group justify="space-between">
        <Title order={1}>{t`Nodes`}</Title>
        {add}
      </Group>
      <Text c="dimmed" maw="46rem">
        {t`A node is one Asterisk. Pronto speaks with it over its manager interface, and calls through it.`}
      </Text>
      {error ? (
        <ProblemAlert problem={asProblem(error)} onRetry={() => void refetch()} />
      ) : nodes === undefined ? (
        <Loading lines={6} />
      ) : nodes.length === 0 ? (
        <EmptyYet title={t`There is no node yet`} action={add}>
          {t`The set-up leads from here to the first call, step by step.`}
        </EmptyYet>
      ) : (
        <Stale heardAt={heardAt} engineAge={engineAge}>
          <Stack gap="sm">
            {nodes.map((node) => (
              <NodeCard key={node.id} node={node} writes={writes} onOpen={(what) => open(node.id, what)} />
            ))}
          </Stack>
        </Stale>
      )}
      <Modal opened={isNew} onClose={() => setNew(false)} title={t`New node`} size="lg">
        <NewNode onDone={() => setNew(false)} />
      </Modal>
      <Modal
        opened={writes && shown !== undefined && show === 'settings'}
        onClose={() => open()}
        title={t`Settings of ${shown?.name ?? ''}`}
        size="lg"
      >
        {shown && <ChangeNode name={shown.name} onDone={() => open()} />}
      </Modal>
      <Modal
        opened={writes && shown !== undefined && show === 'check'}
        onClose={() => open()}
        title={t`Check of ${shown?.name ?? ''}`}
        size="xl"
      >
        {shown && <NodeCheckPanel nodeId={shown.id} />}
      </Modal>
      <Modal
        opened={writes && shown !== undefined && show === 'journal'}
        onClose={() => open()}
        title={t`What was said with ${shown?.name ?? ''}`}
        size="90%"
      >
        {shown && <NodeJournal nodeId={shown.id} />}
      </Modal>
    </Stack>
  );
}

function NodeCard({ node, writes, onOpen }: { node: Node; writes: boolean; onOpen: (what: Show) => void }) {
  const live = useLiveNode(node.id);
  const [tone, word] = linkWord(live?.state);
  const queries = useQueryClient();
  const again = () => queries.invalidateQueries({ queryKey: nodesQuery.queryKey });
  const retiring = useMutation({
    mutationFn: async () => {
      const read = await queries.fetchQuery(nodeQuery(node.name));
      const body = t`Its trunks go with it. Calls of the past keep it, and added again under this name it is the same one. What Pronto has written into this Asterisk stays there: take trunks and phones away first where it should not.`;
      const question = { title: t`Take ${node.name} out of use?`, body, action: t`Take it out of use` };
      if (await confirm({ ...question, tone: 'stop', typed: node.name })) await retireNode(read);
    },
    onSuccess: again,
  });
  return (
    <Paper component="article" aria-label={node.name} withBorder p="md" radius="md">
      <Group gap="md" align="baseline">
        <Title order={2} size="h4">
          {node.name}
        </Title>
        <State tone={tone}>{word}</State>
        <Text size="sm" c="dimmed">
          {`${node.host}:${node.port}`}
        </Text>
        {live?.version && (
          <Text size="sm" c="dimmed">
            {t`Asterisk ${live.version}`}
          </Text>
        )}
      </Group>
      <Trouble node={node} state={live?.state} trouble={live?.trouble ?? null} />
      {live?.lag.text && (
        <Text size="sm" mt={4}>
          {live.lag.text}
        </Text>
      )}
      {live && <Figures live={live} />}
      {retiring.error && (
        <ProblemAlert
          problem={asProblem(retiring.error)}
          onReread={() => {
            retiring.reset();
            void again();
          }}
        />
      )}
      <Group mt="sm" gap="xs">
        {writes && (
          <>
            <Button size="xs" variant="default" onClick={() => onOpen('check')}>{t`Check it`}</Button>
            <Button size="xs" variant="default" onClick={() => onOpen('journal')}>{t`What was said`}</Button>
            <Button size="xs" variant="default" onClick={() => onOpen('settings')}>{t`Settings`}</Button>
          </>
        )}
        <Anchor component={Link} to={'/phones' as string} search={{ node: node.id } as never} size="sm">
          {t`Phones`}
        </Anchor>
        {writes && (
          <Button size="xs" variant="subtle" color="stop" ml="auto" onClick={() => retiring.mutate()}>
            {t`Take out of use`}
          </Button>
        )}
      </Group>
    </Paper>
  );
}

function Trouble({ node, state, trouble }: { node: Node; state: string | undefined; trouble: string | null }) {
  if (state === 'up') return null;
  const mend =
    state === undefined
      ? t`No engine holds this node: start “pronto run”.`
      : state === 'connecting'
        ? t`Pronto looks for the calls that live there; this takes a moment.`
        : t`Start Asterisk, or correct host, port and user here, and the secret in ${node.secret_env}.`;
  return (
    <div>
      {trouble && <Text mt={4}>{trouble}</Text>}
      <Text size="sm" mt={4}>
        {mend}
      </Text>
    </div>
  );
}

function Figures({ live }: { live: NonNullable<ReturnType<typeof useLiveNode>> }) {
  const used = t`${number(live.channels)} of ${number(live.max_channels)} channels`;
  const starts = t`at most ${number(live.max_per_second, 1)} calls a second`;
  return (
    <Group gap="lg" mt="xs">
      <Text size="sm">{used}</Text>
      <Text size="sm">{starts}</Text>
      {live.clock_ms !== null && <Text size="sm">{clockWords(live.clock_ms)}</Text>}
      {typeof live.lag.answer_ms === 'number' && (
        <Text size="sm">{t`answers after ${number(live.lag.answer_ms)} ms`}</Text>
      )}
    </Group>
  );
}

function clockWords(ms: number): string {
  const apart = number(Math.abs(ms));
  if (Math.abs(ms) < 5) return t`clock like Pronto's`;
  return ms > 0 ? t`clock ${apart} ms ahead of Pronto's` : t`clock ${apart} ms behind Pronto's`;
}
