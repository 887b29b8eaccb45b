import '../catalogue';
import { t } from '@lingui/core/macro';
import { Anchor, Group, Select, Stack, Text, TextInput, Title } from '@mantine/core';
import { useDebouncedCallback, useHotkeys } from '@mantine/hooks';
import { useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { campaignsQuery } from '@/api/campaigns';
import { type Lead, leadsQuery } from '@/api/leads';
import { listsQuery } from '@/api/lists';
import { asProblem } from '@/api/problem';
import { meQuery } from '@/api/session';
import { useCursors } from '@/ui/cursors';
import { type Column, DataTable } from '@/ui/DataTable';
import { EmptyMatch, EmptyYet } from '@/ui/Empty';
import { IconSearch } from '@/ui/icons';
import { State } from '@/ui/State';
import { number } from '@/words/format';
import type { LeadsSearch } from '../routes';
import { Bulk } from './bulk';
import { leadStates, toneOf } from './words';

const WAITS_MS = 350;

/** All leads, found by anything that is known of them, and changed one by one or many at once. */
export default function Leads() {
  const search = useSearch({ strict: false }) as LeadsSearch;
  const navigate = useNavigate();
  const { data: me } = useSuspenseQuery(meQuery);
  const { data: campaigns = [] } = useQuery(campaignsQuery);
  const { data: lists } = useQuery(listsQuery({ campaign: search.campaign, sort: 'name', limit: 1000 }));
  const { cursor, pages } = useCursors(JSON.stringify(search));
  const { data, error, refetch, isFetching } = useQuery(leadsQuery({ ...search, cursor }));
  const [selected, setSelected] = useState<Set<string | number>>(new Set());
  const box = useRef<HTMLInputElement>(null);
  useHotkeys([['/', () => box.current?.focus()]]);
  const ask = (change: { [Name in keyof LeadsSearch]: LeadsSearch[Name] | undefined }) => {
    setSelected(new Set());
    void navigate({ to: '/leads', search: { ...search, ...change }, replace: true } as never);
  };
  const write = useDebouncedCallback((q: string) => ask({ q: q || undefined }), WAITS_MS);
  const listName = new Map(lists?.items.map(({ id, name }) => [id, name]));
  const states = leadStates();
  const mayWrite = me.permissions.includes('lead.write');
  const nameOf = (lead: Lead) => lead.name || lead.external_id || lead.phones[0]?.number || `#${lead.lead_id}`;
  const columns: Column<Lead>[] = [
    {
      id: 'name',
      header: t`Name`,
      cell: (lead) => (
        <Anchor inherit component={Link} to={`/leads/${lead.lead_id}`}>
          {nameOf(lead)}
        </Anchor>
      ),
    },
    {
      id: 'phones',
      header: t`Numbers`,
      cell: ({ phones }) => <span className="figures">{phones.map(({ number: one }) => one).join(', ')}</span>,
    },
    { id: 'external_id', header: t`Customer number`, cell: ({ external_id }) => external_id },
    {
      id: 'list',
      header: t`List`,
      cell: ({ list_id }) => (
        <Anchor inherit component={Link} to={`/lists/${list_id}`}>
          {listName.get(list_id) ?? list_id}
        </Anchor>
      ),
    },
    { id: 'state', header: t`State`, cell: ({ state }) => <State tone={toneOf(state)}>{states[state]}</State> },
    {
      id: 'waits',
      header: t`Why it is not dialled now`,
      cell: ({ waits }) => (
        <Text size="sm" data-from="api">
          {waits.text}
        </Text>
      ),
    },
    { id: 'attempts', header: t`Calls`, figures: true, cell: ({ attempts }) => number(attempts) },
    { id: 'priority', header: t`Priority`, figures: true, extra: true, cell: ({ priority }) => number(priority) },
    { id: 'owner', header: t`Agent who knows them`, extra: true, cell: ({ owner }) => owner },
  ];
  const isFiltered = Object.keys(search).length > 0;
  return (
    <Stack gap="md">
      <Title order={1}>{t`Leads`}</Title>
      <Group align="flex-end">
        <TextInput
          ref={box}
          type="search"
          w={340}
          label={t`Search`}
          description={t`Name, number in any notation, its last four digits, customer number, any field`}
          leftSection={<IconSearch size={18} />}
          defaultValue={search.q ?? ''}
          key={search.q === undefined ? 'none' : 'some'}
          autoFocus
          onChange={({ currentTarget }) => write(currentTarget.value.trim())}
        />
        <Select
          label={t`Campaign`}
          placeholder={t`All`}
          data={campaigns.map(({ id, name }) => ({ value: String(id), label: name }))}
          value={search.campaign ? String(search.campaign) : null}
          onChange={(value) => ask({ campaign: value ? Number(value) : undefined, list: undefined })}
          clearable
          clearButtonProps={{ 'aria-label': t`All campaigns` }}
          searchable
        />
        <Select
          label={t`List`}
          placeholder={t`All`}
          data={lists?.items.map(({ id, name }) => ({ value: String(id), label: name })) ?? []}
          value={search.list ? String(search.list) : null}
          onChange={(value) => ask({ list: value ? Number(value) : undefined })}
          clearable
          clearButtonProps={{ 'aria-label': t`All lists` }}
          searchable
        />
        <Select
          label={t`State`}
          placeholder={t`All`}
          data={Object.entries(states).map(([value, label]) => ({ value, label }))}
          value={search.state ?? null}
          onChange={(value) => ask({ state: value ?? undefined })}
          clearable
          clearButtonProps={{ 'aria-label': t`All states` }}
        />
        <TextInput
          label={t`Agent who knows them`}
          defaultValue={search.owner ?? ''}
          onBlur={({ currentTarget }) => {
            const owner = currentTarget.value.trim() || undefined;
            if (owner !== search.owner) ask({ owner });
          }}
        />
      </Group>
      <Text size="sm" role="status" mih={20}>
        {isFetching
          ? t`Searching…`
          : data?.next && data.items.length < 50
            ? t`Only a part of all leads has been looked through so far. “Next” goes on.`
            : ''}
      </Text>
      {mayWrite && (
        <Bulk
          search={search}
          ids={[...selected].map(Number)}
          onDone={() => {
            setSelected(new Set());
            void refetch();
          }}
        />
      )}
      <DataTable
        id="leads"
        caption={t`Leads`}
        columns={columns}
        rows={data?.items}
        keyOf={({ lead_id }) => lead_id}
        nameOf={nameOf}
        problem={error && asProblem(error)}
        onRetry={() => void refetch()}
        pages={pages(data?.next)}
        {...(mayWrite ? { selected, onSelect: setSelected } : {})}
        empty={
          data?.next ? (
            <EmptyYet title={t`None of those looked through so far`} />
          ) : isFiltered ? (
            <EmptyMatch onClear={() => void navigate({ to: '/leads', search: {} } as never)} />
          ) : (
            <EmptyYet
              title={t`There is no lead yet`}
            >{t`Leads come with the files of lists, or one by one from a program.`}</EmptyYet>
          )
        }
      />
    </Stack>
  );
}
