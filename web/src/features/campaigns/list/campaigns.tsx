import { plural, t } from '@lingui/core/macro';
import { Anchor, Button, Group, NativeSelect, Stack, Text, TextInput, Title } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useMutation, useQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import {
  type BulkAction,
  type CampaignFilter,
  type CampaignLine,
  type CampaignStatus,
  campaignPageQuery,
  changeCampaigns,
} from '@/api/campaigns';
import { asProblem } from '@/api/problem';
import { meQuery } from '@/api/session';
import { useConnection, useLive } from '@/live/live';
import { confirm } from '@/ui/Confirm';
import { DataTable } from '@/ui/DataTable';
import { EmptyMatch, EmptyYet } from '@/ui/Empty';
import { IconPause, IconPlay, IconPlus, IconSearch } from '@/ui/icons';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { Stale } from '@/ui/Stale';
import { State } from '@/ui/State';
import { dateAndTime, dateOf, number, percent } from '@/words/format';
import { type Catalogue, speakToo } from '@/words/language';
import { type LiveCampaign, statusOf } from '../live';
import { modeWord, STATUSES, statusWord } from '../words';
import { NewCampaign } from './new-campaign';

await speakToo(import.meta.glob<Catalogue>('../words/*.po'));

/** All campaigns: what each does and why, and what may be done with several at once. */
export default function Campaigns() {
  const { data: me } = useSuspenseQuery(meQuery);
  const { q = '', status = '', sort = '' } = useSearch({ strict: false }) as Record<string, string>;
  const navigate = useNavigate();
  const [cursors, setCursors] = useState<string[]>([]);
  const [selected, setSelected] = useState<Set<string | number>>(new Set());
  const [isNew, setNew] = useState(false);
  const cursor = cursors.at(-1);
  const filter: CampaignFilter = {
    ...(q ? { q } : {}),
    ...(status ? { status: status as CampaignStatus } : {}),
    ...(sort ? { sort } : {}),
    ...(cursor ? { cursor } : {}),
  };
  const { data, error, refetch } = useQuery(campaignPageQuery(filter));
  const { heardAt, engineAge } = useConnection();
  const live = useLive('board', (parts) =>
    Object.keys(parts)
      .filter((key) => key.startsWith('campaign:'))
      .map((key) => parts[key] as LiveCampaign),
  );
  const liveOf = (id: number) => live.find((one) => one.id === id);
  const set = (change: Record<string, string>) => {
    setCursors([]);
    setSelected(new Set());
    const all = { q, status, sort, ...change };
    const search = Object.fromEntries(Object.entries(all).filter(([, value]) => value));
    void navigate({ to: '/campaigns', search } as never);
  };
  const write = useDebouncedCallback((typed: string) => set({ q: typed.trim() }), 250);
  const begin = me.permissions.includes('campaign.write') && (
    <Button leftSection={<IconPlus />} onClick={() => setNew(true)}>
      {t`New campaign`}
    </Button>
  );
  return (
    <Stack gap="md">
      <Group justify="space-between">
        <Title order={1}>{t`Campaigns`}</Title>
        {begin}
      </Group>
      <Group align="flex-end">
        <TextInput
          label={t`Search`}
          leftSection={<IconSearch size={16} />}
          defaultValue={q}
          onChange={(event) => write(event.currentTarget.value)}
          maxLength={200}
        />
        <NativeSelect
          label={t`State`}
          value={status}
          onChange={(event) => set({ status: event.currentTarget.value })}
          data={[
            { value: '', label: t`all but archived` },
            ...STATUSES.map((one) => ({ value: one, label: statusWord(one)[1] })),
          ]}
        />
      </Group>
      <Stale heardAt={heardAt} engineAge={engineAge}>
        <DataTable<CampaignLine>
          id="campaigns"
          caption={t`Campaigns`}
          rows={data?.items}
          problem={error && asProblem(error)}
          onRetry={() => void refetch()}
          keyOf={(one) => one.id}
          nameOf={(one) => one.name}
          {...(sort ? { sort } : {})}
          onSort={(by) => set({ sort: by })}
          {...(me.permissions.includes('campaign.end') ? { selected, onSelect: setSelected } : {})}
          bulk={<Bulk ids={[...selected].map(Number)} lines={data?.items ?? []} />}
          pages={{
            previous: cursors.length > 0 ? () => setCursors(cursors.slice(0, -1)) : null,
            next: data?.next ? () => setCursors([...cursors, data.next as string]) : null,
          }}
          empty={
            q || status ? (
              <EmptyMatch onClear={() => set({ q: '', status: '' })} />
            ) : (
              <EmptyYet title={t`There is no campaign yet`} action={begin}>
                {t`A campaign says how lists are dialled: by whom, when, how fast, and by which law.`}
              </EmptyYet>
            )
          }
          columns={[
            {
              id: 'name',
              header: t`Name`,
              sorts: true,
              cell: (one) => (
                <Anchor component={Link} to={`/campaigns/${one.id}` as never}>
                  {one.name}
                </Anchor>
              ),
            },
            { id: 'state', header: t`State`, cell: (one) => <Now line={one} live={liveOf(one.id)} /> },
            { id: 'mode', header: t`Mode`, cell: (one) => modeWord(one.mode) },
            {
              id: 'agents',
              header: t`Agents`,
              figures: true,
              cell: (one) => agentsNow(liveOf(one.id)),
            },
            {
              id: 'abandoned',
              header: t`Abandoned today`,
              figures: true,
              cell: (one) => abandonedNow(liveOf(one.id)),
            },
            { id: 'dry', header: t`Lists run dry`, cell: (one) => runsDry(liveOf(one.id)) },
            {
              id: 'created_at',
              header: t`Created`,
              sorts: true,
              extra: true,
              cell: (one) => dateOf(new Date(one.created_at)),
            },
          ]}
        />
      </Stale>
      <NewCampaign opened={isNew} onClose={() => setNew(false)} />
    </Stack>
  );
}

