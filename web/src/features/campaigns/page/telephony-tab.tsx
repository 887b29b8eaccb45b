import { t } from '@lingui/core/macro';
import { ActionIcon, Anchor, Button, Group, List, NativeSelect, Stack, Table, Text, Title } from '@mantine/core';
import { useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { poolsQuery } from '@/api/caller-ids';
import type { Campaign } from '@/api/campaigns';
import { callerIdsQuery, nodesQuery, trunksQuery } from '@/api/installation';
import { asProblem } from '@/api/problem';
import { meQuery } from '@/api/session';
import { groupsQuery } from '@/api/telephony';
import { useLive } from '@/live/live';
import { IconClose, IconDown, IconUp } from '@/ui/icons';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { State } from '@/ui/State';
import { number } from '@/words/format';
import type { Edit } from './use-edit';

/** Over which trunks the campaign dials, best first, and what number it shows. */
export function TelephonyTab({ campaign, edit }: { campaign: Campaign; edit: Edit }) {
  const { data: me } = useSuspenseQuery(meQuery);
  return (
    <Stack gap="xl" maw={900}>
      {me.permissions.includes('trunk.read') ? <Trunks edit={edit} /> : <TrunkNames campaign={campaign} />}
      <CallerId campaign={campaign} edit={edit} />
    </Stack>
  );
}

/** For who may see the campaign, and not the trunks themselves. */
function TrunkNames({ campaign: { trunks } }: { campaign: Campaign }) {
  return (
    <section aria-label={t`Trunks`}>
      <Title order={2} size="h3" mb="sm">{t`Trunks, the best first`}</Title>
      {trunks.length === 0 ? (
        <Text>{t`It has no trunk: nobody can be called.`}</Text>
      ) : (
        <List type="ordered">
          {trunks.map(({ id, name }) => (
            <List.Item key={id}>{name}</List.Item>
          ))}
        </List>
      )}
    </section>
  );
}

function Trunks({ edit }: { edit: Edit }) {
  const { settings, change, mayWrite } = edit;
  const { data: trunks, error, refetch } = useQuery(trunksQuery);
  const { data: nodes } = useQuery(nodesQuery);
  const { data: groups } = useQuery(groupsQuery);
  const live = useLive('board', (parts) =>
    Object.keys(parts)
      .filter((key) => key.startsWith('trunk:'))
      .map((key) => parts[key] as { id: number; state: string; channels?: number }),
  );
  const [chosen, setChosen] = useState('');
  const ids = settings.trunk_ids;
  const own = ids.map(
    (id) => trunks?.find((one) => one.id === id) ?? { id, name: String(id), max_channels: 0, enabled: true },
  );
  const others = (trunks ?? []).filter((one) => one.node_id === settings.node_id && !ids.includes(one.id));
  const added = Number(chosen) || others[0]?.id;
  const move = (at: number, by: number) => {
    const next = [...ids];
    const [taken] = next.splice(at, 1);
    if (taken !== undefined) next.splice(at + by, 0, taken);
    change({ trunk_ids: next });
  };
  const stateOf = (id: number, enabled: boolean) => {
    const state = live.find((one) => one.id === id)?.state;
    if (!enabled) return <State tone="rest">{t`switched off`}</State>;
    if (state === 'up') return <State tone="ok">{t`in order`}</State>;
    if (state === 'down') return <State tone="stop">{t`down`}</State>;
    if (state === 'resting') return <State tone="warn">{t`suspended`}</State>;
    return <State tone="rest">{t`not known`}</State>;
  };
  return (
    <section aria-label={t`Trunks`}>
      <Group justify="space-between" mb="sm">
        <Title order={2} size="h3">{t`Trunks, the best first`}</Title>
        <Anchor component={Link} to={'/trunks' as never}>{t`All trunks`}</Anchor>
      </Group>
      {error && <ProblemAlert problem={asProblem(error)} onRetry={() => void refetch()} />}
      {edit.errorAt('trunk_ids') && (
        <ProblemAlert problem={{ kind: 'invalid', title: edit.errorAt('trunk_ids') ?? '', message: '' }} />
      )}
      <NativeSelect
        label={t`Node`}
        description={t`The Asterisk over which it dials; its trunks and its agents' phones are there.`}
        value={String(settings.node_id)}
        disabled={!mayWrite}
        error={edit.errorAt('node_id')}
        onChange={(event) =>
          change({ node_id: Number(event.currentTarget.value), trunk_ids: [], trunk_group_id: null })
        }
        data={(nodes ?? []).map((one) => ({ value: String(one.id), label: one.name }))}
        maw={420}
        mb="sm"
      />
      {(groups ?? []).length > 0 && (
        <NativeSelect
          label={t`Trunk group`}
          description={t`Used instead of trunks of its own: the group says in which order.`}
          value={String(settings.trunk_group_id ?? '')}
          disabled={!mayWrite}
          error={edit.errorAt('trunk_group_id')}
          onChange={({ currentTarget: { value } }) =>
            change(value ? { trunk_group_id: Number(value), trunk_ids: [] } : { trunk_group_id: null })
          }
          data={[
            { value: '', label: t`none` },
            ...(groups ?? []).map((one) => ({ value: String(one.id), label: one.name })),
          ]}
          maw={420}
          mb="sm"
        />
      )}
      {settings.trunk_group_id ? null : own.length === 0 ? (
        <Text>{t`It has no trunk: nobody can be called.`}</Text>
      ) : (
        <Table withTableBorder aria-label={t`Trunks of the campaign`}>
          <Table.Tbody>
            {own.map((one, at) => (
              <Table.Tr key={one.id}>
                <Table.Td w={40}>{at + 1}</Table.Td>
                <Table.Th scope="row">{one.name}</Table.Th>
                <Table.Td>{stateOf(one.id, one.enabled)}</Table.Td>
                <Table.Td ta="right">{t`${number(one.max_channels)} channels`}</Table.Td>
                <Table.Td>
                  {mayWrite && (
                    <Group gap={4} justify="flex-end" wrap="nowrap">
                      <ActionIcon
                        variant="subtle"
                        color="rest"
                        disabled={at === 0}
                        aria-label={t`${one.name}: up`}
                        onClick={() => move(at, -1)}
                      >
                        <IconUp size={16} />
                      </ActionIcon>
                      <ActionIcon
                        variant="subtle"
                        color="rest"
                        disabled={at === own.length - 1}
                        aria-label={t`${one.name}: down`}
                        onClick={() => move(at, 1)}
                      >
                        <IconDown size={16} />
                      </ActionIcon>
                      <ActionIcon
                        variant="subtle"
                        color="rest"
                        aria-label={t`Remove ${one.name}`}
                        onClick={() => change({ trunk_ids: ids.filter((id) => id !== one.id) })}
                      >
                        <IconClose size={16} />
                      </ActionIcon>
                    </Group>
                  )}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      {mayWrite && !settings.trunk_group_id && others.length > 0 && added && (
        <Group align="flex-end" mt="sm">
          <NativeSelect
            label={t`Another trunk`}
            value={String(added)}
            onChange={(event) => setChosen(event.currentTarget.value)}
            data={others.map((one) => ({ value: String(one.id), label: one.name }))}
          />
          <Button
            variant="default"
            onClick={() => {
              change({ trunk_ids: [...ids, added] });
              setChosen('');
            }}
          >
            {t`Add`}
          </Button>
        </Group>
      )}
    </section>
  );
}

function CallerId({ campaign, edit }: { campaign: Campaign; edit: Edit }) {
  const { settings, change, mayWrite } = edit;
  const { data: me } = useSuspenseQuery(meQuery);
  const { data: callerIds } = useQuery(callerIdsQuery);
  const { data: pools } = useQuery({ ...poolsQuery, enabled: me.permissions.includes('caller_id.read') });
  const ownPools = (pools ?? []).filter((one) => one.company_id === campaign.company.id);
  const ofPool = settings.caller_id_pool_id !== null;
  const own = (callerIds ?? []).filter((one) => one.company_id === campaign.company.id);
  return (
    <section aria-label={t`Caller id`}>
      <Group justify="space-between" mb="sm">
        <Title order={2} size="h3">{t`Caller id`}</Title>
        <Anchor component={Link} to={'/caller-ids' as never} search={{ campaign: campaign.id } as never}>
          {t`Pools and caller ids`}
        </Anchor>
      </Group>
      {(ownPools.length > 0 || settings.caller_id_pool_id) && (
        <NativeSelect
          label={t`Pool of caller ids`}
          description={t`Its numbers are shown in turn instead of one.`}
          value={String(settings.caller_id_pool_id ?? '')}
          disabled={!mayWrite}
          error={edit.errorAt('caller_id_pool_id')}
          onChange={(event) => change({ caller_id_pool_id: Number(event.currentTarget.value) || null })}
          data={[
            { value: '', label: t`none: one number in every call` },
            ...ownPools.map((one) => ({
              value: String(one.id),
              label: t`${one.name} (${one.enabled} numbers switched on)`,
            })),
          ]}
          maw={420}
          mb="sm"
        />
      )}
      <NativeSelect
        label={t`Number that people see`}
        value={String(settings.caller_id_id ?? '')}
        disabled={!mayWrite}
        error={edit.errorAt('caller_id_id')}
        onChange={(event) => change({ caller_id_id: Number(event.currentTarget.value) || null })}
        data={[
          { value: '', label: t`none` },
          ...own.map((one) => ({
            value: String(one.id),
            label: one.label ? `${one.number}, ${one.label}` : one.number,
          })),
        ]}
        maw={420}
      />
      {ofPool && settings.caller_id_id && (
        <Text size="sm" c="dimmed" mt={4}>{t`It is shown again when no pool is chosen.`}</Text>
      )}
    </section>
  );
}
