import { t } from '@lingui/core/macro';
import { Alert, Button, Group, NativeSelect, Stack, Table, Text, TextInput, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type Appearance, type CallerId, type NumberTest, numberTestsQuery, sayAppearance } from '@/api/caller-ids';
import { trunksQuery } from '@/api/installation';
import { asProblem } from '@/api/problem';
import { meQuery } from '@/api/session';
import { placeTestCall } from '@/api/setup';
import { phonesQuery } from '@/api/telephony';
import { IconOk, IconWarn } from '@/ui/icons';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { State } from '@/ui/State';
import { dateAndTime } from '@/words/format';
import { actorName } from '@/words/labels';
import { appearanceWord, testWord } from './words';

/** Test calls that showed the number: who placed them, what came of them, and how the number looked on the phone. */
export function NumberTests({ callerId, writes }: { callerId: CallerId; writes: boolean }) {
  const { data: me } = useSuspenseQuery(meQuery);
  const { data: tests = [], error } = useQuery(numberTestsQuery(callerId.id));
  return (
    <section aria-label={t`Test calls`}>
      <Title order={3} size="h4" mb="xs">{t`Test calls`}</Title>
      <Stack gap="sm">
        {error && <ProblemAlert problem={asProblem(error)} />}
        {tests.length === 0 ? (
          <Text size="sm" c="dimmed">{t`No test call has shown this number yet.`}</Text>
        ) : (
          <Table.ScrollContainer minWidth={560}>
            <Table aria-label={t`Test calls that showed the number`}>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{t`When`}</Table.Th>
                  <Table.Th>{t`Who`}</Table.Th>
                  <Table.Th>{t`Called`}</Table.Th>
                  <Table.Th>{t`What came of it`}</Table.Th>
                  <Table.Th>{t`How it showed`}</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {tests.map((one) => (
                  <Table.Tr key={one.id}>
                    <Table.Td>{dateAndTime(new Date(one.placed_at))}</Table.Td>
                    <Table.Td>{actorName(one.actor)}</Table.Td>
                    <Table.Td>{`${one.called}, ${one.trunk}`}</Table.Td>
                    <Table.Td>
                      {testWord(one)}
                      {one.sip && ` (SIP ${one.sip})`}
                    </Table.Td>
                    <Table.Td>
                      <Showed test={one} writes={writes} />
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
        )}
        {me.permissions.includes('trunk.write') && <PlaceTest callerId={callerId} />}
      </Stack>
    </section>
  );
}

const APPEARANCES: Appearance[] = ['as_sent', 'marked', 'other', 'hidden'];

function Showed({ test, writes }: { test: NumberTest; writes: boolean }) {
  const queries = useQueryClient();
  const [note, setNote] = useState(test.note);
  const { mutate, error } = useMutation({
    mutationFn: (appearance: Appearance) => sayAppearance(test, appearance, note.trim()),
    onSettled: () => queries.invalidateQueries({ queryKey: numberTestsQuery(test.caller_id_id).queryKey }),
  });
  if (test.appearance || !writes) {
    if (!test.appearance) return <Text size="sm" c="dimmed">{t`nobody has said`}</Text>;
    return (
      <div>
        <State tone={test.appearance === 'as_sent' ? 'ok' : 'warn'}>{appearanceWord(test.appearance)}</State>
        {test.note && <Text size="xs">{test.note}</Text>}
      </div>
    );
  }
  const at = dateAndTime(new Date(test.placed_at));
  return (
    <Stack gap={4}>
      {error && <ProblemAlert problem={asProblem(error)} />}
      <TextInput
        size="xs"
        aria-label={t`Note on the test call of ${at}`}
        placeholder={t`phone and network`}
        value={note}
        maxLength={200}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      <NativeSelect
        size="xs"
        aria-label={t`How the number showed in the test call of ${at}`}
        value=""
        data={[
          { value: '', label: t`say how it showed` },
          ...APPEARANCES.map((one) => ({ value: one, label: appearanceWord(one) })),
        ]}
        onChange={(event) => event.currentTarget.value && mutate(event.currentTarget.value as Appearance)}
      />
    </Stack>
  );
}

function PlaceTest({ callerId }: { callerId: CallerId }) {
  const queries = useQueryClient();
  const { data: trunks = [] } = useQuery(trunksQuery);
  const [chosen, setChosen] = useState('');
  const [phone, setPhone] = useState('');
  const [called, setCalled] = useState('');
  const trunk = trunks.find(({ id }) => String(id) === chosen) ?? trunks[0];
  const { data: phones = [] } = useQuery({ ...phonesQuery(trunk?.node_id ?? 0), enabled: trunk !== undefined });
  const there = phones.filter(({ state }) => state !== 'missing');
  const ringing = phone || there[0]?.endpoint || '';
  const { mutate, isPending, data, error } = useMutation({
    mutationFn: (nodeId: number) =>
      placeTestCall(nodeId, {
        trunk_id: trunk?.id ?? 0,
        phone: `PJSIP/${ringing}`,
        number: called.replace(/[\s/().-]/g, ''),
        caller_id_id: callerId.id,
      }),
    onSettled: () => queries.invalidateQueries({ queryKey: numberTestsQuery(callerId.id).queryKey }),
  });
  if (!trunk) return null;
  return (
    <form
      aria-label={t`Place a test call`}
      onSubmit={(event) => {
        event.preventDefault();
        mutate(trunk.node_id);
      }}
    >
      <Stack gap="xs">
        <Text size="sm">
          {t`The phone here rings first. Pick up, and Pronto calls the number over the trunk and shows ${callerId.number}: look at the other phone.`}
        </Text>
        <Group align="flex-end">
          <NativeSelect
            label={t`Trunk`}
            value={String(trunk.id)}
            data={trunks.map((one) => ({ value: String(one.id), label: one.name }))}
            onChange={(event) => setChosen(event.currentTarget.value)}
          />
          <NativeSelect
            label={t`Phone`}
            value={ringing}
            data={there.map((one) => ({ value: one.endpoint, label: one.endpoint }))}
            onChange={(event) => setPhone(event.currentTarget.value)}
          />
          <TextInput
            label={t`Number to call`}
            placeholder="+39…"
            value={called}
            inputMode="tel"
            autoComplete="off"
            onChange={(event) => setCalled(event.currentTarget.value)}
          />
          <Button type="submit" variant="default" loading={isPending} disabled={!ringing || called.length < 4}>
            {t`Place the test call`}
          </Button>
        </Group>
        <div role="status">
          {isPending && <Text size="sm">{t`The phone rings: pick up.`}</Text>}
          {error && <ProblemAlert problem={asProblem(error)} />}
          {data && (
            <Alert
              color={data.stage === 'joined' ? 'ok' : 'warn'}
              icon={data.stage === 'joined' ? <IconOk /> : <IconWarn />}
            >
              <div data-from="api">
                <Text>{data.what}</Text>
                <Text size="sm">{data.mend}</Text>
              </div>
            </Alert>
          )}
        </div>
      </Stack>
    </form>
  );
}
