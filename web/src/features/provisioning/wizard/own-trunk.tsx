import { t } from '@lingui/core/macro';
import { Button, Checkbox, Group, Stack, Text, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Versioned } from '@/api/client';
import { trunksQuery, writeTrunk } from '@/api/installation';
import { asProblem, problemInstead } from '@/api/problem';
import { nodesQuery } from '@/api/provisioning';
import { endpointsQuery } from '@/api/setup';
import { changeTrunk, type Trunk, type TrunkInput, trunkQuery } from '@/api/telephony';
import { endpointChoices } from '@/features/test-call';
import { FieldText, type Form, showErrors } from '@/ui/Field';
import { FieldCheck } from '@/ui/FieldCheck';
import { FieldCountry } from '@/ui/FieldCountry';
import { FieldNumber } from '@/ui/FieldNumber';
import { FieldSelect } from '@/ui/FieldSelect';
import { Loading } from '@/ui/Loading';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { formatChoices } from './form';

const BEGIN = {
  node: '',
  endpoint: '',
  dial: '',
  number_format: 'e164',
  country: 'IT',
  max_channels: 30 as number | string,
  calls_per_second: 2 as number | string,
  provider_proof: false,
};
type Values = typeof BEGIN;

const inputOf = (said: Values): Omit<TrunkInput, 'dial' | 'enabled'> => ({
  number_format: said.number_format as TrunkInput['number_format'],
  country: said.country,
  max_channels: Number(said.max_channels),
  calls_per_second: Number(said.calls_per_second),
  provider_proof: said.provider_proof,
});

/** An endpoint of the admin's own files, taken up as a trunk. */
export function NewOwnTrunk({ onDone }: { onDone: (nodeId: number, name: string) => void }) {
  const queries = useQueryClient();
  const { data: nodes } = useSuspenseQuery(nodesQuery);
  const { data: trunks = [] } = useQuery(trunksQuery);
  const form = useForm<Values>({
    mode: 'uncontrolled',
    initialValues: { ...BEGIN, node: String(nodes[0]?.id ?? '') },
    validate: { endpoint: (said) => (said ? null : t`Choose an endpoint.`) },
  });
  const [nodeId, setNodeId] = useState(nodes[0]?.id ?? 0);
  form.watch('node', ({ value }) => setNodeId(Number(value)));
  const { data: endpoints = [], error: unasked } = useQuery(endpointsQuery(nodeId));
  const taken = trunks.filter((one) => one.node_id === nodeId).map(({ name }) => name);
  const adding = useMutation({
    mutationFn: (said: Values) =>
      writeTrunk(nodeId, said.endpoint, {
        ...inputOf(said),
        dial: `PJSIP/{number}@${said.endpoint}`,
        enabled: true,
      }),
    onSuccess: async ({ node_id, name }) => {
      await queries.invalidateQueries({ queryKey: trunksQuery.queryKey });
      onDone(node_id, name);
    },
    onError: (failure) => showErrors(form as Form, asProblem(failure).errors),
  });
  return (
    <form onSubmit={form.onSubmit((said) => adding.mutate(said))} noValidate>
      <Stack maw={620}>
        {unasked && <ProblemAlert problem={asProblem(unasked)} />}
        {adding.error && <ProblemAlert problem={asProblem(adding.error)} />}
        {nodes.length > 1 && (
          <FieldSelect
            form={form as Form}
            name="node"
            label={t`Node`}
            data={nodes.map(({ id, name }) => ({ value: String(id), label: name }))}
            allowDeselect={false}
          />
        )}
        <FieldSelect
          form={form as Form}
          name="endpoint"
          label={t`Endpoint`}
          description={t`As it is called in Asterisk's pjsip configuration; the trunk has its name.`}
          data={endpointChoices(endpoints, 'trunk', taken)}
          searchable
        />
        <Fields form={form as Form} country={BEGIN.country} />
        <Group>
          <Button type="submit" loading={adding.isPending}>{t`Add the trunk`}</Button>
        </Group>
      </Stack>
    </form>
  );
}

/** What Pronto knows of a trunk of the admin's own files; what another has changed meanwhile is not overwritten. */
export function OwnTrunk({ nodeId, name }: { nodeId: number; name: string }) {
  const { data: read, error } = useQuery(trunkQuery(nodeId, name));
  const lacking = problemInstead(error, read);
  if (lacking) return <ProblemAlert problem={lacking} />;
  if (!read) return <Loading lines={4} />;
  return (
    <section aria-label={t`Settings`}>
      <Title order={2} size="h4">{t`Settings`}</Title>
      <Change key={read.etag} read={read} />
    </section>
  );
}

