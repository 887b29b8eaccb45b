import { t } from '@lingui/core/macro';
import { Button, Group, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { Me } from '@/api/session';
import { agentDaysQuery, teamsQuery } from '@/api/supervision';
import { useConnection, useLive } from '@/live/live';
import { type Column, DataTable } from '@/ui/DataTable';
import { EmptyMatch, EmptyYet } from '@/ui/Empty';
import { Loading } from '@/ui/Loading';
import { Prose } from '@/ui/Prose';
import { Since } from '@/ui/Since';
import { Stale } from '@/ui/Stale';
import { State } from '@/ui/State';
import { duration, number } from '@/words/format';
import { AgentActions } from './agent-actions';
import { CampaignStrip } from './campaign-strip';
import { campaignsOf, namedOf, type Row, STATES, shownRows, unnamedOf } from './live';
import { ThresholdsButton, useThresholds } from './thresholds';
import { stateOf } from './words';

/** Agents by state, with how long they are in it. Names stand here only where the law lets the stream carry them. */
export function Floor({ me }: { me: Me }) {
  const campaigns = useLive('board', campaignsOf);
  const named = useLive('board', namedOf);
  const unnamed = useLive('board', unnamedOf);
  const { heardAt, engineAge, clockOffset } = useConnection();
  const { data: teams = [] } = useQuery({ ...teamsQuery, enabled: me.permissions.includes('team.read') });
  const { data: days } = useQuery({ ...agentDaysQuery, enabled: me.permissions.includes('agent.read') });
  const { campaign = null, team = null, state = null } = useSearch({ strict: false }) as Record<string, never>;
  const navigate = useNavigate();
  const [text, setText] = useState('');
  const [chosen, choose] = useState<{ id: number; name: string } | 'any' | null>(null);
  const [thresholds, setThresholds] = useThresholds();
  const search = useRef<HTMLInputElement>(null);
  const table = useRef<HTMLDivElement>(null);
  useMoves(table, search);
  const rows = useMemo(
    () => shownRows(named, unnamed, { campaign, team, state, text }),
    [named, unnamed, campaign, team, state, text],
  );
  const filter = (name: string, value: string) =>
    void navigate({
      to: '.',
      replace: true,
      search: (before: Record<string, unknown>) => {
        const { [name]: _, ...rest } = before;
        return value ? { ...rest, [name]: name === 'state' ? value : Number(value) } : rest;
      },
    } as never);
  const clear = () => {
    setText('');
    void navigate({ to: '.', replace: true, search: {} } as never);
  };
  const nameOf = (id: number) => campaigns.find((one) => one.id === id)?.name ?? String(id);
  const teamOf = (id: number | null | undefined) => teams.find((one) => one.id === id)?.name ?? '';
  const talksOf = (row: Row) => days?.find((one) => one.agent_id === row.id)?.talks;
  const hidden = campaigns.filter((one) => one.agents_unnamed);

  if (heardAt === null) return <Loading lines={6} />;
  const columns: Column<Row>[] = [
    {
      id: 'name',
      header: t`Agent`,
      cell: (row) =>
        row.id === null ? (
          <Text size="sm" c="dimmed">{t`not named`}</Text>
        ) : (
          <Button
            variant="subtle"
            size="compact-sm"
            styles={{ label: { whiteSpace: 'nowrap' } }}
            data-agent-row
            onClick={() => choose({ id: row.id as number, name: row.name })}
          >
            {row.name}
          </Button>
        ),
    },
    {
      id: 'state',
      header: t`State`,
      cell: (row) => {
        const [tone, word] = stateOf(row.state);
        return <State tone={tone}>{word}</State>;
      },
    },
    {
      id: 'since',
      header: t`For`,
      figures: true,
      cell: (row) => {
        const warn = thresholds[row.state] ?? 0;
        return <Since at={row.since} offset={clockOffset} {...(warn > 0 ? { warn, stop: 2 * warn } : {})} />;
      },
    },
    { id: 'campaign', header: t`Campaign`, cell: (row) => nameOf(row.campaign_id) },
    ...(teams.length > 0 ? [{ id: 'team', header: t`Team`, cell: (row: Row) => teamOf(row.team_id) }] : []),
    {
      id: 'talks',
      header: t`Talks today`,
      figures: true,
      cell: (row) => {
        const talks = talksOf(row);
        return talks ? number(talks.talks) : '–';
      },
    },
    {
      id: 'wrap_up',
      header: t`Wrap-up, mean`,
      figures: true,
      cell: (row) => {
        const talks = talksOf(row);
        return talks && talks.wrap_ups > 0 ? duration(talks.wrap_up_s / talks.wrap_ups) : '–';
      },
    },
    {
      id: 'undisposed',
      header: t`Without a disposition`,
      figures: true,
      cell: (row) => (row.undisposed === undefined ? '–' : number(row.undisposed)),
    },
    {
      id: 'hand',
      header: t`Hand`,
      cell: (row) => (row.hand_at ? <State tone="warn">{t`raised`}</State> : ''),
    },
  ];
  return (
    <Stale heardAt={heardAt} engineAge={engineAge}>
      <Stack gap="md">
        {campaigns.length > 0 && <CampaignStrip campaigns={campaigns} />}
        <Group align="end" gap="sm" role="search" aria-label={t`Filters`}>
          <TextInput
            ref={search}
            label={t`Name`}
            description={t`Press / to search, j and k to move, Enter to act`}
            inputWrapperOrder={['label', 'input', 'description']}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
          <NativeSelect
            label={t`Campaign`}
            value={campaign ?? ''}
            data={[
              { value: '', label: t({ context: 'campaigns', message: 'all' }) },
              ...campaigns.map((one) => ({ value: String(one.id), label: one.name })),
            ]}
            onChange={(event) => filter('campaign', event.currentTarget.value)}
          />
          {teams.length > 0 && (
            <NativeSelect
              label={t`Team`}
              value={team ?? ''}
              data={[
                { value: '', label: t`all` },
                ...teams.map((one) => ({ value: String(one.id), label: one.name })),
              ]}
              onChange={(event) => filter('team', event.currentTarget.value)}
            />
          )}
          <NativeSelect
            label={t`State`}
            value={state ?? ''}
            data={[{ value: '', label: t`all` }, ...STATES.map((one) => ({ value: one, label: stateOf(one)[1] }))]}
            onChange={(event) => filter('state', event.currentTarget.value)}
          />
          <ThresholdsButton thresholds={thresholds} onChange={setThresholds} />
          {me.permissions.includes('agent.force') && (
            <Button variant="default" onClick={() => choose('any')}>
              {t`Act for an agent…`}
            </Button>
          )}
        </Group>
        {hidden.map((one) => (
          <Text key={one.id} size="sm">
            <Prose>{`${one.name}: ${one.agents_unnamed?.text}`}</Prose>
          </Text>
        ))}
        <div ref={table}>
          <DataTable
            id="agents-now"
            caption={t`Agents now`}
            rows={rows}
            columns={columns}
            keyOf={(row) => row.key}
            empty={
              named.length + unnamed.length === 0 ? (
                <EmptyYet title={t`No agent is shown`}>
                  {t`Agents stand here while they are logged in, as far as the law lets them be seen.`}
                </EmptyYet>
              ) : (
                <EmptyMatch onClear={clear} />
              )
            }
          />
        </div>
      </Stack>
      {chosen && <AgentActions me={me} agent={chosen === 'any' ? null : chosen} onClose={() => choose(null)} />}
    </Stale>
  );
}

/** `j` and `k` go down and up the agents, `/` goes to the search; a letter typed into a field is one. */
function useMoves(table: React.RefObject<HTMLDivElement | null>, search: React.RefObject<HTMLInputElement | null>) {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const at = document.activeElement;
      const types =
        at instanceof HTMLInputElement || at instanceof HTMLTextAreaElement || at instanceof HTMLSelectElement;
      if (types || event.ctrlKey || event.metaKey || event.altKey || document.querySelector('[role=dialog]'))
        return;
      if (event.key === '/') search.current?.focus();
      else if (event.key === 'j' || event.key === 'k') {
        const all = [...(table.current?.querySelectorAll<HTMLElement>('[data-agent-row]') ?? [])];
        const here = all.indexOf(at as HTMLElement);
        const next = here < 0 ? 0 : here + (event.key === 'j' ? 1 : -1);
        all[Math.max(0, Math.min(all.length - 1, next))]?.focus();
      } else return;
      event.preventDefault();
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, [table, search]);
}
