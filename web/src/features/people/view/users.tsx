import { t } from '@lingui/core/macro';
import { Anchor, Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { agentsQuery } from '@/api/agents';
import { everyCompanyQuery } from '@/api/installation';
import { disableUser, enableUser, type Link, makeLink, type User, usersQuery } from '@/api/people';
import { asProblem } from '@/api/problem';
import type { Me } from '@/api/session';
import { teamsQuery } from '@/api/supervision';
import { useConfirmed } from '@/features/session';
import { confirm } from '@/ui/Confirm';
import { DataTable } from '@/ui/DataTable';
import { EmptyYet } from '@/ui/Empty';
import { IconPlus } from '@/ui/icons';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { State } from '@/ui/State';
import { ChangeUser } from './change-user';
import { NewUser } from './new-user';
import { LinkShown } from './shown-once';
import { grantText } from './words';

/** A link to hand over, and whose it is. */
export interface Made {
  name: string;
  link: Link;
}

/** Everybody who signs in: their roles, whether they have signed in yet, and links to hand over. */
export function Users({ me }: { me: Me }) {
  const { data: users, error, refetch } = useQuery(usersQuery);
  const { data: companies = [] } = useQuery(everyCompanyQuery);
  const { data: teams = [] } = useQuery(teamsQuery);
  const { data: agents = [] } = useQuery({ ...agentsQuery, enabled: me.permissions.includes('agent.read') });
  const [opened, setOpened] = useState<number | 'new' | null>(null);
  const [made, setMade] = useState<Made | null>(null);
  const writes = me.permissions.includes('user.write');
  const add = writes && (
    <Button leftSection={<IconPlus />} onClick={() => setOpened('new')}>
      {t`New user`}
    </Button>
  );
  const nameOf = (one: User) => one.display_name || one.name;
  const shown = users?.find(({ id }) => id === opened);
  return (
    <Stack>
      <Group justify="flex-end">{add}</Group>
      <DataTable<User>
        id="users"
        caption={t`Users and roles`}
        rows={users}
        problem={error && asProblem(error)}
        onRetry={() => void refetch()}
        keyOf={(one) => one.id}
        empty={<EmptyYet title={t`There is no user`} action={add} />}
        columns={[
          {
            id: 'name',
            header: t`Name`,
            cell: (one) => (
              <div>
                {writes ? (
                  <Anchor component="button" type="button" ta="left" onClick={() => setOpened(one.id)}>
                    {nameOf(one)}
                  </Anchor>
                ) : (
                  nameOf(one)
                )}
                <Text size="xs" c="dimmed">
                  {t`signs in as ${one.name}`}
                </Text>
              </div>
            ),
          },
          {
            id: 'roles',
            header: t`Roles`,
            cell: (one) =>
              one.grants.map((grant) => grantText(grant, companies, teams)).join(', ') || t`none: may do nothing`,
          },
          {
            id: 'agent',
            header: t`Agent`,
            cell: (one) => agents.find(({ id }) => id === one.agent_id)?.name ?? '–',
          },
          { id: 'state', header: t`State`, cell: (one) => <UserState user={one} /> },
          { id: 'email', header: t`E-mail address`, extra: true, cell: (one) => one.email ?? '–' },
          ...(writes
            ? [
                {
                  id: 'acts',
                  header: t`Do`,
                  cell: (one: User) => <Acts me={me} user={one} name={nameOf(one)} onMade={setMade} />,
                },
              ]
            : []),
        ]}
      />
      <Modal opened={opened === 'new'} onClose={() => setOpened(null)} title={t`New user`} size="lg">
        <NewUser
          me={me}
          onDone={(one) => {
            setOpened(null);
            setMade(one);
          }}
        />
      </Modal>
      <Modal opened={shown !== undefined} onClose={() => setOpened(null)} title={shown && nameOf(shown)} size="lg">
        {shown && <ChangeUser me={me} userId={shown.id} onDone={() => setOpened(null)} />}
      </Modal>
      <Modal opened={made !== null} onClose={() => setMade(null)} title={t`Link for ${made?.name ?? ''}`} size="lg">
        {made && <LinkShown {...made} />}
      </Modal>
    </Stack>
  );
}

function UserState({ user }: { user: User }) {
  if (user.disabled_at) return <State tone="stop">{t`disabled`}</State>;
  if (user.has_password || user.has_provider)
    return <State tone="ok">{user.totp ? t`may sign in, with a second factor` : t`may sign in`}</State>;
  return <State tone="warn">{t`waits for a link`}</State>;
}

function Acts({ me, user, name, onMade }: { me: Me; user: User; name: string; onMade: (made: Made) => void }) {
  const queries = useQueryClient();
  const confirmed = useConfirmed(me);
  const refresh = () => queries.invalidateQueries({ queryKey: usersQuery.queryKey });
  const linking = useMutation({
    mutationFn: () => confirmed(() => makeLink(user.id)),
    onSuccess: (link) => onMade({ name, link }),
  });
  const switching = useMutation({
    mutationFn: (on: boolean) => confirmed(() => (on ? enableUser(user.id) : disableUser(user.id))),
    onSuccess: refresh,
  });
  const disable = async () => {
    const body = t`${name} is signed out everywhere and cannot sign in any more. Everything that they did stays.`;
    if (await confirm({ title: t`Disable ${name}?`, body, action: t`Disable`, tone: 'stop' }))
      switching.mutate(false);
  };
  const failure = linking.error ?? switching.error;
  return (
    <Stack gap={4}>
      {failure && <ProblemAlert problem={asProblem(failure)} />}
      <Group gap="xs">
        {user.disabled_at ? (
          <Button
            size="compact-xs"
            variant="default"
            aria-label={t`Enable ${name}`}
            loading={switching.isPending}
            onClick={() => switching.mutate(true)}
          >
            {t`Enable`}
          </Button>
        ) : (
          <>
            <Button
              size="compact-xs"
              variant="default"
              aria-label={t`New link for ${name}`}
              loading={linking.isPending}
              onClick={() => linking.mutate()}
            >
              {t`New link`}
            </Button>
            {user.id !== me.id && (
              <Button
                size="compact-xs"
                variant="subtle"
                color="stop"
                aria-label={t`Disable ${name}`}
                loading={switching.isPending}
                onClick={() => void disable()}
              >
                {t`Disable`}
              </Button>
            )}
          </>
        )}
      </Group>
    </Stack>
  );
}
