import { t } from '@lingui/core/macro';
import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Versioned } from '@/api/client';
import { createTeam, deleteTeam, renameTeam, type Team, teamQuery } from '@/api/people';
import { asProblem, problemInstead } from '@/api/problem';
import type { Me } from '@/api/session';
import { teamsQuery } from '@/api/supervision';
import { confirm } from '@/ui/Confirm';
import { DataTable } from '@/ui/DataTable';
import { EmptyYet } from '@/ui/Empty';
import { IconPlus } from '@/ui/icons';
import { Loading } from '@/ui/Loading';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { number } from '@/words/format';

/** Teams: for whom a supervisor may be responsible, and whose reasons to pause are their own. */
export function Teams({ me }: { me: Me }) {
  const queries = useQueryClient();
  const { data: teams, error, refetch } = useQuery(teamsQuery);
  const [opened, setOpened] = useState<Team | 'new' | null>(null);
  const writes = me.permissions.includes('team.write');
  const again = () => queries.invalidateQueries({ queryKey: teamsQuery.queryKey });
  const deleting = useMutation({
    mutationFn: async ({ id }: Team) => {
      const read = await queries.fetchQuery({ ...teamQuery(id), staleTime: 0 });
      const one = read.value;
      const body = t`Only a team that no agent belongs to and for which no role is given can be deleted.`;
      const question = { title: t`Delete the team ${one.name}?`, body, action: t`Delete it` };
      if (await confirm({ ...question, tone: 'stop' })) await deleteTeam(read);
    },
    onSuccess: again,
  });
  const add = writes && (
    <Button leftSection={<IconPlus />} onClick={() => setOpened('new')}>
      {t`New team`}
    </Button>
  );
  return (
    <Stack>
      <Group justify="space-between">
        <Text size="sm" maw="40rem">
          {t`A role can be given for one team: a supervisor of it sees its agents alone.`}
        </Text>
        {add}
      </Group>
      {deleting.error && (
        <ProblemAlert
          problem={asProblem(deleting.error)}
          onReread={() => {
            deleting.reset();
            void again();
          }}
        />
      )}
      <DataTable<Team>
        id="teams"
        caption={t`Teams`}
        rows={teams}
        problem={error && asProblem(error)}
        onRetry={() => void refetch()}
        keyOf={(one) => one.id}
        empty={<EmptyYet title={t`There is no team yet`} action={add} />}
        columns={[
          { id: 'name', header: t`Team`, cell: (one) => one.name },
          { id: 'agents', header: t`Agents`, figures: true, cell: (one) => number(one.agents) },
          ...(writes
            ? [
                {
                  id: 'acts',
                  header: t`Do`,
                  cell: (one: Team) => (
                    <Group gap="xs">
                      <Button
                        size="compact-xs"
                        variant="default"
                        aria-label={t`Rename ${one.name}`}
                        onClick={() => setOpened(one)}
                      >
                        {t`Rename`}
                      </Button>
                      <Button
                        size="compact-xs"
                        variant="subtle"
                        color="stop"
                        aria-label={t`Delete ${one.name}`}
                        onClick={() => deleting.mutate(one)}
                      >
                        {t`Delete`}
                      </Button>
                    </Group>
                  ),
                },
              ]
            : []),
        ]}
      />
      <Modal
        opened={opened !== null}
        onClose={() => setOpened(null)}
        title={opened === 'new' ? t`New team` : t`Rename the team`}
      >
        {opened === 'new' && <TeamName read={null} onDone={() => setOpened(null)} />}
        {opened !== null && opened !== 'new' && <Rename teamId={opened.id} onDone={() => setOpened(null)} />}
      </Modal>
    </Stack>
  );
}

function Rename({ teamId, onDone }: { teamId: number; onDone: () => void }) {
  const { data: read, error } = useQuery(teamQuery(teamId));
  const lacking = problemInstead(error, read);
  if (lacking) return <ProblemAlert problem={lacking} />;
  if (!read) return <Loading lines={2} />;
  return <TeamName key={read.etag} read={read} onDone={onDone} />;
}

function TeamName({ read, onDone }: { read: Versioned<Team> | null; onDone: () => void }) {
  const queries = useQueryClient();
  const [name, setName] = useState(read?.value.name ?? '');
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => (read ? renameTeam(read, name.trim()) : createTeam(name.trim())),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: teamsQuery.queryKey });
      onDone();
    },
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        mutate();
      }}
    >
      <Stack gap="sm">
        {error && (
          <ProblemAlert
            problem={asProblem(error)}
            onReread={() => void queries.invalidateQueries({ queryKey: teamsQuery.queryKey })}
          />
        )}
        <TextInput
          label={t`Name of the team`}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          maxLength={200}
          data-autofocus
        />
        <Group justify="flex-end">
          <Button type="submit" loading={isPending} disabled={!name.trim()}>
            {read ? t`Save` : t`Make the team`}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