function Change({ read }: { read: Versioned<Trunk> }) {
  const { node_id, name } = read.value;
  const queries = useQueryClient();
  const form = useForm<Values>({
    mode: 'uncontrolled',
    initialValues: { ...BEGIN, ...valuesOf(read.value) },
    validate: { dial: (said) => (said.includes('{number}') ? null : t`The number stands in it as ${'{number}'}.`) },
  });
  const saving = useMutation({
    mutationFn: (said: Values) => changeTrunk(read, { ...inputOf(said), dial: said.dial.trim() }),
    onSuccess: () => queries.invalidateQueries({ queryKey: trunksQuery.queryKey }),
    onError: (failure) => showErrors(form as Form, asProblem(failure).errors),
  });
  const problem = saving.error && asProblem(saving.error);
  return (
    <form onSubmit={form.onSubmit((said) => saving.mutate(said))} noValidate>
      <Stack maw={620}>
        {problem && <ProblemAlert problem={problem} />}
        {problem?.kind === 'conflict' && (
          <Group>
            <Button
              variant="default"
              onClick={() => void queries.invalidateQueries({ queryKey: trunkQuery(node_id, name).queryKey })}
            >
              {t`Read what is there now`}
            </Button>
          </Group>
        )}
        <FieldText
          form={form as Form}
          name="dial"
          label={t`What Asterisk is asked to dial`}
          description={t`As PJSIP/${'{number}'}@endpoint, with digits before the number if the carrier wants a code.`}
          maxLength={200}
          autoComplete="off"
        />
        <Fields form={form as Form} country={read.value.country} />
        <Group>
          <Button type="submit" loading={saving.isPending}>{t`Save`}</Button>
        </Group>
      </Stack>
    </form>
  );
}

const valuesOf = ({ dial, number_format, country, max_channels, calls_per_second, provider_proof }: Trunk) => ({
  ...{ dial, number_format, country, max_channels, calls_per_second, provider_proof },
});

/** The fields that both forms have. `country` is the present one, which is offered besides the usual ones. */
function Fields({ form, country }: { form: Form; country: string }) {
  return (
    <>
      <FieldSelect
        form={form}
        name="number_format"
        label={t`How the carrier wants numbers`}
        data={formatChoices()}
        allowDeselect={false}
      />
      <Group grow align="flex-start">
        <FieldNumber
          form={form}
          name="max_channels"
          label={t`Calls at once`}
          min={1}
          max={100000}
          allowDecimal={false}
        />
        <FieldNumber form={form} name="calls_per_second" label={t`New calls per second`} min={0.1} max={1000} />
      </Group>
      <FieldCountry
        form={form}
        name="country"
        label={t`Where its calls enter the public network`}
        {...(country === '' && { unknown: t`not known` })}
      />
      <FieldCheck
        form={form}
        name="provider_proof"
        label={t`The carrier vouches for domestic caller ids on calls from abroad`}
        description={proofText()}
      />
    </>
  );
}

const proofText = () =>
  t`Some rules refuse a domestic number on a call that enters from another country, unless the carrier proves it.`;

/** Of a trunk that Pronto writes: the one setting that is not written into Asterisk. */
export function ProviderProof({ nodeId, name }: { nodeId: number; name: string }) {
  const queries = useQueryClient();
  const { data: read } = useQuery(trunkQuery(nodeId, name));
  const saving = useMutation({
    mutationFn: (provider_proof: boolean) => changeTrunk(read as Versioned<Trunk>, { provider_proof }),
    onSettled: () => queries.invalidateQueries({ queryKey: trunksQuery.queryKey }),
  });
  if (!read) return null;
  return (
    <Stack gap="xs">
      {saving.error && <ProblemAlert problem={asProblem(saving.error)} />}
      <Checkbox
        label={t`The carrier vouches for domestic caller ids on calls from abroad`}
        description={
          <Text span inherit>
            {proofText()}
          </Text>
        }
        checked={read.value.provider_proof}
        disabled={saving.isPending}
        onChange={({ currentTarget }) => saving.mutate(currentTarget.checked)}
      />
    </Stack>
  );
}
