import { t } from '@lingui/core/macro';
import { Button, Group, Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { agentsQuery } from '@/api/agents';
import { createDeskPhone, type DeskPhoneMade, planDeskPhone } from '@/api/desk-phones';
import { asProblem } from '@/api/problem';
import type { Me } from '@/api/session';
import type { Node } from '@/api/telephony';
import { ConfText } from '@/features/provisioning';
import { useConfirmed } from '@/features/session';
import { FieldText, type Form, showErrors } from '@/ui/Field';
import { FieldSelect } from '@/ui/FieldSelect';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { Notes } from './desk-phone-sheet';
import { transportText } from './words';

const NOBODY = '0';
type Transport = 'udp' | 'tcp' | 'tls';
const TRANSPORTS: readonly Transport[] = ['udp', 'tcp', 'tls'];

export const transports = () => TRANSPORTS.map((value) => ({ value, label: transportText(value) }));
export const agentIdOf = (chosen: string) => (chosen === NOBODY ? null : Number(chosen));
export const chosenOf = (agentId: number | null) => (agentId === null ? NOBODY : String(agentId));

/** Agents who may be given a phone, and nobody. */
export function useAgentChoices() {
  const { data: agents = [] } = useQuery(agentsQuery);
  return [
    { value: NOBODY, label: t`nobody yet` },
    ...agents.map(({ id, name, display_name }) => ({ value: String(id), label: display_name || name })),
  ];
}

interface Shown {
  me: Me;
  nodes: readonly Node[];
  nodeId: number;
  onMade: (made: DeskPhoneMade) => void;
}

/** A phone that is to be made: looked at first, if one likes. */
export function NewDeskPhone({ me, nodes, nodeId, onMade }: Shown) {
  const queries = useQueryClient();
  const confirmed = useConfirmed(me);
  const agents = useAgentChoices();
  const form = useForm({
    initialValues: { node_id: String(nodeId), name: '', transport: 'udp', agent_id: NOBODY },
    validate: {
      name: (said) =>
        /^[A-Za-z0-9][\w.-]{0,39}$/.test(said)
          ? null
          : t`Letters, digits, dots and dashes, at most 40, as in 1001.`,
    },
  });
  type Values = typeof form.values;
  const asked = (said: Values) => ({
    node_id: Number(said.node_id),
    name: said.name,
    transport: said.transport as Transport,
  });
  const onError = (failure: Error) => showErrors(form as Form, asProblem(failure).errors);
  const plan = useMutation({ mutationFn: (said: Values) => planDeskPhone(asked(said)), onError });
  const making = useMutation({
    mutationFn: (said: Values) =>
      confirmed(() => createDeskPhone({ ...asked(said), agent_id: agentIdOf(said.agent_id) })),
    onSuccess: async (made) => {
      await queries.invalidateQueries({ queryKey: ['nodes'] });
      await queries.invalidateQueries({ queryKey: agentsQuery.queryKey });
      onMade(made);
    },
    onError,
  });
  const failure = making.error ?? plan.error;
  return (
    <form onSubmit={form.onSubmit((said) => making.mutate(said))} noValidate>
      <Stack gap="sm">
        {failure && <ProblemAlert problem={asProblem(failure)} />}
        {nodes.length > 1 && (
          <FieldSelect
            form={form as Form}
            name="node_id"
            label={t`Node`}
            data={nodes.map(({ id, name }) => ({ value: String(id), label: name }))}
            allowDeselect={false}
          />
        )}
        <Group grow align="flex-start">
          <FieldText
            form={form as Form}
            name="name"
            label={t`Name or extension`}
            description={t`As in 1001; it stays.`}
            maxLength={40}
            autoComplete="off"
            data-autofocus
          />
          <FieldSelect
            form={form as Form}
            name="transport"
            label={t`Transport`}
            description={t`How the telephone speaks SIP.`}
            data={transports()}
            allowDeselect={false}
          />
        </Group>
        <FieldSelect
          form={form as Form}
          name="agent_id"
          label={t`Whose phone it is`}
          description={t`It rings for this agent from the next log-in on.`}
          data={agents}
          searchable
          allowDeselect={false}
        />
        {plan.data && (
          <>
            <Notes notes={plan.data.notes} />
            <ConfText text={plan.data.text} label={t`What is written into Asterisk`} />
          </>
        )}
        <Group justify="flex-end">
          <Button
            variant="default"
            loading={plan.isPending}
            onClick={() => {
              if (!form.validate().hasErrors) plan.mutate(form.getValues());
            }}
          >
            {t`Preview`}
          </Button>
          <Button type="submit" loading={making.isPending}>{t`Make the phone`}</Button>
        </Group>
      </Stack>
    </form>
  );
}
