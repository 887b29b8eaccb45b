import { t } from '@lingui/core/macro';
import { Alert, Button, Group, Select, Stack, Text, TextInput, Title } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { callerIdsQuery } from '@/api/installation';
import { asProblem } from '@/api/problem';
import { endpointsQuery, placeTestCall } from '@/api/setup';
import { IconOk, IconWarn } from '@/ui/icons';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { endpointChoices } from './endpoints';

/** Rings a phone, then a number over the trunk: whoever sits there hears whether both sides work. */
export function TestCallForm({
  nodeId,
  trunks,
}: {
  nodeId: number;
  trunks: readonly { id: number; name: string }[];
}) {
  const { data: endpoints } = useQuery(endpointsQuery(nodeId));
  const { data: callerIds } = useQuery(callerIdsQuery);
  const [trunk, setTrunk] = useState<string | null>(String(trunks[0]?.id));
  const [phone, setPhone] = useState<string | null>(null);
  const [number, setNumber] = useState('');
  const { mutate, isPending, data, error } = useMutation({
    mutationFn: () =>
      placeTestCall(nodeId, {
        trunk_id: Number(trunk),
        phone: `PJSIP/${phone}`,
        number: number.replace(/[\s/().-]/g, ''),
        caller_id_id: callerIds?.[0]?.id ?? null,
      }),
  });
  const names = trunks.map(({ name }) => name);
  const problem = error && asProblem(error);
  return (
    <section aria-label={t`Test call`}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          mutate();
        }}
      >
        <Stack maw={520}>
          <Title order={3} size="h4">{t`Test call`}</Title>
          <Text size="sm">
            {t`The phone rings first. Pick up, and Pronto calls the number over the trunk and joins you for a minute at most.`}
          </Text>
          {problem && <ProblemAlert problem={problem} />}
          <Group grow align="flex-start">
            <Select
              label={t`Phone`}
              data={endpointChoices(endpoints ?? [], 'phone', names)}
              value={phone}
              onChange={setPhone}
              searchable
            />
            <TextInput
              label={t`Number to call`}
              placeholder="+39…"
              value={number}
              onChange={(event) => setNumber(event.currentTarget.value)}
              inputMode="tel"
              autoComplete="off"
            />
          </Group>
          {trunks.length > 1 && (
            <Select
              label={t`Trunk`}
              data={trunks.map(({ id, name }) => ({ value: String(id), label: name }))}
              value={trunk}
              onChange={setTrunk}
              allowDeselect={false}
            />
          )}
          <Group>
            <Button type="submit" variant="default" disabled={!phone || number.length < 4} loading={isPending}>
              {t`Place the test call`}
            </Button>
            {isPending && <Text size="sm" role="status">{t`The phone rings: pick up.`}</Text>}
          </Group>
          <div role="status">
            {data && (
              <Alert
                color={data.stage === 'joined' ? 'ok' : 'warn'}
                icon={data.stage === 'joined' ? <IconOk /> : <IconWarn />}
              >
                <Text>{data.what}</Text>
                <Text size="sm">{data.mend}</Text>
                {data.sip && <Text size="sm" c="dimmed">{t`The network's code: SIP ${data.sip}`}</Text>}
              </Alert>
            )}
          </div>
        </Stack>
      </form>
    </section>
  );
}
