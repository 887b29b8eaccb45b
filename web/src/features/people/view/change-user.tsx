import { t } from '@lingui/core/macro';
import { ActionIcon, Button, Group, Select, Stack, Text, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { agentsQuery } from '@/api/agents';
import type { Versioned } from '@/api/client';
import { changeUser, giveRole, type Role, takeRole, type User, userQuery, usersQuery } from '@/api/people';
import { asProblem, problemInstead } from '@/api/problem';
import type { Me } from '@/api/session';
import { useConfirmed } from '@/features/session';
import { FieldText, type Form, showErrors } from '@/ui/Field';
import { FieldSelect } from '@/ui/FieldSelect';
import { IconClose } from '@/ui/icons';
import { Loading } from '@/ui/Loading';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { rangeChoices, rangeOf, useRanges } from './ranges';
import { SigningIn } from './signing-in';
import { grantText, ROLES, roleText } from './words';

interface Shown {
  me: Me;
  userId: number;
  onDone: () => void;
}

/** A user's name, address, agent and roles; what another has changed meanwhile is not overwritten. */
export function ChangeUser({ me, userId, onDone }: Shown) {
  const { data: read, error } = useQuery(userQuery(userId));
  const lacking = problemInstead(error, read);
  if (lacking) return <ProblemAlert problem={lacking} />;
  if (!read) return <Loading lines={5} />;
  return (
    <Stack>
      <Roles me={me} user={read.value} />
      {read.value.id !== me.id && <SigningIn me={me} user={read.value} />}
      <Facts key={read.etag} me={me} read={read} onDone={onDone} />
    </Stack>
  );
}

function Facts({ me, read, onDone }: { me: Me; read: Versioned<User>; onDone: () => void }) {
  const queries = useQueryClient();
  const confirmed = useConfirmed(me);
  const { data: agents = [] } = useQuery(agentsQuery);
  const { data: users = [] } = useQuery(usersQuery);
  const user = read.value;
  const form = useForm({
    initialValues: {
      display_name: user.display_name,
      email: user.email ?? '',
      agent_id: user.agent_id === null ? '' : String(user.agent_id),
    },
  });
  const free = agents.filter(
    ({ id }) => id === user.agent_id || !users.some((one) => one.id !== user.id && one.agent_id === id),
  );
  const { mutate, isPending, error } = useMutation({
    mutationFn: (said: typeof form.values) =>
      confirmed(() =>
        changeUser(read, {
          display_name: said.display_name.trim(),
          email: said.email.trim() || null,
          agent_id: said.agent_id ? Number(said.agent_id) : null,
        }),
      ),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: usersQuery.queryKey });
      onDone();
    },
    onError: (failure) => showErrors(form as Form, asProblem(failure).errors),
  });
  return (
    <form onSubmit={form.onSubmit((said) => mutate(said))} noValidate>
      <Stack gap="sm">
        {error && (
          <ProblemAlert
            problem={asProblem(error)}
            onReread={() => void queries.invalidateQueries({ queryKey: userQuery(user.id).queryKey })}
          />
        )}
        <Group grow align="flex-start">
          <FieldText form={form as Form} name="display_name" label={t`First and last name`} maxLength={200} />
          <FieldText form={form as Form} name="email" label={t`E-mail address`} inputMode="email" />
        </Group>
        <FieldSelect
          form={form as Form}
          name="agent_id"
          label={t`Agent`}
          description={t`As whom the person takes calls, at the workplace.`}
          data={[
            { value: '', label: t`none` },
            ...free.map(({ id, name, display_name }) => ({ value: String(id), label: display_name || name })),
          ]}
          allowDeselect={false}
        />
        <Group justify="flex-end">
          <Button type="submit" loading={isPending}>{t`Save`}</Button>
        </Group>
      </Stack>
    </form>
  );
}

/** Roles are given and taken one by one, at once. */
function Roles({ me, user }: { me: Me; user: User }) {
  const queries = useQueryClient();
  const confirmed = useConfirmed(me);
  const ranges = useRanges();
  const [role, setRole] = useState<Role | null>(null);
  const [range, setRange] = useState('');
  const { mutate, isPending, error } = useMutation({
    mutationFn: (taken: number | null): Promise<unknown> =>
      confirmed<unknown>(() =>
        taken === null ? giveRole(user.id, { role: role ?? 'agent', ...rangeOf(range) }) : takeRole(user.id, taken),
      ),
    onSuccess: async () => {
      setRole(null);
      await queries.invalidateQueries({ queryKey: usersQuery.queryKey });
    },
  });
  return (
    <section aria-label={t`Roles`}>
      <Stack gap="xs">
        <Title order={3} size="h4">{t`Roles`}</Title>
        {error && <ProblemAlert problem={asProblem(error)} />}
        {user.grants.length === 0 && <Text size="sm">{t`none: may do nothing`}</Text>}
        {user.grants.map((grant) => {
          const text = grantText(grant, ranges.companies, ranges.teams);
          return (
            <Group key={grant.id} gap="xs">
              <Text size="sm">{text}</Text>
              <ActionIcon
                variant="subtle"
                color="rest"
                aria-label={t`Take the role away: ${text}`}
                disabled={isPending}
                onClick={() => mutate(grant.id)}
              >
                <IconClose size={16} />
              </ActionIcon>
            </Group>
          );
        })}
        <Group align="flex-end">
          <Select
            label={t`Another role`}
            data={ROLES.map((one) => ({ value: one, label: roleText(one) }))}
            value={role}
            onChange={(value) => setRole(value as Role | null)}
          />
          <Select
            label={t`For`}
            data={rangeChoices(ranges)}
            value={range}
            onChange={(value) => setRange(value ?? '')}
            allowDeselect={false}
          />
          <Button variant="default" disabled={!role} loading={isPending} onClick={() => mutate(null)}>
            {t`Give the role`}
          </Button>
        </Group>
      </Stack>
    </section>
  );
}
