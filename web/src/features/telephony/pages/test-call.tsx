import { t } from '@lingui/core/macro';
import { Alert, Button, Group, Select, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { callerIdsQuery } from '@/api/installation';
import { asProblem } from '@/api/problem';
import { placeTestCall } from '@/api/setup';
import { phonesQuery, type Trunk } from '@/api/telephony';
import { IconOk, IconWarn } from '@/ui/icons';
import { ProblemAlert } from '@/ui/ProblemAlert';

/** Rings a phone, then a number over this trunk: whoever sits there hears whether both sides work. */
export function TestCall({ trunk }: { trunk: Trunk }) {
  const { data: phones = [], error: unasked } = useQuery(phonesQuery(trunk.node_id));
  const { data: callerIds = [] } = useQuery(callerIdsQuery);
  const [phone, setPhone] = useState<string | null>(null);
  const [shown, setShown] = useState<string | null>(null);
  const [number, setNumber] = useState('');
  const { mutate, isPending, data, error } = useMutation({
    mutationFn: () =>
      placeTestCall(trunk.node_id, {
        trunk_id: trunk.id,
        phone: `PJSIP/${phone}`,
        number: number.replace(/[\s/().-]/g, ''),
        caller_id_id: shown === null ? null : Number(shown),
      }),
  });
  const there = phones.filter(({ state }) => state !== 'missing');
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        mutate();
      }}
    >
      <Stack gap="sm">
        <Text size="sm">
          {t`The phone rings first. Pick up, and Pronto calls the number over the trunk and joins you for a minute at most.`}
        </Text>
        {unasked && <ProblemAlert problem={asProblem(unasked)} />}
        {error && <ProblemAlert problem={asProblem(error)} />}
        <Select
          label={t`Phone`}
          data={there.map((one) => ({
            value: one.endpoint,
            label: one.agent_name ? `${one.endpoint} (${one.agent_name})` : one.endpoint,
          }))}
          value={phone}
          onChange={setPhone}
          searchable
          data-autofocus
        />
        <TextInput
          label={t`Number to call`}
          placeholder="+39…"
          value={number}
          onChange={(event) => setNumber(event.currentTarget.value)}
          inputMode="tel"
          autoComplete="off"
        />
        <Select
          label={t`Number shown`}
          description={t`Without one, the carrier decides.`}
          data={callerIds.map((one) => ({ value: String(one.id), label: one.number }))}
          value={shown}
          onChange={setShown}
          clearable
        />
        <Group>
          <Button type="submit" disabled={!phone || number.length < 4} loading={isPending}>
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
              <div data-from="api">
                <Text>{data.what}</Text>
                <Text size="sm">{data.mend}</Text>
              </div>
              {data.sip && <Text size="sm" c="dimmed">{t`The network's code: SIP ${data.sip}`}</Text>}
            </Alert>
          )}
        </div>
      </Stack>
    </form>
  );
}
