import { t } from '@lingui/core/macro';
import {
  ActionIcon,
  Button,
  Checkbox,
  Fieldset,
  Group,
  NativeSelect,
  NumberInput,
  Stack,
  Text,
  TextInput,
} from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Versioned } from '@/api/client';
import { trunksQuery } from '@/api/installation';
import { asProblem, problemInstead } from '@/api/problem';
import {
  changeGroup,
  createGroup,
  type GroupMember,
  groupQuery,
  groupsQuery,
  nodesQuery,
  type TrunkGroup,
  type TrunkGroupChange,
} from '@/api/telephony';
import { IconClose, IconPlus } from '@/ui/icons';
import { Loading } from '@/ui/Loading';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { known, split } from './causes';

/** As the API's own default: all known causes but a number that one carrier does not know. */
const first = (): TrunkGroupChange => ({
  name: '',
  failover_on: known().flatMap(({ codes }) => (codes.includes('sip:404') ? [] : codes)),
  members: [],
});

/** A group that is not there yet; its node is chosen once. */
export function NewGroup({ onDone }: { onDone: () => void }) {
  const { data: nodes = [] } = useQuery(nodesQuery);
  const [chosen, setChosen] = useState('');
  const nodeId = Number(chosen || nodes[0]?.id || 0);
  return (
    <Stack gap="sm">
      {nodes.length > 1 && (
        <NativeSelect
          label={t`Node`}
          description={t`A group has trunks of one Asterisk.`}
          value={String(nodeId)}
          data={nodes.map((one) => ({ value: String(one.id), label: one.name }))}
          onChange={(event) => setChosen(event.currentTarget.value)}
        />
      )}
      {nodeId > 0 && (
        <GroupForm
          key={nodeId}
          nodeId={nodeId}
          begin={first()}
          action={t`Make the group`}
          onSend={(said) => createGroup(nodeId, said)}
          onDone={onDone}
        />
      )}
    </Stack>
  );
}

/** The settings of a group; what another has changed meanwhile is not overwritten. */
export function ChangeGroup({ groupId, onDone }: { groupId: number; onDone: () => void }) {
  const { data: read, error } = useQuery(groupQuery(groupId));
  const lacking = problemInstead(error, read);
  if (lacking) return <ProblemAlert problem={lacking} />;
  if (!read) return <Loading lines={6} />;
  return <Change key={read.etag} read={read} onDone={onDone} />;
}

function Change({ read, onDone }: { read: Versioned<TrunkGroup>; onDone: () => void }) {
  const queries = useQueryClient();
  const { name, failover_on, members, node_id } = read.value;
  const again = () => void queries.invalidateQueries({ queryKey: groupQuery(read.value.id).queryKey });
  return (
    <GroupForm
      nodeId={node_id}
      begin={{ name, failover_on, members }}
      action={t`Save`}
      onSend={(said) => changeGroup(read, said)}
      onStale={again}
      onDone={onDone}
    />
  );
}

interface Shown {
  nodeId: number;
  begin: TrunkGroupChange;
  action: string;
  onSend: (said: TrunkGroupChange) => Promise<unknown>;
  onStale?: () => void;
  onDone: () => void;
}

function GroupForm({ nodeId, begin, action, onSend, onStale, onDone }: Shown) {
  const queries = useQueryClient();
  const [name, setName] = useState(begin.name);
  const [members, setMembers] = useState<readonly GroupMember[]>((begin.members ?? []) as GroupMember[]);
  const [causes, setCauses] = useState(begin.failover_on ?? []);
  const [others, setOthers] = useState(split(begin.failover_on ?? []).others.join(' '));
  const sending = useMutation({
    mutationFn: () => onSend({ name: name.trim(), failover_on: said(), members: [...members] }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: groupsQuery.queryKey });
      onDone();
    },
  });
  const said = () => [
    ...split(causes).chosen.flatMap(({ codes }) => codes),
    ...others.split(/[\s,]+/).filter(Boolean),
  ];
  const problem = sending.error && asProblem(sending.error);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        sending.mutate();
      }}
    >
      <Stack gap="md">
        {problem && <ProblemAlert problem={problem} />}
        {problem?.kind === 'conflict' && onStale && (
          <Button variant="default" onClick={onStale}>{t`Read what is there now`}</Button>
        )}
        <TextInput
          label={t`Name`}
          name="name"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          maxLength={200}
          required
          data-autofocus
        />
        <Members nodeId={nodeId} members={members} onChange={setMembers} />
        <Fieldset legend={t`A refused call goes on over the next trunk when`}>
          <Stack gap="xs">
            {known().map(({ codes, label }) => (
              <Checkbox
                key={codes[0]}
                label={label}
                checked={codes.every((code) => causes.includes(code))}
                onChange={({ currentTarget }) =>
                  setCauses(
                    currentTarget.checked ? [...causes, ...codes] : causes.filter((code) => !codes.includes(code)),
                  )
                }
              />
            ))}
            <TextInput
              label={t`Other causes`}
              description={t`As in sip:484 or q850:27, with blanks between them.`}
              value={others}
              onChange={(event) => setOthers(event.currentTarget.value)}
              autoComplete="off"
            />
            <Text size="sm" c="dimmed">
              {t`It goes on only when no phone has rung, within five seconds and after the first call has ended: nobody has two calls at once. Busy, no answer and declined are never a reason.`}
            </Text>
          </Stack>
        </Fieldset>
        <Group justify="flex-end">
          <Button type="submit" loading={sending.isPending} disabled={name.trim() === ''}>
            {action}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

