import { t } from '@lingui/core/macro';
import { Button, Group, Stack, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Versioned } from '@/api/client';
import {
  type Company,
  changeCompany,
  companiesQuery,
  companyQuery,
  createCompany,
  type Privacy,
} from '@/api/installation';
import { asProblem, problemInstead } from '@/api/problem';
import { FieldText, type Form } from '@/ui/Field';
import { FieldArea } from '@/ui/FieldArea';
import { FieldCountry } from '@/ui/FieldCountry';
import { FieldSelect } from '@/ui/FieldSelect';
import { Loading } from '@/ui/Loading';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { nameOf } from '@/words/language';
import { languages } from '@/words/words';

const EMPTY: Company['privacy'] = {
  address: '',
  email: '',
  phone: '',
  officer: '',
  notice: '',
  country: '',
  language: '',
  recipients: [],
};

/** What people are told, as it is written on the page: recipients one a line. */
const valuesOf = (privacy: Company['privacy']) => ({ ...privacy, recipients: privacy.recipients.join('\n') });
type Values = ReturnType<typeof valuesOf>;
type Named = Values & { name: string };
const privacyOf = ({ recipients, ...rest }: Values): Privacy => ({
  ...(rest as Omit<Privacy, 'recipients'>),
  recipients: recipients
    .split('\n')
    .map((one) => one.trim())
    .filter(Boolean),
});

const noName = (said: string) => (said.trim() ? null : t`Write the company's name.`);

/** A company. */
export function NewCompany({ onDone }: { onDone: () => void }) {
  const queries = useQueryClient();
  const form = useForm({
    initialValues: { name: '', ...valuesOf(EMPTY) },
    validate: { name: noName },
  });
  const { mutate, isPending, error } = useMutation({
    mutationFn: ({ name, ...rest }: typeof form.values) => createCompany(name.trim(), privacyOf(rest)),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: companiesQuery.queryKey });
      onDone();
    },
  });
  return (
    <form onSubmit={form.onSubmit((said) => mutate(said))} noValidate>
      <Stack gap="sm">
        {error && <ProblemAlert problem={asProblem(error)} />}
        <FieldText
          form={form as Form}
          name="name"
          label={t`Name of the company`}
          description={t`As it stands in the register of companies: reports and letters name it.`}
          autoComplete="organization"
          maxLength={200}
          required
          data-autofocus
        />
        <PrivacyFields form={form as Form} />
        <Group justify="flex-end">
          <Button type="submit" loading={isPending}>{t`Make the company`}</Button>
        </Group>
      </Stack>
    </form>
  );
}

/** A company's name, and what people are told about it; what another has changed meanwhile is not overwritten. */
export function ChangeCompany(shown: { companyId: number; writes: boolean; onDone: () => void }) {
  const { data: read, error } = useQuery(companyQuery(shown.companyId));
  const lacking = problemInstead(error, read);
  if (lacking) return <ProblemAlert problem={lacking} />;
  if (!read) return <Loading lines={5} />;
  return <Change key={read.etag} read={read} writes={shown.writes} onDone={shown.onDone} />;
}

function Change({ read, writes, onDone }: { read: Versioned<Company>; writes: boolean; onDone: () => void }) {
  const queries = useQueryClient();
  const { name, former_names, privacy } = read.value;
  const form = useForm<Named>({ initialValues: { name, ...valuesOf(privacy) }, validate: { name: noName } });
  const former = former_names.filter((one) => one !== name).join(', ');
  const { mutate, isPending, error } = useMutation({
    mutationFn: ({ name: said, ...rest }: Named) => changeCompany(read, said.trim(), privacyOf(rest)),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: companiesQuery.queryKey });
      onDone();
    },
  });
  return (
    <form onSubmit={form.onSubmit((said) => mutate(said))} noValidate>
      <Stack gap="sm">
        {error && (
          <ProblemAlert
            problem={asProblem(error)}
            onReread={() => void queries.invalidateQueries({ queryKey: companiesQuery.queryKey })}
          />
        )}
        <FieldText
          form={form as Form}
          name="name"
          label={t`Name of the company`}
          description={
            former
              ? t`It was called ${former}: consents that name it so still count.`
              : t`After a change, consents that name it by the present name still count.`
          }
          autoComplete="organization"
          maxLength={200}
          required
          disabled={!writes}
        />
        <PrivacyFields form={form as Form} readOnly={!writes} />
        {writes && (
          <Group justify="flex-end">
            <Button type="submit" loading={isPending}>{t`Save`}</Button>
          </Group>
        )}
      </Stack>
    </form>
  );
}

function PrivacyFields({ form, readOnly = false }: { form: Form; readOnly?: boolean }) {
  const text = (name: keyof Values, label: string, description?: string) => (
    <FieldText
      form={form}
      name={name}
      label={label}
      {...(description ? { description } : {})}
      maxLength={300}
      disabled={readOnly}
    />
  );
  return (
    <>
      <Text size="sm">
        {t`The law lets everybody ask a company what it keeps of them, and have it erased.`}{' '}
        {t`These lines stand in the answer: who is responsible, whom to write to, and which authority hears complaints.`}
      </Text>
      {text('address', t`Postal address`)}
      <Group grow align="flex-start">
        {text('email', t`E-mail address`, t`Answers to agents' letters come here too.`)}
        {text('phone', t`Telephone`)}
      </Group>
      {text('officer', t`Data protection officer`, t`Name and address, if there is one.`)}
      {text('notice', t`Privacy notice`, t`The address (URL) where it can be read.`)}
      <Group grow align="flex-start">
        <FieldCountry
          form={form}
          name="country"
          label={t`Country`}
          description={t`Where the company has its seat.`}
          unknown={t`not said`}
          disabled={readOnly}
        />
        <FieldSelect
          form={form}
          name="language"
          label={t`Language of answers`}
          description={t`For people whose own is not known.`}
          data={[
            { value: '', label: t`as Pronto is set up` },
            ...languages.map((code) => ({ value: code, label: nameOf(code) })),
          ]}
          allowDeselect={false}
          disabled={readOnly}
        />
      </Group>
      <FieldArea
        form={form}
        name="recipients"
        label={t`Who else gets the data`}
        description={t`One a line: names, or kinds, as in: the call centre.`}
        disabled={readOnly}
      />
    </>
  );
}
