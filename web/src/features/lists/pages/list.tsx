import '../catalogue';
import { t } from '@lingui/core/macro';
import { Anchor, Group, Stack, Tabs, Title } from '@mantine/core';
import { useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { listQuery } from '@/api/lists';
import { problemInstead } from '@/api/problem';
import { meQuery } from '@/api/session';
import { useJobChanges } from '@/live/jobs';
import { IconLeft } from '@/ui/icons';
import { Loading } from '@/ui/Loading';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { State } from '@/ui/State';
import type { ListSearch } from '../routes';
import { ListActions } from './actions';
import { Arrange } from './arrange';
import { Details } from './details';
import { Figures } from './figures';
import { Files } from './files';
import { Registers } from './registers';
import { listState } from './words';

/** One list: where it stands, its files, its filter and order, its share, the registers. */
export default function ListPage() {
  const { listId } = useParams({ strict: false }) as { listId: string };
  const search = useSearch({ strict: false }) as ListSearch;
  const navigate = useNavigate();
  const { data: me } = useSuspenseQuery(meQuery);
  const asked = listQuery(Number(listId));
  const { data: read, error, refetch } = useQuery(asked);
  useJobChanges(read?.value.job_id, asked.queryKey);
  const lacking = problemInstead(error, read);
  if (lacking) return <ProblemAlert problem={lacking} onRetry={() => void refetch()} />;
  if (!read) return <Loading lines={8} />;
  const list = read.value;
  const may = (permission: (typeof me.permissions)[number]) => me.permissions.includes(permission);
  const go = (change: ListSearch) => void navigate({ to: `/lists/${listId}`, search: change } as never);
  const { tone, words } = listState(list);
  const isEmpty = Object.values(list.leads).every((count) => count === 0) && !list.archived_at;
  const tab = search.tab ?? (isEmpty && may('list.import') ? 'load' : 'state');
  return (
    <Stack gap="md">
      <Anchor component={Link} to="/lists" size="sm">
        <Group gap={4}>
          <IconLeft size={16} />
          {t`All lists`}
        </Group>
      </Anchor>
      <Group justify="space-between">
        <Group gap="sm">
          <Title order={1}>{list.name}</Title>
          <State tone={tone}>{words}</State>
        </Group>
        <ListActions read={read} me={me} />
      </Group>
      <Tabs value={tab} onChange={(value) => go({ tab: value ?? 'state' })} keepMounted={false}>
        <Tabs.List>
          <Tabs.Tab value="state">{t`State`}</Tabs.Tab>
          <Tabs.Tab value="load">{t`Files`}</Tabs.Tab>
          {may('list.write') && <Tabs.Tab value="order">{t`Filter and order`}</Tabs.Tab>}
          {may('register.read') && <Tabs.Tab value="registers">{t`Registers`}</Tabs.Tab>}
          <Tabs.Tab value="details">{t`Details`}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="state" pt="md">
          <Figures read={read} mayWrite={may('list.write')} />
        </Tabs.Panel>
        <Tabs.Panel value="load" pt="md">
          <Files
            list={list}
            mayImport={may('list.import')}
            importId={search.import}
            onOpen={(importId) => go({ tab: 'load', ...(importId ? { import: importId } : {}) })}
          />
        </Tabs.Panel>
        <Tabs.Panel value="order" pt="md">
          <Arrange read={read} />
        </Tabs.Panel>
        <Tabs.Panel value="registers" pt="md">
          <Registers list={list} me={me} />
        </Tabs.Panel>
        <Tabs.Panel value="details" pt="md">
          <Details read={read} mayWrite={may('list.write')} />
        </Tabs.Panel>
      </Tabs>
    </Stack>
  );
}
