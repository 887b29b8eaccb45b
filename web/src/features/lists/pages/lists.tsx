import '../catalogue';
import { t } from '@lingui/core/macro';
import { Anchor, Button, Group, Modal, Select, Stack, TextInput, Title } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { campaignsQuery } from '@/api/campaigns';
import { WITHOUT_STREAM_MS } from '@/api/jobs';
import { type List, listCountsQuery, listsQuery } from '@/api/lists';
import { asProblem } from '@/api/problem';
import { meQuery } from '@/api/session';
import { useCursors } from '@/ui/cursors';
import { type Column, DataTable } from '@/ui/DataTable';
import { EmptyMatch, EmptyYet } from '@/ui/Empty';
import { IconPlus, IconSearch } from '@/ui/icons';
import { State } from '@/ui/State';
import { dateOf, number } from '@/words/format';
import type { ListsSearch } from '../routes';
import { Followed } from './followed';
import { NewList } from './new-list';
import { listState } from './words';

const WAITS_MS = 300;
const LEFT = ['open', 'claimed', 'booked', 'calling', 'wrapping'];

/** All lists: where they stand, and how many are still to be called. */
export default function Lists() {
  const search = useSearch({ strict: false }) as ListsSearch;
  const navigate = useNavigate();
  const { data: me } = useSuspenseQuery(meQuery);
  const { data: campaigns = [] } = useQuery(campaignsQuery);
  const { cursor, pages } = useCursors(JSON.stringify(search));
  const asked = listsQuery({ ...search, sort: search.sort ?? '-created_at', cursor });
  const { data, error, refetch } = useQuery({
    ...asked,
    refetchInterval: ({ state }) => (state.data?.items.some(({ task }) => task) ? WITHOUT_STREAM_MS : false),
  });
  const { data: counts } = useQuery(listCountsQuery(data?.items.map(({ id }) => id) ?? []));
  const [isNew, setNew] = useState(false);
  const ask = (change: ListsSearch) =>
    void navigate({ to: '/lists', search: { ...search, ...change }, replace: true } as never);
  const write = useDebouncedCallback((q: string) => ask({ q }), WAITS_MS);
  const nameOf = new Map(campaigns.map(({ id, name }) => [id, name]));
  const of = (list: List) => counts?.find(({ list_id }) => list_id === list.id)?.leads;
  const figure = (list: List, states: string[]) => {
    const leads = of(list);
    return leads ? number(states.reduce((sum, state) => sum + (leads[state] ?? 0), 0)) : '…';
  };
  const columns: Column<List>[] = [
    {
      id: 'name',
      header: t`Name`,
      sorts: true,
      cell: (list) => (
        <Anchor inherit component={Link} to={`/lists/${list.id}`}>
          {list.name}
        </Anchor>
      ),
    },
    {
      id: 'state',
      header: t`State`,
      cell: (list) => {
        const { tone, words } = listState(list);
        return <State tone={tone}>{words}</State>;
      },
    },
    {
      id: 'campaign',
      header: t`Campaign`,
      cell: ({ campaign_id }) =>
        campaign_id !== null && (
          <Anchor inherit component={Link} to={`/campaigns/${campaign_id}`}>
            {nameOf.get(campaign_id) ?? campaign_id}
          </Anchor>
        ),
    },
    { id: 'left', header: t`To be called`, figures: true, cell: (list) => figure(list, LEFT) },
    { id: 'held', header: t`Left out`, figures: true, cell: (list) => figure(list, ['held']) },
    { id: 'done', header: t`Done`, figures: true, cell: (list) => figure(list, ['done']) },
    {
      id: 'weight',
      header: t`Share`,
      figures: true,
      extra: true,
      cell: ({ weight }) => (weight ? number(weight) : '–'),
    },
    { id: 'order_by', header: t`Order`, extra: true, cell: ({ order_by }) => order_by },
    { id: 'created_at', header: t`Made on`, sorts: true, cell: ({ created_at }) => dateOf(new Date(created_at)) },
  ];
  const begin = me.permissions.includes('list.write') && (
    <Button leftSection={<IconPlus />} onClick={() => setNew(true)}>
      {t`New list`}
    </Button>
  );
  return (
    <Stack gap="md">
      {data?.items.map(({ id, job_id }) =>
        job_id ? <Followed key={id} jobId={job_id} queryKey={asked.queryKey} /> : null,
      )}
      <Group justify="space-between">
        <Title order={1}>{t`Lists`}</Title>
        {begin}
      </Group>
      <Group align="flex-end">
        <TextInput
          type="search"
          label={t`Name`}
          placeholder={t`A part of it`}
          leftSection={<IconSearch size={18} />}
          defaultValue={search.q ?? ''}
          onChange={({ currentTarget }) => write(currentTarget.value.trim())}
        />
        <Select
          label={t`Campaign`}
          placeholder={t`All`}
          data={campaigns.map(({ id, name }) => ({ value: String(id), label: name }))}
          value={search.campaign ? String(search.campaign) : null}
          onChange={(value) => ask({ campaign: value ? Number(value) : (undefined as never) })}
          clearable
          clearButtonProps={{ 'aria-label': t`All campaigns` }}
          searchable
        />
      </Group>
      <DataTable
        id="lists"
        caption={t`Lists`}
        columns={columns}
        rows={data?.items}
        keyOf={({ id }) => id}
        problem={error && asProblem(error)}
        onRetry={() => void refetch()}
        sort={search.sort ?? '-created_at'}
        onSort={(sort) => ask({ sort })}
        pages={pages(data?.next)}
        empty={
          search.q || search.campaign ? (
            <EmptyMatch onClear={() => void navigate({ to: '/lists', search: {} } as never)} />
          ) : (
            <EmptyYet title={t`There is no list yet`} action={begin}>
              {t`A list is where people come from: a file, with what allows to call them.`}
            </EmptyYet>
          )
        }
      />
      <Modal opened={isNew} onClose={() => setNew(false)} title={t`New list`} size="xl">
        <NewList
          campaignId={search.campaign}
          onMade={(listId) => void navigate({ to: `/lists/${listId}`, search: { tab: 'load' } } as never)}
        />
      </Modal>
    </Stack>
  );
}
