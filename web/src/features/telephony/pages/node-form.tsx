import { t } from '@lingui/core/macro';
import { Button, Group, Stack, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Versioned } from '@/api/client';
import { asProblem, problemInstead } from '@/api/problem';
import { addNode, changeNode, type Node, type NodeInput, nodeQuery, nodesQuery } from '@/api/telephony';
import { FieldText, type Form, showErrors } from '@/ui/Field';
import { FieldArea } from '@/ui/FieldArea';
import { FieldSwitch } from '@/ui/FieldCheck';
import { FieldNumber } from '@/ui/FieldNumber';
import { Loading } from '@/ui/Loading';
import { ProblemAlert } from '@/ui/ProblemAlert';

const BEGIN = {
  name: '',
  host: '127.0.0.1',
  port: 5038 as number | string,
  username: 'pronto',
  secret_env: 'PRONTO_AMI_SECRET',
  tls: false,
  max_channels: 200 as number | string,
  calls_per_second: 10 as number | string,
  dial_patterns: '',
  ari_url: '',
  ari_username: 'pronto',
  ari_secret_env: 'PRONTO_ARI_SECRET',
};
type Values = typeof BEGIN;

const inputOf = ({ name: _, ...said }: Values): NodeInput => ({
  ...said,
  port: Number(said.port),
  max_channels: Number(said.max_channels),
  calls_per_second: Number(said.calls_per_second),
  dial_patterns: said.dial_patterns.split(/\s+/).filter(Boolean),
});

/** A node that Pronto does not know yet. */
export function NewNode({ onDone }: { onDone: () => void }) {
  const { data: nodes } = useQuery(nodesQuery);
  return (
    <NodeForm
      taken={nodes?.map(({ name }) => name) ?? []}
      begin={BEGIN}
      isNew
      action={t`Add the node`}
      onSend={(said) => addNode(said.name, inputOf(said))}
      onDone={onDone}
    />
  );
}

/** The settings of a node; what another has changed meanwhile is not overwritten. */
export function ChangeNode({ name, onDone }: { name: string; onDone: () => void }) {
  const { data: read, error } = useQuery(nodeQuery(name));
  const lacking = problemInstead(error, read);
  if (lacking) return <ProblemAlert problem={lacking} />;
  if (!read) return <Loading lines={6} />;
  return <Change key={read.etag} read={read} onDone={onDone} />;
}

function Change({ read, onDone }: { read: Versioned<Node>; onDone: () => void }) {
  const { id: _id, retired_at: _at, ...there } = read.value;
  return (
    <NodeForm
      begin={{ ...there, dial_patterns: there.dial_patterns.join('\n') }}
      isNew={false}
      action={t`Save`}
      onSend={(said) => changeNode(read, inputOf(said))}
      onDone={onDone}
    />
  );
}

interface Shown {
  begin: Values;
  isNew: boolean;
  taken?: readonly string[];
  action: string;
  onSend: (said: Values) => Promise<unknown>;
  onDone: () => void;
}

function NodeForm({ begin, isNew, taken = [], action, onSend, onDone }: Shown) {
  const queries = useQueryClient();
  const form = useForm<Values>({
    mode: 'uncontrolled',
    initialValues: begin,
    validate: {
      name: (said) => {
        if (!/^[\w.-]+$/.test(said)) return t`Letters, digits, dots and dashes.`;
        return taken.includes(said) ? t`There is a node of this name.` : null;
      },
    },
  });
  const sending = useMutation({
    mutationFn: onSend,
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: nodesQuery.queryKey });
      onDone();
    },
    onError: (failure) => showErrors(form as Form, asProblem(failure).errors),
  });
  const isStale = sending.error !== null && asProblem(sending.error).kind === 'conflict';
  return (
    <form onSubmit={form.onSubmit((said) => sending.mutate(said))} noValidate>
      <Stack gap="sm">
        {sending.error && <ProblemAlert problem={asProblem(sending.error)} />}
        {isStale && (
          <Button
            variant="default"
            onClick={() => void queries.invalidateQueries({ queryKey: nodeQuery(begin.name).queryKey })}
          >
            {t`Read what is there now`}
          </Button>
        )}
        {isNew && (
          <FieldText
            form={form}
            name="name"
            label={t`Name`}
            description={t`As it is called everywhere in Pronto; it stays.`}
            maxLength={60}
            autoComplete="off"
            data-autofocus
          />
        )}
        <Group grow align="flex-start">
          <FieldText form={form} name="host" label={t`Host`} autoComplete="off" />
          <FieldNumber form={form} name="port" label={t`Port`} min={1} max={65535} allowDecimal={false} />
        </Group>
        <Group grow align="flex-start">
          <FieldText form={form} name="username" label={t`User in manager.conf`} autoComplete="off" />
          <FieldText
            form={form}
            name="secret_env"
            label={t`Variable with its secret`}
            description={t`The secret itself stands in Pronto's environment, and is never shown.`}
            autoComplete="off"
          />
        </Group>
        <FieldSwitch
          form={form}
          name="tls"
          label={t`TLS`}
          description={t`Needed unless Asterisk is on this machine, or its host is named in PRONTO_AMI_PLAIN_HOSTS.`}
        />
        <Group grow align="flex-start">
          <FieldNumber
            form={form}
            name="max_channels"
            label={t`Channels at once`}
            description={t`Calls and agents' phones together.`}
            min={1}
            max={100000}
            allowDecimal={false}
          />
          <FieldNumber
            form={form}
            name="calls_per_second"
            label={t`New calls per second`}
            description={t`Over all its trunks.`}
            min={0.1}
            max={1000}
          />
        </Group>
        <FieldArea
          form={form}
          name="dial_patterns"
          label={t`What it may dial besides PJSIP`}
          description={t`One in a line, as Local/${'{extension}'}@agents for phones or DAHDI/g1/${'{number}'} for trunks.`}
        />
        <Text size="sm" fw={600}>{t`Phones in the browser`}</Text>
        <FieldText
          form={form}
          name="ari_url"
          label={t`Address of Asterisk's web server`}
          description={t`Empty: this Asterisk takes no phones in the browser.`}
          placeholder="http://127.0.0.1:8088"
          autoComplete="off"
        />
        <Group grow align="flex-start">
          <FieldText form={form} name="ari_username" label={t`User in ari.conf`} autoComplete="off" />
          <FieldText form={form} name="ari_secret_env" label={t`Variable with its secret`} autoComplete="off" />
        </Group>
        <Group justify="flex-end">
          <Button type="submit" loading={sending.isPending}>
            {action}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
