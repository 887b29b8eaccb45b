import { i18n } from '@lingui/core';
import { t } from '@lingui/core/macro';
import { Button, Group, Stack, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { agentsQuery, createAgent } from '@/api/agents';
import { createUser, makeLink, type Role, usersQuery } from '@/api/people';
import { asProblem } from '@/api/problem';
import type { Me } from '@/api/session';
import { teamsQuery } from '@/api/supervision';
import { useConfirmed } from '@/features/session';
import { FieldText, type Form, showErrors } from '@/ui/Field';
import { FieldSelect } from '@/ui/FieldSelect';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { IN_BROWSER, phoneOf, usePhones } from './phones';
import { rangeChoices, rangeOf, useRanges } from './ranges';
import type { Made } from './users';
import { ROLES, roleSentence, roleText } from './words';

/** Somebody who is to work with Pronto: with a role, an agent with a phone besides, and a link to sign in by. */
export function NewUser({ me, onDone }: { me: Me; onDone: (made: Made) => void }) {
  const queries = useQueryClient();
  const confirmed = useConfirmed(me);
  const { data: users = [] } = useQuery(usersQuery);
  const { data: agents = [] } = useQuery(agentsQuery);
  const { data: teams = [] } = useQuery(teamsQuery);
  const ranges = useRanges();
  const phones = usePhones();
  const form = useForm({
    initialValues: { name: '', display_name: '', email: '', role: 'agent' as Role, range: '', phone: IN_BROWSER },
    validate: {
      name: (said) => {
        if (!/^[A-Za-z0-9][A-Za-z0-9_.-]*$/.test(said.trim()))
          return t`Letters, digits, dots and dashes, as in anna.`;
        const taken = users.some((one) => one.name.toLowerCase() === said.trim().toLowerCase());
        return taken ? t`There is a user of this name.` : null;
      },
      phone: (said, { role }) => (role !== 'agent' || said ? null : t`Choose a phone.`),
    },
  });
  const said = form.getValues();
  const isAgent = said.role === 'agent';
  const { mutate, isPending, error } = useMutation({
    mutationFn: async () => {
      const name = said.name.trim();
      const display_name = said.display_name.trim();
      const range = rangeOf(said.range);
      // One that was made before, and whom nobody is yet, is taken as it is.
      const there = agents.find((one) => one.name === name && !users.some(({ agent_id }) => agent_id === one.id));
      const agent = !isAgent
        ? null
        : (there ??
          (await createAgent({
            name,
            display_name,
            ...phoneOf(said.phone, name),
            team_id: range.team_id,
            language: i18n.locale,
            languages: [],
            country: '',
          })));
      const user = await confirmed(() =>
        createUser({
          name,
          display_name,
          email: said.email.trim() || null,
          language: '',
          agent_id: agent?.id ?? null,
          grants: [{ role: said.role, ...(isAgent ? NOWHERE : range) }],
        }),
      );
      return { name: display_name || name, link: await confirmed(() => makeLink(user.id)) };
    },
    onSuccess: onDone,
    onError: (failure) => showErrors(form as Form, asProblem(failure).errors),
    onSettled: () =>
      Promise.all([usersQuery, agentsQuery].map(({ queryKey }) => queries.invalidateQueries({ queryKey }))),
  });
  return (
    <form onSubmit={form.onSubmit(() => mutate())} noValidate>
      <Stack gap="sm">
        {error && <ProblemAlert problem={asProblem(error)} />}
        <Group grow align="flex-start">
          <FieldText
            form={form as Form}
            name="name"
            label={t`Name to sign in with`}
            autoComplete="off"
            autoCapitalize="none"
            maxLength={60}
            required
            data-autofocus
          />
          <FieldText
            form={form as Form}
            name="display_name"
            label={t`First and last name`}
            autoComplete="off"
            maxLength={200}
          />
        </Group>
        <FieldText
          form={form as Form}
          name="email"
          label={t`E-mail address`}
          description={t`Needed only to sign in by it, or through an identity provider.`}
          inputMode="email"
          autoComplete="off"
        />
        <Group grow align="flex-start">
          <FieldSelect
            form={form as Form}
            name="role"
            label={t`Role`}
            description={roleSentence(said.role)}
            data={ROLES.map((role) => ({ value: role, label: roleText(role) }))}
            allowDeselect={false}
          />
          <FieldSelect
            form={form as Form}
            name="range"
            label={isAgent ? t`Team` : t`For`}
            data={isAgent ? teamChoices(teams) : rangeChoices(ranges)}
            allowDeselect={false}
          />
        </Group>
        {isAgent && (
          <FieldSelect
            form={form as Form}
            name="phone"
            label={t`Phone`}
            description={t`A phone on the desk, made under Phones, stays on the line for the whole session. One in the browser needs nothing but a headset.`}
            data={phones}
            searchable
            allowDeselect={false}
          />
        )}
        <Text
          size="sm"
          c="dimmed"
        >{t`Then you get a link to hand over: it opens once, and a password is chosen there.`}</Text>
        <Group justify="flex-end">
          <Button type="submit" loading={isPending}>{t`Make the user`}</Button>
        </Group>
      </Stack>
    </form>
  );
}

const NOWHERE = { company_id: null, team_id: null };
const teamChoices = (teams: readonly { id: number; name: string }[]) => [
  { value: '', label: t`none` },
  ...teams.map(({ id, name }) => ({ value: `team:${id}`, label: name })),
];
