import { t } from '@lingui/core/macro';
import { Anchor, Button, Group, List, Stack, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import {
  callerIdsQuery,
  companiesQuery,
  createCallerId,
  createCompany,
  type Privacy,
  trunksQuery,
} from '@/api/installation';
import { asProblem } from '@/api/problem';
import { setupQuery } from '@/api/setup';
import { FieldText, showErrors } from '@/ui/Field';
import { FieldCheck } from '@/ui/FieldCheck';
import { FieldCountry } from '@/ui/FieldCountry';
import { FieldSelect } from '@/ui/FieldSelect';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { Facts } from '../Facts';
import type { StepShown } from '../setup';

/** The company on whose behalf people are called, and the number that they see. */
export function CallerIdStep({ setup, step }: StepShown) {
  const queries = useQueryClient();
  const { data: companies } = useQuery(companiesQuery);
  const { data: callerIds } = useQuery(callerIdsQuery);
  const first = companies?.[0];
  const { data: trunks } = useSuspenseQuery(trunksQuery);
  const trunkCountry = trunks.find(({ node_id }) => node_id === setup.node_id)?.country || undefined;
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { company: '', country: trunkCountry ?? 'IT', number: '', roc: false, reached: '' },
    validate: {
      company: (said) => (said.trim() || first ? null : t`Write the company's name.`),
      number: (said) => (/^\+?\d{6,}$/.test(said.replace(/[\s/().-]/g, '')) ? null : t`Enter a phone number.`),
    },
  });
  const { mutate, isPending, error } = useMutation({
    mutationFn: async (said: typeof form.values) => {
      const company = first ?? (await createCompany(said.company.trim(), { country: said.country } as Privacy));
      return createCallerId({
        company_id: company.id,
        number: said.number.replace(/[\s/().-]/g, ''),
        label: '',
        classes: [],
        declared_in: said.roc ? ['ROC'] : [],
        tested_at: said.reached ? new Date().toISOString() : null,
        test_reached: said.reached as '' | 'agent' | 'identity_message',
        owner: '',
        registry_line: '',
        attestation: '',
      });
    },
    onSuccess: () => form.reset(),
    onError: (failure) => showErrors(form, asProblem(failure).errors),
    onSettled: () => queries.invalidateQueries({ predicate: ({ queryKey }) => KEYS.has(String(queryKey[0])) }),
  });
  return (
    <>
      <Facts facts={step.facts} label={t`What is found`} />
      {callerIds && callerIds.length > 0 && (
        <List aria-label={t`Caller ids`}>
          {callerIds.map(({ id, number }) => (
            <List.Item key={id} className="figures">
              {number}
            </List.Item>
          ))}
        </List>
      )}
      {callerIds && callerIds.length > 0 && (
        <Text size="sm">
          {t`A number is corrected, tested or deleted, and gets what the law asks for, on its own page.`}{' '}
          <Anchor component={Link} underline="always" to={'/caller-ids' as string}>{t`To the caller ids`}</Anchor>
        </Text>
      )}
      <form onSubmit={form.onSubmit((said) => mutate(said))} noValidate>
        <Stack maw={520}>
          {error && <ProblemAlert problem={asProblem(error)} />}
          {first ? (
            <Text>{t`The company that calls: ${first.name}`}</Text>
          ) : (
            <FieldText
              form={form}
              name="company"
              label={t`Company that calls`}
              description={t`On whose behalf people are called: the data controller.`}
              autoComplete="organization"
            />
          )}
          {!first && (
            <FieldCountry
              form={form}
              name="country"
              label={t`Country of the company`}
              description={t`Numbers without an international prefix are read as they are written there.`}
            />
          )}
          <FieldText
            form={form}
            name="number"
            label={t`Number that people see`}
            placeholder="02 1234 5678"
            inputMode="tel"
            autoComplete="off"
          />
          <FieldCheck form={form} name="roc" label={t`It is declared in the register of operators (Italy: ROC)`} />
          <FieldSelect
            form={form}
            name="reached"
            label={t`Whom do you reach when you call it back?`}
            description={t`Call it now from another telephone: some laws want to know.`}
            data={[
              { value: 'agent', label: t`an agent` },
              { value: 'identity_message', label: t`a message that says who we are` },
            ]}
            placeholder={t`not tried yet`}
            clearable
          />
          <Group>
            <Button type="submit" loading={isPending}>{t`Add the number`}</Button>
          </Group>
        </Stack>
      </form>
    </>
  );
}

const KEYS = new Set<string>(
  [companiesQuery.queryKey[0], callerIdsQuery.queryKey[0], setupQuery.queryKey[0]].map(String),
);
