import { t } from '@lingui/core/macro';
import { Button, Group, NumberInput, Select, Stack, Text, TextInput, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { FILES, type List } from '@/api/lists';
import { asProblem } from '@/api/problem';
import { askRegister, loadAnswer, type ResultForm, type Scrub, scrubsQuery } from '@/api/registers';
import type { Me } from '@/api/session';
import { FileUpload } from '@/features/file-upload';
import { useConfirmed } from '@/features/session';
import { AnswerTime } from '@/ui/AnswerTime';
import { DataTable } from '@/ui/DataTable';
import { EmptyYet } from '@/ui/Empty';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { State } from '@/ui/State';
import { saveFile } from '@/ui/save-file';
import { countryOf, dateAndTime, number } from '@/words/format';

/** The registers, and whose numbers they hold. */
const REGISTERS = [
  { name: 'RPO', country: 'IT' },
  { name: 'TPS', country: 'GB' },
  { name: 'CTPS', country: 'GB' },
  { name: 'NDNC', country: 'US' },
  { name: 'RND', country: 'US' },
];
const ofCountry = (country: string) => REGISTERS.find((one) => one.country === country)?.name ?? 'RPO';

/** Scrubbing: the list's numbers go out to a register of objections, and its answer comes in. */
export function Registers({ list, me }: { list: List; me: Me }) {
  const queries = useQueryClient();
  const confirmed = useConfirmed(me);
  const mayWrite = me.permissions.includes('register.write');
  const { data, error, refetch } = useQuery(scrubsQuery(list.company_id));
  const own = data?.filter(({ list_id }) => list_id === list.id);
  const [register, setRegister] = useState<string>(ofCountry(list.country));
  const [days, setDays] = useState<number | string>('');
  const refresh = () => queries.invalidateQueries({ queryKey: ['scrubs'] });
  const ask = useMutation({
    mutationFn: () => confirmed(() => askRegister(list.id, register, typeof days === 'number' ? days : undefined)),
    onSuccess: ({ file, scrub }) => {
      saveFile(file, `${register}-${scrub}.csv`);
      void refresh();
    },
  });
  const [answered, setAnswered] = useState<Scrub | null>(null);
  return (
    <Stack>
      <Text size="sm" maw={640}>
        {t`Download the numbers, send them to the register, and load what comes back: whoever is in it is not called.`}
      </Text>
      {ask.error && <ProblemAlert problem={asProblem(ask.error)} />}
      {mayWrite && (
        <Group align="flex-end">
          <Select
            label={t`Register`}
            data={REGISTERS.map(({ name, country }) => ({ value: name, label: `${name} (${countryOf(country)})` }))}
            value={register}
            onChange={(value) => value && setRegister(value)}
            allowDeselect={false}
          />
          <NumberInput
            label={t`Leave out numbers answered within so many days`}
            placeholder={t`none`}
            min={0}
            max={400}
            allowDecimal={false}
            value={days}
            onChange={setDays}
          />
          <Button variant="default" onClick={() => ask.mutate()} loading={ask.isPending}>
            {t`Download the numbers`}
          </Button>
        </Group>
      )}
      {answered && <Answer key={answered.id} scrub={answered} onDone={() => setAnswered(null)} />}
      <DataTable
        id="scrubs"
        caption={t`What registers were asked`}
        rows={own}
        problem={error && asProblem(error)}
        onRetry={() => void refetch()}
        keyOf={({ id }) => id}
        empty={<EmptyYet title={t`No register was asked about this list`} />}
        columns={[
          { id: 'register', header: t`Register`, cell: (one) => one.register_name },
          { id: 'sent_at', header: t`Asked on`, cell: (one) => dateAndTime(new Date(one.sent_at)) },
          { id: 'sent', header: t`Numbers`, figures: true, cell: (one) => number(one.sent) },
          {
            id: 'listed',
            header: t`Of them in it`,
            figures: true,
            cell: (one) => (one.status === 'returned' ? number(one.listed) : '–'),
          },
          {
            id: 'status',
            header: t`State`,
            cell: (one) => (
              <Group gap="xs">
                <State tone={one.status === 'returned' ? 'ok' : 'warn'}>{statusWords(one)}</State>
                {mayWrite && one.status === 'sent' && (
                  <Button
                    size="compact-xs"
                    variant="default"
                    aria-label={t`Load the answer to ${one.register_name} ${one.id}`}
                    onClick={() => setAnswered(one)}
                  >
                    {t`Load the answer`}
                  </Button>
                )}
              </Group>
            ),
          },
        ]}
      />
    </Stack>
  );
}

function statusWords({ status, returned_at }: Scrub): string {
  if (status === 'returned' && returned_at) return t`answered, valid from ${dateAndTime(new Date(returned_at))}`;
  return status === 'sent' ? t`waits for the answer` : t`not downloaded to its end`;
}

/** The register's answer, read as its rows mean it. */
function Answer({ scrub, onDone }: { scrub: Scrub; onDone: () => void }) {
  const queries = useQueryClient();
  const [form, setForm] = useState<ResultForm>('listed');
  const [receipt, setReceipt] = useState('');
  const [at, setAt] = useState('');
  const load = useMutation({
    mutationFn: (file: File | null) => loadAnswer(scrub.id, file, { form, receipt, at }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['scrubs'] });
      onDone();
    },
  });
  return (
    <Stack gap="sm" maw={720}>
      <Title order={2} size="h4">{t`Answer of ${scrub.register_name}`}</Title>
      {load.error && <ProblemAlert problem={asProblem(load.error)} />}
      <Group grow align="flex-start">
        <TextInput
          label={t`Receipt`}
          description={t`The register's own reference of its answer.`}
          value={receipt}
          onChange={({ currentTarget }) => setReceipt(currentTarget.value)}
          maxLength={200}
          required
          autoFocus
        />
        <AnswerTime value={at} onChange={setAt} />
        <Select
          label={t`What the rows of the answer mean`}
          data={[
            { value: 'listed', label: t`these numbers are in the register` },
            { value: 'free', label: t`these numbers may be called` },
            { value: 'flags', label: t`each row says which` },
          ]}
          value={form}
          onChange={(value) => setForm((value ?? 'listed') as ResultForm)}
          allowDeselect={false}
        />
      </Group>
      {!receipt.trim() && (
        <Text size="sm">{t`With the receipt you can drop its file here, or say that it lists none of the numbers.`}</Text>
      )}
      {receipt.trim() && (
        <FileUpload
          label={t`Answer of the register`}
          accept={FILES}
          onFile={(file) => load.mutate(file)}
          sending={load.isPending ? { name: scrub.register_name, share: 1 } : null}
        />
      )}
      <Group>
        {receipt.trim() && (
          <Button variant="default" onClick={() => load.mutate(null)} loading={load.isPending}>
            {t`The register lists none of them`}
          </Button>
        )}
        <Button variant="default" onClick={onDone}>
          {t`Cancel`}
        </Button>
      </Group>
    </Stack>
  );
}
