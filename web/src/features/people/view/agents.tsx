import { i18n } from '@lingui/core';
import { t } from '@lingui/core/macro';
import { Anchor, Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type Agent, agentsQuery, createAgent } from '@/api/agents';
import type { Versioned } from '@/api/client';
import { agentQuery, changeAgent, retireAgent, usersQuery } from '@/api/people';
import { asProblem, problemInstead } from '@/api/problem';
import type { Me } from '@/api/session';
import { teamsQuery } from '@/api/supervision';
import { endpointOf, phoneText } from '@/features/test-call';
import { confirm } from '@/ui/Confirm';
import { DataTable } from '@/ui/DataTable';
import { EmptyYet } from '@/ui/Empty';
import { FieldText, type Form, showErrors } from '@/ui/Field';
import { FieldSelect, FieldSelectMany } from '@/ui/FieldSelect';
import { IconPlus } from '@/ui/icons';
import { Loading } from '@/ui/Loading';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { nameOf as languageName } from '@/words/language';
import { IN_BROWSER, phoneOf, usePhones } from './phones';
import { SignInLink } from './sign-in-link';

/** Who takes calls, on which phone, and who signs in as that agent. */
export function Agents({ me }: { me: Me }) {
  const queries = useQueryClient();
  const { data: agents, error, refetch } = useQuery(agentsQuery);
  const { data: users = [] } = useQuery(usersQuery);
  const { data: teams = [] } = useQuery(teamsQuery);
  const [opened, setOpened] = useState<number | 'new' | null>(null);
  const writes = me.permissions.includes('agent.write');
  const links = me.permissions.includes('user.write');
  const again = () => queries.invalidateQueries({ queryKey: agentsQuery.queryKey });
  const retiring = useMutation({
    mutationFn: async ({ id }: Agent) => {
      const read = await queries.fetchQuery({ ...agentQuery(id), staleTime: 0 });
      const name = nameOf(read.value);
      const body = t`Calls of the past keep the agent, and promised call-backs are made by anyone. Added again under the same name, it is the same one.`;
      const question = { title: t`Take ${name} out of use?`, body, action: t`Take out of use` };
      if (await confirm({ ...question, tone: 'stop' })) await retireAgent(read);
    },
    onSuccess: again,
  });
  const add = writes && (
    <Button leftSection={<IconPlus />} onClick={() => setOpened('new')}>
      {t`New agent`}
    </Button>
  );
  return (
    <Stack>
      <Group justify="space-between">
        <Text size="sm" maw="40rem">
          {t`A new user with the role agent is made an agent by itself. Here are agents whose phone changes, or who have no page of their own.`}
        </Text>
        {add}
      </Group>
      {retiring.error && (
        <ProblemAlert
          problem={asProblem(retiring.error)}
          onReread={() => {
            retiring.reset();
            void again();
          }}
        />
      )}
      <DataTable<Agent>
        id="people-agents"
        caption={t`Agents and phones`}
        rows={agents}
        problem={error && asProblem(error)}
        onRetry={() => void refetch()}
        keyOf={(one) => one.id}
        empty={<EmptyYet title={t`There is no agent yet`} action={add} />}
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
                  {one.name}
                </Text>
              </div>
            ),
          },
          { id: 'phone', header: t`Phone`, cell: phoneText },
          {
            id: 'team',
            header: t`Team`,
            cell: (one) => teams.find(({ id }) => id === one.team_id)?.name ?? '–',
          },
          {
            id: 'user',
            header: t`Signs in as`,
            cell: (one) => {
              const user = users.find(({ agent_id }) => agent_id === one.id);
              return (
                <Group gap="xs">
                  <span>{user?.name ?? '–'}</span>
                  {links && <SignInLink me={me} agent={one} />}
                </Group>
              );
            },
          },
          ...(writes
            ? [
                {
                  id: 'acts',
                  header: t`Do`,
                  cell: (one: Agent) => (
                    <Button
                      size="compact-xs"
                      variant="subtle"
                      color="stop"
                      aria-label={t`Take ${nameOf(one)} out of use`}
                      onClick={() => retiring.mutate(one)}
                    >
                      {t`Take out of use`}
                    </Button>
                  ),
                },
              ]
            : []),
        ]}
      />
      <Modal opened={opened === 'new'} onClose={() => setOpened(null)} title={t`New agent`} size="lg">
        <NewAgent onDone={() => setOpened(null)} />
      </Modal>
      <Modal
        opened={typeof opened === 'number'}
        onClose={() => setOpened(null)}
        title={agents?.filter(({ id }) => id === opened).map(nameOf)[0]}
        size="lg"
      >
        {typeof opened === 'number' && <ChangeAgent agentId={opened} onDone={() => setOpened(null)} />}
      </Modal>
    </Stack>
  );
}

