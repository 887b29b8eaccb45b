import { t } from '@lingui/core/macro';
import { Button, Group, Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { agentsQuery } from '@/api/agents';
import type { Versioned } from '@/api/client';
import {
  changeKey,
  createKey,
  type Key,
  type KeyMade,
  keyQuery,
  keysQuery,
  type Role,
  rolesQuery,
} from '@/api/people';
import { asProblem, problemInstead } from '@/api/problem';
import type { Me } from '@/api/session';
import { useConfirmed } from '@/features/session';
import { DateField } from '@/ui/DateField';
import { FieldText, type Form, showErrors } from '@/ui/Field';
import { FieldArea } from '@/ui/FieldArea';
import { FieldSelect, FieldSelectMany } from '@/ui/FieldSelect';
import { Loading } from '@/ui/Loading';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { rangeChoices, rangeOf, useRanges } from './ranges';
import { roleText } from './words';

// Most programs load lists and read results; a role of people is for one that does their work.
const OF_PROGRAMS: readonly Role[] = [
  'integration',
  'wallboard',
  'auditor',
  'supervisor',
  'manager',
  'admin',
  'agent',
];

/** A key for a program: what it may do, from which addresses, and until when. */
export function NewKey({ me, onDone }: { me: Me; onDone: (made: KeyMade) => void }) {
  const queries = useQueryClient();
  const confirmed = useConfirmed(me);
  const ranges = useRanges();
  const { data: roles = [] } = useQuery(rolesQuery);
  const { data: agents = [] } = useQuery(agentsQuery);
  const form = useForm({
    initialValues: {
      name: '',
      role: 'integration' as Role,
      range: '',
      agent_id: '',
      scopes: [] as string[],
      networks: '',
      expires_at: dayIn(365),
    },
    validate: {
      name: (said) => (said.trim() ? null : t`Say which program it is for.`),
      agent_id: (said, { role }) => (role !== 'agent' || said ? null : t`Choose the agent.`),
    },
  });
  const said = form.getValues();
  const held = roles.find(({ role }) => role === said.role)?.permissions ?? {};
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => {
      const scopes = said.scopes.filter((one) => one in held);
      return confirmed(() =>
        createKey({
          name: said.name.trim(),
          grants: [{ role: said.role, ...rangeOf(said.range) }],
          scopes: scopes.length > 0 ? (scopes as never) : null,
          agent_id: said.role === 'agent' ? Number(said.agent_id) : null,
          networks: networksOf(said.networks),
          expires_at: endOf(said.expires_at),
        }),
      );
    },
    onSuccess: async (made) => {
      await queries.invalidateQueries({ queryKey: keysQuery.queryKey });
      onDone(made);
    },
    onError: (failure) => showErrors(form as Form, asProblem(failure).errors),
  });
  return (
    <form onSubmit={form.onSubmit(() => mutate())} noValidate>
      <Stack gap="sm">
        {error && <ProblemAlert problem={asProblem(error)} />}
        <FieldText
          form={form as Form}
          name="name"
          label={t`Program`}
          description={t`Who uses it, so that the audit says more than a number.`}
          maxLength={200}
          required
          data-autofocus
        />
        <Group grow align="flex-start">
          <FieldSelect
            form={form as Form}
            name="role"
            label={t`Role`}
            data={OF_PROGRAMS.map((role) => ({ value: role, label: roleText(role) }))}
            allowDeselect={false}
          />
          {said.role === 'agent' ? (
            <FieldSelect
              form={form as Form}
              name="agent_id"
              label={t`Agent`}
              data={agents.map(({ id, name, display_name }) => ({
                value: String(id),
                label: display_name || name,
              }))}
              allowDeselect={false}
              searchable
            />
          ) : (
            <FieldSelect
              form={form as Form}
              name="range"
              label={t`For`}
              data={rangeChoices(ranges)}
              allowDeselect={false}
            />
          )}
        </Group>
        <FieldSelectMany
          form={form as Form}
          name="scopes"
          label={t`Only these of its permissions`}
          description={t`Left empty, it may all that its role may.`}
          data={Object.entries(held).map(([value, label]) => ({ value, label }))}
          searchable
        />
        <Bounds form={form as Form} />
        <Group justify="flex-end">
          <Button type="submit" loading={isPending}>{t`Make the key`}</Button>
        </Group>
      </Stack>
    </form>
  );
}

/** Its name, from where it may be used, and its end; what it may do stays as it was made. */
export function ChangeKey({ me, keyId, onDone }: { me: Me; keyId: number; onDone: () => void }) {
  const { data: read, error } = useQuery(keyQuery(keyId));
  const lacking = problemInstead(error, read);
  if (lacking) return <ProblemAlert problem={lacking} />;
  if (!read) return <Loading lines={4} />;
  return <Change key={read.etag} me={me} read={read} onDone={onDone} />;
}

function Change({ me, read, onDone }: { me: Me; read: Versioned<Key>; onDone: () => void }) {
  const queries = useQueryClient();
  const confirmed = useConfirmed(me);
  const one = read.value;
  const form = useForm({
    initialValues: {
      name: one.name,
      networks: one.networks.join('\n'),
      expires_at: dayOf(new Date(one.expires_at)),
    },
    validate: { name: (said) => (said.trim() ? null : t`Say which program it is for.`) },
  });
  const { mutate, isPending, error } = useMutation({
    mutationFn: (said: typeof form.values) =>
      confirmed(() =>
        changeKey(read, {
          name: said.name.trim(),
          networks: networksOf(said.networks),
          // Its end stands at an instant of that day, and stays there unless another day is chosen.
          ...(said.expires_at === dayOf(new Date(one.expires_at)) ? {} : { expires_at: endOf(said.expires_at) }),
        }),
      ),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: keysQuery.queryKey });
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
            onReread={() => void queries.invalidateQueries({ queryKey: keyQuery(one.id).queryKey })}
          />
        )}
        <FieldText form={form as Form} name="name" label={t`Program`} maxLength={200} required />
        <Bounds form={form as Form} />
        <Group justify="flex-end">
          <Button type="submit" loading={isPending}>{t`Save`}</Button>
        </Group>
      </Stack>
    </form>
  );
}

function Bounds({ form }: { form: Form }) {
  return (
    <>
      <FieldArea
        form={form}
        name="networks"
        label={t`Only from these addresses`}
        description={t`One a line: an address, or a network as in 192.0.2.0/24. Left empty, from anywhere.`}
      />
      <DateField
        label={t`Until and including`}
        description={t`A year at most: then make another.`}
        clearable={false}
        minDate={dayIn(0)}
        maxDate={dayIn(365)}
        maw={320}
        {...form.getInputProps('expires_at')}
      />
    </>
  );
}

const networksOf = (said: string) => said.split(/[\s,;]+/).filter(Boolean);
/** The end of a day by this computer's clocks, and the day of an instant. */
const endOf = (day: string) => new Date(`${day}T23:59:59`).toISOString();
const dayOf = (at: Date) =>
  `${at.getFullYear()}-${String(at.getMonth() + 1).padStart(2, '0')}-${String(at.getDate()).padStart(2, '0')}`;
const dayIn = (days: number) => dayOf(new Date(Date.now() + days * 86_400_000));
