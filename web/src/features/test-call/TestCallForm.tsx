import { t } from '@lingui/core/macro';
import { Alert, Button, Group, Select, Stack, Text, TextInput, Title } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { callerIdsQuery } from '@/api/installation';
import { asProblem } from '@/api/problem';
import { endpointsQuery, placeTestCall } from '@/api/setup';
import { IconOk, IconWarn } from '@/ui/icons';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { endpointChoices } from './endpoints';

/** The place of the form in its page, as an address names it. */
export const TEST_CALL = 'test-call';

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
  const [tried, setTried] = useState(false);
  const section = useRef<HTMLElement>(null);
  useEffect(() => {
    if (window.location.hash === `#${TEST_CALL}`) section.current?.scrollIntoView();
  }, []);
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
  const phones = endpointChoices(endpoints ?? [], 'phone', names);
  const lacks = {
    phone: phone ? null : t`Choose a phone.`,
    number: number.trim().length < 4 && t`Enter a phone number.`,
  };
  return (
    <section id={TEST_CALL} ref={section} aria-label={t`Test call`}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (!lacks.phone && !lacks.number) mutate();
        }}
      >
        <Stack maw={520}>
          <Title order={3} size="h4">{t`Test call`}</Title>
          <Text size="sm">
            {t`The phone rings first. Pick up, and Pronto calls the number over the trunk and joins you for a minute at most. Call a telephone of your own.`}
          </Text>
          {endpoints && phones.length === 0 && (
            <Text size="sm">{t`It takes a phone on the desk: Asterisk has none yet. A phone in the browser cannot place it.`}</Text>
          )}
          {problem && <ProblemAlert problem={problem} />}
          <Group grow align="flex-start">
            <Select
              label={t`Phone`}
              data={phones}
              value={phone}
              onChange={setPhone}
              error={tried && lacks.phone}
              searchable
            />
            <TextInput
              label={t`Number to call`}
              placeholder="+39…"
              value={number}
              onChange={(event) => setNumber(event.currentTarget.value)}
              inputMode="tel"
              autoComplete="off"
              error={tried && lacks.number}
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
            <Button type="submit" variant="default" loading={isPending}>
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
