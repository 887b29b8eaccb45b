import './words';
import { t } from '@lingui/core/macro';
import { Stack, Tabs, Text, Title } from '@mantine/core';
import { useSuspenseQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { meQuery } from '@/api/session';
import { Agents } from './agents';
import { Keys } from './keys';
import { Teams } from './teams';
import { Users } from './users';

/** Who signs in with which roles, who takes calls on which phone, and the teams that agents belong to. */
export default function People() {
  const { data: me } = useSuspenseQuery(meQuery);
  const { tab = 'users' } = useSearch({ strict: false }) as { tab?: string };
  const navigate = useNavigate();
  const reads = me.permissions.includes('agent.read');
  const readsKeys = me.permissions.includes('key.read');
  return (
    <Stack gap="md">
      <Title order={1}>{t`People`}</Title>
      <Text c="dimmed" maw="46rem">
        {t`Whoever works with Pronto signs in as a user with a role. An agent takes calls on a phone; agents are users too, and sign in at the workplace.`}
      </Text>
      <Tabs
        value={tab}
        onChange={(to) => void navigate({ to: '/people', search: { tab: to } } as never)}
        keepMounted={false}
      >
        <Tabs.List>
          <Tabs.Tab value="users">{t`Users and roles`}</Tabs.Tab>
          {reads && <Tabs.Tab value="agents">{t`Agents and phones`}</Tabs.Tab>}
          <Tabs.Tab value="teams">{t`Teams`}</Tabs.Tab>
          {readsKeys && <Tabs.Tab value="keys">{t`Keys of programs`}</Tabs.Tab>}
        </Tabs.List>
        <Tabs.Panel value="users" pt="md">
          <Users me={me} />
        </Tabs.Panel>
        {reads && (
          <Tabs.Panel value="agents" pt="md">
            <Agents me={me} />
          </Tabs.Panel>
        )}
        <Tabs.Panel value="teams" pt="md">
          <Teams me={me} />
        </Tabs.Panel>
        {readsKeys && (
          <Tabs.Panel value="keys" pt="md">
            <Keys me={me} />
          </Tabs.Panel>
        )}
      </Tabs>
    </Stack>
  );
}