/** What a campaign does, in a word, and why. */
function Now({ line, live }: { line: CampaignLine; live: LiveCampaign | undefined }) {
  const [tone, word] = statusWord(statusOf(live, line.status));
  return (
    <>
      <State tone={tone}>{word}</State>
      {live?.why?.text && live.status === 'running' && (
        <Text size="xs" c="dimmed" maw="24rem" data-from="api">
          {live.why.text}
        </Text>
      )}
    </>
  );
}

function agentsNow(live: LiveCampaign | undefined): string {
  const loggedIn = live?.agents.logged_in;
  if (!loggedIn) return '–';
  const talking = live?.agents.talking ?? 0;
  return t`${number(talking)} of ${number(loggedIn)} talk`;
}

function abandonedNow(live: LiveCampaign | undefined): string {
  if (!live || live.abandoned_share === null || live.abandoned_share === undefined) return '–';
  const share = percent(live.abandoned_share);
  return live.abandoned_limit ? t`${share} of ${percent(live.abandoned_limit)}` : share;
}

function runsDry(live: LiveCampaign | undefined): string {
  const ahead = live?.penetration;
  if (!ahead) return '–';
  if (ahead.dry_at) return dateAndTime(ahead.dry_at * 1000);
  return ahead.due === 0 ? t`no lead is due` : t`not foreseen`;
}

/** What is done with those selected; what is refused for one is told, and does not keep the others. */
function Bulk({ ids, lines }: { ids: readonly number[]; lines: readonly CampaignLine[] }) {
  const queries = useQueryClient();
  const { mutate, isPending, data, error, variables } = useMutation({
    mutationFn: (action: BulkAction) => changeCampaigns(ids, action),
    onSettled: () => queries.invalidateQueries({ queryKey: ['campaigns'] }),
  });
  const nameOf = (id: number) => lines.find((one) => one.id === id)?.name ?? String(id);
  const stop = async () => {
    const title = plural(ids.length, { one: 'Stop # campaign?', other: 'Stop # campaigns?' });
    const body = t`No new call is placed; talks go on. Leads that were next go back to their lists.`;
    if (await confirm({ title, body, action: t`Stop`, tone: 'stop' })) mutate('stop');
  };
  const button = (action: BulkAction, label: string, icon: React.ReactNode, act = () => mutate(action)) => (
    <Button
      size="compact-sm"
      variant="default"
      leftSection={icon}
      loading={isPending && variables === action}
      onClick={() => void act()}
    >
      {label}
    </Button>
  );
  return (
    <>
      {button('start', t`Start`, <IconPlay size={14} />)}
      {button('pause', t`Pause`, <IconPause size={14} />)}
      {button('stop', t`Stop`, null, stop)}
      {error && <ProblemAlert problem={asProblem(error)} />}
      {data && data.refusals.length > 0 && (
        <ProblemAlert
          problem={{
            kind: 'refused',
            title: plural(data.refused, {
              one: '# campaign was left as it was',
              other: '# campaigns were left as they were',
            }),
            message: '',
            errors: data.refusals.map(({ id, detail }) => ({
              where: String(id),
              what: `${nameOf(id)}: ${detail}`,
            })),
          }}
        />
      )}
      {data && data.refusals.length === 0 && (
        <Text size="sm">{plural(data.changed, { one: '# changed', other: '# changed' })}</Text>
      )}
    </>
  );
}
