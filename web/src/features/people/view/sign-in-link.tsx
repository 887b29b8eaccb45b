import { t } from '@lingui/core/macro';
import { Button, Modal, Stack } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Agent } from '@/api/agents';
import { createUser, makeLink, usersQuery } from '@/api/people';
import { asProblem } from '@/api/problem';
import type { Me } from '@/api/session';
import { useConfirmed } from '@/features/session';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { LinkShown } from './shown-once';

/** Lets an agent sign in: makes the user that the agent is, unless there is one, and a link to hand over. */
export function SignInLink({ me, agent }: { me: Me; agent: Agent }) {
  const queries = useQueryClient();
  const confirmed = useConfirmed(me);
  const { data: users } = useQuery(usersQuery);
  const name = agent.display_name || agent.name;
  const user = users?.find(({ agent_id }) => agent_id === agent.id);
  const { mutate, reset, data, error, isPending } = useMutation({
    mutationFn: async () => {
      const id = user?.id ?? (await confirmed(() => createUser(userOf(agent)))).id;
      return confirmed(() => makeLink(id));
    },
    onSettled: () => queries.invalidateQueries({ queryKey: usersQuery.queryKey }),
  });
  return (
    <Stack gap={4}>
      {error && <ProblemAlert problem={asProblem(error)} />}
      <Button
        size="compact-xs"
        variant="default"
        aria-label={t`Make a sign-in link for ${name}`}
        onClick={() => mutate()}
        loading={isPending}
        disabled={!users}
      >
        {t`Make a sign-in link`}
      </Button>
      <Modal opened={data !== undefined} onClose={reset} title={t`Link for ${name}`} size="lg">
        {data && <LinkShown name={name} link={data} />}
      </Modal>
    </Stack>
  );
}

const userOf = ({ id, name, display_name }: Agent) => ({
  name: name.replace(/[^A-Za-z0-9_.-]/g, '') || `agent-${id}`,
  display_name,
  email: null,
  language: '' as const,
  agent_id: id,
  grants: [{ role: 'agent' as const, company_id: null, team_id: null }],
});