const nameOf = (one: Agent) => one.display_name || one.name;

interface Values {
  name: string;
  display_name: string;
  phone: string;
  team: string;
  languages: string[];
}

// In which people are talked with; others can be set on the command line and by programs.
const LANGUAGES =
  'ar bg bn cs da de el en es et fi fr hi hr hu it ja lt lv nl no pl pt ro ru sk sl sq sv tr uk ur zh'.split(' ');

function NewAgent({ onDone }: { onDone: () => void }) {
  return (
    <AgentForm
      begin={{ name: '', display_name: '', phone: IN_BROWSER, team: '', languages: [] }}
      isNew
      onSend={(said) =>
        createAgent({
          name: said.name.trim(),
          display_name: said.display_name.trim(),
          ...phoneOf(said.phone, said.name.trim()),
          team_id: Number(said.team) || null,
          language: i18n.locale,
          languages: said.languages,
          country: '',
        })
      }
      onDone={onDone}
    />
  );
}

function ChangeAgent({ agentId, onDone }: { agentId: number; onDone: () => void }) {
  const { data: read, error } = useQuery(agentQuery(agentId));
  const lacking = problemInstead(error, read);
  if (lacking) return <ProblemAlert problem={lacking} />;
  if (!read) return <Loading lines={4} />;
  return <Change key={read.etag} read={read} onDone={onDone} />;
}

function Change({ read, onDone }: { read: Versioned<Agent>; onDone: () => void }) {
  const one = read.value;
  const phone = one.leg_kind === 'browser' ? IN_BROWSER : endpointOf(one.phone);
  return (
    <AgentForm
      begin={{
        name: one.name,
        display_name: one.display_name,
        phone,
        team: one.team_id === null ? '' : String(one.team_id),
        languages: [...one.languages],
      }}
      isNew={false}
      onSend={(said) =>
        changeAgent(read, {
          display_name: said.display_name.trim(),
          team_id: Number(said.team) || null,
          languages: said.languages,
          ...(said.phone === phone ? {} : phoneOf(said.phone, one.name)),
        })
      }
      onDone={onDone}
    />
  );
}

interface FormShown {
  begin: Values;
  isNew: boolean;
  onSend: (said: Values) => Promise<unknown>;
  onDone: () => void;
}

function AgentForm({ begin, isNew, onSend, onDone }: FormShown) {
  const queries = useQueryClient();
  const { data: teams = [] } = useQuery(teamsQuery);
  const phones = usePhones(begin.phone === IN_BROWSER || !begin.phone ? undefined : begin.phone);
  const form = useForm<Values>({
    initialValues: begin,
    validate: {
      name: (said) => (said.trim() ? null : t`Write a short name, as in anna.`),
      phone: (said) => (said ? null : t`Choose a phone.`),
    },
  });
  const { mutate, isPending, error } = useMutation({
    mutationFn: onSend,
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: agentsQuery.queryKey });
      onDone();
    },
    onError: (failure) => showErrors(form as Form, asProblem(failure).errors),
  });
  return (
    <form onSubmit={form.onSubmit((said) => mutate(said))} noValidate>
      <Stack gap="sm">
        {error && <ProblemAlert problem={asProblem(error)} />}
        <Group grow align="flex-start">
          {isNew && (
            <FieldText
              form={form as Form}
              name="name"
              label={t`Short name`}
              autoComplete="off"
              autoCapitalize="none"
              maxLength={200}
              required
              data-autofocus
            />
          )}
          <FieldText form={form as Form} name="display_name" label={t`First and last name`} maxLength={200} />
        </Group>
        <Group grow align="flex-start">
          <FieldSelect
            form={form as Form}
            name="phone"
            label={t`Phone`}
            description={t`A phone on the desk, made under Phones, stays on the line for the whole session. One in the browser needs nothing but a headset.`}
            data={phones}
            searchable
            allowDeselect={false}
          />
          <FieldSelect
            form={form as Form}
            name="team"
            label={t`Team`}
            data={[
              { value: '', label: t`none` },
              ...teams.map(({ id, name }) => ({ value: String(id), label: name })),
            ]}
            allowDeselect={false}
          />
        </Group>
        <FieldSelectMany
          form={form as Form}
          name="languages"
          label={t`Talks with people in`}
          description={t`Who speaks one of these comes to this agent first, if free. None: the language of the page.`}
          data={[...new Set([...LANGUAGES, ...begin.languages])].map((code) => ({
            value: code,
            label: languageName(code),
          }))}
          searchable
        />
        <Group justify="flex-end">
          <Button type="submit" loading={isPending}>
            {isNew ? t`Add the agent` : t`Save`}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