const limit = (said: number | string) => (said === '' || Number(said) <= 0 ? null : Number(said));

function Members(props: {
  nodeId: number;
  members: readonly GroupMember[];
  onChange: (members: readonly GroupMember[]) => void;
}) {
  const { nodeId, members, onChange } = props;
  const { data: trunks = [] } = useQuery(trunksQuery);
  const here = trunks.filter((one) => one.node_id === nodeId);
  const free = here.filter(({ id }) => members.every(({ trunk_id }) => trunk_id !== id));
  const nameOf = (id: number) => here.find((one) => one.id === id)?.name ?? String(id);
  const put = (place: number, change: Partial<GroupMember>) =>
    onChange(members.map((one, at) => (at === place ? { ...one, ...change } : one)));
  const add = (trunk_id: number) =>
    onChange([
      ...members,
      { trunk_id, order: 1, weight: 1, max_channels: null, calls_per_second: null, number_format: '' },
    ]);
  return (
    <Fieldset legend={t`Trunks`}>
      <Stack gap="sm">
        {members.map((one, place) => (
          <Group
            key={one.trunk_id}
            gap="xs"
            align="flex-end"
            role="group"
            aria-label={nameOf(one.trunk_id)}
            wrap="wrap"
          >
            <Text fw={600} miw={90}>
              {nameOf(one.trunk_id)}
            </Text>
            <NumberInput
              label={t`Order`}
              w={80}
              min={1}
              max={100}
              allowDecimal={false}
              value={one.order}
              onChange={(value) => put(place, { order: Number(value) || 1 })}
            />
            <NumberInput
              label={t`Weight`}
              w={80}
              min={1}
              max={1000}
              allowDecimal={false}
              value={one.weight}
              onChange={(value) => put(place, { weight: Number(value) || 1 })}
            />
            <NumberInput
              label={t`Channels`}
              placeholder={t`its own`}
              w={100}
              min={1}
              allowDecimal={false}
              value={one.max_channels ?? ''}
              onChange={(value) => put(place, { max_channels: limit(value) })}
            />
            <NumberInput
              label={t`Calls a second`}
              placeholder={t`its own`}
              w={110}
              min={0}
              value={one.calls_per_second ?? ''}
              onChange={(value) => put(place, { calls_per_second: limit(value) })}
            />
            <NativeSelect
              label={t`Numbers`}
              value={one.number_format}
              data={[
                { value: '', label: t`as the trunk` },
                { value: 'e164', label: '+39 02 …' },
                { value: 'plain', label: '39 02 …' },
                { value: '00', label: '00 39 02 …' },
                { value: 'it', label: t`as in Italy: 02 …, 00 44 …` },
                { value: 'gb', label: t`as in Britain: 020 …, 00 39 …` },
              ]}
              onChange={(event) =>
                put(place, { number_format: event.currentTarget.value as GroupMember['number_format'] })
              }
            />
            <ActionIcon
              variant="subtle"
              color="stop"
              size={36}
              aria-label={t`Take ${nameOf(one.trunk_id)} out`}
              onClick={() => onChange(members.filter((_, at) => at !== place))}
            >
              <IconClose />
            </ActionIcon>
          </Group>
        ))}
        <Text size="sm" c="dimmed">
          {t`The lowest order is taken first; trunks of the same order share the calls by their weights.`}
        </Text>
        <Group gap="xs">
          {free.map((one) => (
            <Button
              key={one.id}
              size="xs"
              variant="default"
              leftSection={<IconPlus size={16} />}
              onClick={() => add(one.id)}
            >
              {t`Add ${one.name}`}
            </Button>
          ))}
        </Group>
      </Stack>
    </Fieldset>
  );
}
