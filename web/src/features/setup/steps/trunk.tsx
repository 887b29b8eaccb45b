import { t } from '@lingui/core/macro';
import { Anchor, Button, Group, Stack, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { trunksQuery, writeTrunk } from '@/api/installation';
import { asProblem } from '@/api/problem';
import { meQuery } from '@/api/session';
import { endpointsQuery, setupQuery } from '@/api/setup';
import { endpointChoices, TestCallForm } from '@/features/test-call';
import { showErrors } from '@/ui/Field';
import { FieldCountry } from '@/ui/FieldCountry';
import { FieldNumber } from '@/ui/FieldNumber';
import { FieldSelect } from '@/ui/FieldSelect';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { Facts } from '../Facts';
import type { StepShown } from '../setup';

/** The endpoint by which Asterisk reaches the carrier, its limits, and a call to hear whether it works. */
export function TrunkStep({ setup, step }: StepShown) {
  const { data: me } = useSuspenseQuery(meQuery);
  const { data: trunks } = useQuery(trunksQuery);
  const mine = (trunks ?? []).filter((trunk) => trunk.node_id === setup.node_id);
  return (
    <>
      <Facts facts={step.facts} label={t`What is found of the trunks`} />
      {me.permissions.includes('trunk.change') && (
        <Text size="sm">
          {t`The endpoint is not in Asterisk yet?`}{' '}
          <Anchor component={Link} underline="always" to="/trunks/new">{t`Let Pronto write it`}</Anchor>
        </Text>
      )}
      <NewTrunk setup={setup} taken={mine.map(({ name }) => name)} />
      {mine.length > 0 && <TestCallForm nodeId={setup.node_id} trunks={mine} />}
    </>
  );
}

function NewTrunk({ setup, taken }: { setup: StepShown['setup']; taken: readonly string[] }) {
  const queries = useQueryClient();
  const { data: endpoints, error: unasked } = useQuery(endpointsQuery(setup.node_id));
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { endpoint: '', country: 'IT', max_channels: 30, calls_per_second: 2 },
    validate: { endpoint: (said) => (said ? null : t`Choose an endpoint.`) },
  });
  const { mutate, isPending, error } = useMutation({
    mutationFn: (said: typeof form.values) =>
      writeTrunk(setup.node_id, said.endpoint, {
        dial: `PJSIP/{number}@${said.endpoint}`,
        number_format: 'e164',
        max_channels: Number(said.max_channels),
        calls_per_second: Number(said.calls_per_second),
        enabled: true,
        country: said.country,
        provider_proof: false,
      }),
    onSuccess: async () => {
      form.reset();
      await Promise.all([
        queries.invalidateQueries({ queryKey: trunksQuery.queryKey }),
        queries.invalidateQueries({ queryKey: setupQuery.queryKey }),
      ]);
    },
    onError: (failure) => showErrors(form, asProblem(failure).errors),
  });
  return (
    <form onSubmit={form.onSubmit((said) => mutate(said))} noValidate>
      <Stack maw={520}>
        {unasked && <ProblemAlert problem={asProblem(unasked)} />}
        {error && <ProblemAlert problem={asProblem(error)} />}
        <FieldSelect
          form={form}
          name="endpoint"
          label={t`Endpoint`}
          description={t`As it is called in Asterisk's pjsip configuration.`}
          data={endpointChoices(endpoints ?? [], 'trunk', taken)}
          searchable
        />
        <Group grow align="flex-start">
          <FieldNumber
            form={form}
            name="max_channels"
            label={t`Calls at once`}
            description={t`As many as the carrier has sold.`}
            min={1}
            max={100000}
            allowDecimal={false}
          />
          <FieldNumber
            form={form}
            name="calls_per_second"
            label={t`New calls per second`}
            description={t`Carriers refuse more than they allow.`}
            min={0.1}
            max={1000}
          />
        </Group>
        <FieldCountry form={form} name="country" label={t`Where its calls enter the public network`} />
        <Group>
          <Button type="submit" loading={isPending}>{t`Add the trunk`}</Button>
        </Group>
      </Stack>
    </form>
  );
}
