import { t } from '@lingui/core/macro';
import { Alert, Anchor, Button, Group, Stack, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { everyCompanyQuery } from '@/api/installation';
import { addLead, type LeadAdded, type ListFigures } from '@/api/lists';
import { asProblem } from '@/api/problem';
import { FieldText, showErrors } from '@/ui/Field';
import { FieldArea } from '@/ui/FieldArea';
import { FieldCheck } from '@/ui/FieldCheck';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { asConsent, atField, ConsentFields, EMPTY_CONSENT } from './consent-fields';

const EMPTY = { number: '', name: '', external_id: '', notes: '', next: false, ...EMPTY_CONSENT };

/** One lead typed by hand, checked like a row of a file: what is wrong stands at its field. */
export function AddLead({ list }: { list: ListFigures }) {
  const queries = useQueryClient();
  const { data: companies = [] } = useQuery(everyCompanyQuery);
  const form = useForm({ initialValues: EMPTY });
  const isDialled = list.campaign_id !== null && list.enabled;
  const {
    mutate,
    isPending,
    error,
    data: done,
  } = useMutation({
    mutationFn: (said: typeof EMPTY) =>
      addLead(list.id, {
        phones: [said.number.trim()],
        name: said.name.trim(),
        external_id: said.external_id.trim(),
        notes: said.notes,
        consent: asConsent(said, companies.find(({ id }) => id === list.company_id)?.name),
        dial: said.next && isDialled ? 'next' : 'in_turn',
      }),
    onSuccess: () => {
      form.reset();
      return queries.invalidateQueries({ queryKey: ['lists'] });
    },
    onError: (failure) => showErrors(form, asProblem(failure).errors.map(atField)),
  });
  const problem = error && asProblem(error);
  const isAtFields = Boolean(problem?.errors.length) && problem?.errors.every((one) => atField(one).where in EMPTY);
  return (
    <form onSubmit={form.onSubmit((said) => mutate(said))} noValidate>
      <Stack gap="sm">
        {problem && !isAtFields && <ProblemAlert problem={problem} />}
        <div role="status">{done && <Added done={done} />}</div>
        <Group grow align="flex-start">
          <FieldText
            form={form}
            name="number"
            label={t`Phone number`}
            inputMode="tel"
            autoComplete="off"
            maxLength={100}
            required
            data-autofocus
          />
          <FieldText form={form} name="name" label={t`First and last name`} autoComplete="off" maxLength={1000} />
        </Group>
        <FieldText form={form} name="external_id" label={t`Customer number`} autoComplete="off" maxLength={200} />
        <FieldArea form={form} name="notes" label={t`Notes`} maxLength={10_000} />
        <Text size="sm">
          {t`What allows this call, if it is something else than what the list says. Put in what is true: it is the proof if somebody asks.`}
        </Text>
        <ConsentFields form={form} />
        {isDialled && <FieldCheck form={form} name="next" label={t`Call them next`} />}
        <Group justify="flex-end">
          <Button type="submit" loading={isPending}>{t`Add the lead`}</Button>
        </Group>
      </Stack>
    </form>
  );
}

function Added({ done }: { done: LeadAdded }) {
  const name = done.lead.name || done.lead.phones[0]?.number || '';
  return (
    <Alert color="ok">
      <Text size="sm">
        {becameText(done.became, name)} {done.dialled_next && t`They are the next to be called.`} {done.warning}
      </Text>
      <Anchor component={Link} to={`/leads/${done.lead.lead_id}` as string} size="sm">
        {t`Open the lead`}
      </Anchor>
    </Alert>
  );
}

function becameText(became: LeadAdded['became'], name: string): string {
  switch (became) {
    case 'added':
      return t`${name} came in.`;
    case 'updated':
      return t`${name} was there already: what is new was added.`;
    default:
      return t`${name} was there already: nothing has changed.`;
  }
}
