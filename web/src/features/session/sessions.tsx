import { t } from '@lingui/core/macro';
import { Button, Group, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { asProblem } from '@/api/problem';
import { endOtherSessions, endSession, type Session, sessionsQuery } from '@/api/session';
import { type Column, DataTable } from '@/ui/DataTable';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { State } from '@/ui/State';
import { dateAndTime } from '@/words/format';
import { browserOf } from './browser';

/** The browsers in which one is signed in, and signing out in them. */
export function Sessions() {
  const { data, error, refetch } = useQuery(sessionsQuery);
  const queries = useQueryClient();
  const end = useMutation({
    mutationFn: (session: Session | null) => (session ? endSession(session.id) : endOtherSessions()),
    onSettled: () => queries.invalidateQueries({ queryKey: sessionsQuery.queryKey }),
  });
  const columns: Column<Session>[] = [
    {
      id: 'browser',
      header: t`Browser`,
      cell: (one) => (
        <Group gap="sm">
          {browserOf(one.agent_string) ?? t`unknown`}
          {one.is_this && <State tone="ok">{t`this one`}</State>}
        </Group>
      ),
    },
    { id: 'client', header: t`Address`, cell: (one) => one.client },
    { id: 'created_at', header: t`Signed in`, cell: (one) => dateAndTime(new Date(one.created_at)) },
    { id: 'seen_at', header: t`Last seen`, cell: (one) => dateAndTime(new Date(one.seen_at)) },
    {
      id: 'end',
      header: t`Sign out`,
      cell: (one) => {
        const browser = browserOf(one.agent_string) ?? t`unknown`;
        return one.is_this ? null : (
          <Button
            size="compact-sm"
            variant="default"
            onClick={() => end.mutate(one)}
            aria-label={t`Sign out ${browser} at ${one.client}`}
          >
            {t`Sign out`}
          </Button>
        );
      },
    },
  ];
  return (
    <Stack>
      {end.error && <ProblemAlert problem={asProblem(end.error)} />}
      <DataTable
        id="sessions"
        caption={t`Where you are signed in`}
        columns={columns}
        rows={data}
        keyOf={(one) => one.id}
        empty={<Text>{t`You are signed in nowhere else.`}</Text>}
        problem={error && asProblem(error)}
        onRetry={() => void refetch()}
      />
      {data && data.length > 1 && (
        <Group>
          <Button variant="default" onClick={() => end.mutate(null)} loading={end.isPending}>
            {t`Sign out everywhere else`}
          </Button>
        </Group>
      )}
    </Stack>
  );
}
