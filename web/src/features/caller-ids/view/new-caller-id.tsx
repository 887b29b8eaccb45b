import { t } from '@lingui/core/macro';
import { Button, Group, Stack, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { CallerId } from '@/api/caller-ids';
import { callerIdsQuery, companiesQuery, createCallerId } from '@/api/installation';
import { asProblem } from '@/api/problem';
import { FieldText, type Form, showErrors } from '@/ui/Field';
import { FieldSelect } from '@/ui/FieldSelect';
import { ProblemAlert } from '@/ui/ProblemAlert';

/** A number that a company may show; what the law asks of it is written next. */
export function NewCallerId({ onDone }: { onDone: (made: CallerId) => void }) {
  const queries = useQueryClient();
  const { data: companies = [] } = useQuery(companiesQuery);
  const form = useForm({
    initialValues: { company_id: '', number: '', label: '' },
    validate: {
      company_id: (said) => (said || companies.length === 1 ? null : t`Choose the company.`),
      number: (said) => (/^\+\d{6,}$/.test(plain(said)) ? null : t`Begin with + and the country.`),
    },
  });
  const { mutate, isPending, error } = useMutation({
    mutationFn: (said: typeof form.values) =>
      createCallerId({
        company_id: Number(said.company_id || companies[0]?.id),
        number: plain(said.number),
        label: said.label.trim(),
        classes: [],
        declared_in: [],
        tested_at: null,
        test_reached: '',
        owner: '',
        registry_line: '',
        attestation: '',
      }),
    onSuccess: async (made) => {
      await queries.invalidateQueries({ queryKey: callerIdsQuery.queryKey });
      onDone(made);
    },
    onError: (failure) => showErrors(form as Form, asProblem(failure).errors),
  });
  return (
    <form onSubmit={form.onSubmit((said) => mutate(said))} noValidate>
      <Stack gap="sm">
        {error && <ProblemAlert problem={asProblem(error)} />}
        <FieldText
          form={form as Form}
          name="number"
          label={t`Number`}
          placeholder="+390212345678"
          inputMode="tel"
          autoComplete="off"
          required
          data-autofocus
        />
        <FieldText form={form as Form} name="label" label={t`Label`} maxLength={200} />
        {companies.length > 1 && (
          <FieldSelect
            form={form as Form}
            name="company_id"
            label={t`On behalf of`}
            data={companies.map(({ id, name }) => ({ value: String(id), label: name }))}
            allowDeselect={false}
            searchable
          />
        )}
        <Text
          size="sm"
          c="dimmed"
        >{t`Then write what the law asks of it: some laws let it be shown only once that is known.`}</Text>
        <Group justify="flex-end">
          <Button type="submit" loading={isPending}>{t`Add the number`}</Button>
        </Group>
      </Stack>
    </form>
  );
}

/** Without what people write between the digits. */
const plain = (said: string) => said.replace(/[\s/().-]/g, '');
