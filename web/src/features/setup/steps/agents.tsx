import { i18n } from '@lingui/core';
import { t } from '@lingui/core/macro';
import { Anchor, Button, Group, Stack, Text, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { agentsQuery, createAgent } from '@/api/agents';
import { trunksQuery } from '@/api/installation';
import { asProblem } from '@/api/problem';
import { meQuery } from '@/api/session';
import { endpointsQuery, setupQuery } from '@/api/setup';
import { SignInLink } from '@/features/people';
import { endpointChoices, endpointOf } from '@/features/test-call';
import { FieldText, showErrors } from '@/ui/Field';
import { FieldSelect } from '@/ui/FieldSelect';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { Facts } from '../Facts';
import type { StepShown } from '../setup';
import { AgentLine } from './check';

const IN_BROWSER = 'browser';

/** Who takes the calls, and on which phone. */
export function AgentsStep({ setup, step }: StepShown) {
  const queries = useQueryClient();
  const { data: me } = useSuspenseQuery(meQuery);
  const { data: endpoints, error: unasked } = useQuery(endpointsQuery(setup.node_id));
  const { data: agents } = useQuery(agentsQuery);
  const { data: trunks } = useQuery(trunksQuery);
  const inBrowser = (agents ?? []).filter(({ leg_kind }) => leg_kind === 'browser');
  const taken = [
    ...(agents ?? []).map(({ phone }) => endpointOf(phone)),
    ...(trunks ?? []).map(({ name }) => name),
  ];
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { name: '', display_name: '', phone: '' },
    validate: {
      name: (said) => (said.trim() ? null : t`Write a short name, as in anna.`),
      phone: (said) => (said ? null : t`Choose a phone.`),
    },
  });
  const { mutate, isPending, error } = useMutation({
    mutationFn: (said: typeof form.values) =>
      createAgent({
        name: said.name.trim(),
        display_name: said.display_name.trim(),
        // Pronto names a phone in the browser itself, whatever is sent.
        phone: `PJSIP/${said.phone}`,
        leg_kind: said.phone === IN_BROWSER ? 'browser' : 'standing',
        language: i18n.locale,
        languages: [],
        country: '',
      }),
    onSuccess: async () => {
      form.reset();
      await Promise.all([
        queries.invalidateQueries({ queryKey: agentsQuery.queryKey }),
        queries.invalidateQueries({ queryKey: setupQuery.queryKey }),
      ]);
    },
    onError: (failure) => showErrors(form, asProblem(failure).errors),
  });
  return (
    <>
      <Facts facts={step.facts} label={t`What is found of the agents' phones`} />
      {me.permissions.includes('user.write') && inBrowser.length > 0 && (
        <Stack component="section" gap="xs" maw={560} aria-label={t`Sign-in links`}>
          <Title order={3} size="h4">{t`Sign-in links`}</Title>
          <Text size="sm">{t`An agent in the browser opens the link, chooses a password and logs in there.`}</Text>
          {inBrowser.map((agent) => (
            <AgentLine key={agent.id} agent={agent}>
              <SignInLink me={me} agent={agent} />
            </AgentLine>
          ))}
        </Stack>
      )}
      {me.permissions.includes('phone.write') && (
        <Text size="sm">
          {t`The phone on the desk is not in Asterisk yet?`}{' '}
          <Anchor component={Link} underline="always" to="/phones">{t`Make the phone first`}</Anchor>
        </Text>
      )}
      <form onSubmit={form.onSubmit((said) => mutate(said))} noValidate>
        <Stack maw={520}>
          {unasked && <ProblemAlert problem={asProblem(unasked)} />}
          {error && <ProblemAlert problem={asProblem(error)} />}
          <Group grow align="flex-start">
            <FieldText
              form={form}
              name="name"
              label={t`Short name`}
              autoComplete="off"
              autoCapitalize="none"
              maxLength={200}
            />
            <FieldText
              form={form}
              name="display_name"
              label={t`First and last name`}
              autoComplete="off"
              maxLength={200}
            />
          </Group>
          <FieldSelect
            form={form}
            name="phone"
            label={t`Phone`}
            description={t`An endpoint that Asterisk has. It stays on the line for the whole shift.`}
            data={[
              ...endpointChoices(endpoints ?? [], 'phone', taken),
              { value: IN_BROWSER, label: t`in the browser, with a headset` },
            ]}
            searchable
          />
          <Group>
            <Button type="submit" loading={isPending}>{t`Add the agent`}</Button>
          </Group>
        </Stack>
      </form>
    </>
  );
}
