import { plural, t } from '@lingui/core/macro';
import { Alert, Button, Checkbox, Group, NativeSelect, Stack, Text, TextInput, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { accessPerson, dataRequestsQuery, erasePerson, type Person } from '@/api/compliance';
import { everyCompanyQuery } from '@/api/installation';
import { asProblem } from '@/api/problem';
import { meQuery } from '@/api/session';
import { useConfirmed } from '@/features/session';
import { confirm } from '@/ui/Confirm';
import { DataTable } from '@/ui/DataTable';
import { EmptyYet } from '@/ui/Empty';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { State } from '@/ui/State';
import { saveFile } from '@/ui/save-file';
import { dateAndTime, dateOf } from '@/words/format';
import { actorName } from '@/words/labels';
import { type Catalogue, speakToo } from '@/words/language';
import { CompanyChoice, chosenOf } from './parts/choices';
import { PersonFields } from './parts/suppressions';

await speakToo(import.meta.glob<Catalogue>('./words/*.po'));

type Form = 'html' | 'json' | 'text';
const ENDINGS: Record<Form, string> = { html: 'html', json: 'json', text: 'txt' };

/** What persons ask about their data: an answer to hand over (GDPR article 15), or its erasure (article 17). */
export default function Requests() {
  const { data: me } = useSuspenseQuery(meQuery);
  const { data: companies } = useQuery(everyCompanyQuery);
  const queries = useQueryClient();
  const confirmed = useConfirmed(me);
  const [picked, pick] = useState(0);
  const [person, setPerson] = useState<Person>({ number: null, external_id: null });
  const [received, setReceived] = useState('');
  const [form, setForm] = useState<Form>('html');
  const [suppressed, setSuppressed] = useState(true);
  const companyId = chosenOf(picked, companies);
  const receivedAt = received ? new Date(`${received}T12:00:00`).toISOString() : null;
  const known = () => void queries.invalidateQueries({ queryKey: dataRequestsQuery(companyId).queryKey });
  const reading = useMutation({
    mutationFn: () => confirmed(() => accessPerson(companyId, person, receivedAt, form)),
    onSuccess: (file) => {
      saveFile(file, `access-request-${new Date().toISOString().slice(0, 10)}.${ENDINGS[form]}`);
      known();
    },
  });
  const erasing = useMutation({
    mutationFn: () => confirmed(() => erasePerson(companyId, person, receivedAt, suppressed)),
    onSuccess: known,
  });
  const erase = async () => {
    const agreed = await confirm({
      title: t`Erase this person's data`,
      body: suppressed
        ? t`Names, numbers, notes and answers go for good. The person's no stays, so that nobody calls again.`
        : t`Names, numbers, notes and answers go for good. Without a no, a later list may bring the person back.`,
      action: t`Erase`,
      tone: 'stop',
      typed: t`erase`,
    });
    if (agreed) erasing.mutate();
  };
  if (companies?.length === 0) return <EmptyYet title={t`There is no company yet`} />;
  const named = person.number !== null || person.external_id !== null;
  const problem = reading.error ?? erasing.error;
  return (
    <Stack gap="lg">
      <Title order={1}>{t`Persons' requests`}</Title>
      <Text maw="44rem">
        {t`A person may ask what is kept of them, and have it erased. The answer is due within a month; the list below shows when each was given.`}
      </Text>
      <form
        aria-label={t`A request`}
        onSubmit={(event) => {
          event.preventDefault();
          reading.mutate();
        }}
      >
        <Stack maw={760}>
          <Group align="end">
            <CompanyChoice value={companyId} companies={companies} onChange={pick} />
            <TextInput
              type="date"
              label={t`Received on`}
              value={received}
              max={new Date().toISOString().slice(0, 10)}
              onChange={(event) => setReceived(event.currentTarget.value)}
            />
            <NativeSelect
              label={t`Answer as`}
              value={form}
              data={[
                { value: 'html', label: t`a page to print` },
                { value: 'text', label: t`plain text` },
                { value: 'json', label: t`data (JSON)` },
              ]}
              onChange={(event) => setForm(event.currentTarget.value as Form)}
            />
          </Group>
          <PersonFields person={person} onChange={setPerson} />
          {problem && <ProblemAlert problem={asProblem(problem)} />}
          <Group>
            <Button type="submit" loading={reading.isPending} disabled={!named}>
              {t`Answer what is kept`}
            </Button>
            {me.permissions.includes('person.erase') && (
              <>
                <Button
                  color="stop"
                  variant="default"
                  loading={erasing.isPending}
                  disabled={!named}
                  onClick={() => void erase()}
                >
                  {t`Erase…`}
                </Button>
                <Checkbox
                  label={t`and never call again`}
                  checked={suppressed}
                  onChange={(event) => setSuppressed(event.currentTarget.checked)}
                />
              </>
            )}
          </Group>
          <div role="status">
            {reading.isSuccess && (
              <State tone="ok">{t`The answer was saved as a file. It is kept nowhere else.`}</State>
            )}
            {erasing.data && (
              <Alert color="ok">
                {plural(erasing.data.leads, { one: '# lead was erased', other: '# leads were erased' })}
                {', '}
                {plural(erasing.data.attempts, { one: '# call', other: '# calls' })}
                {', '}
                {plural(erasing.data.suppressed, {
                  one: '# number is not called any more',
                  other: '# numbers are not called any more',
                })}
              </Alert>
            )}
          </div>
        </Stack>
      </form>
      <Answered companyId={companyId} />
    </Stack>
  );
}

function Answered({ companyId }: { companyId: number }) {
  const { data, error, refetch } = useQuery(dataRequestsQuery(companyId));
  return (
    <section aria-label={t`Requests so far`}>
      <Title order={2} size="h3" mb="xs">
        {t`Requests so far`}
      </Title>
      <DataTable
        id="data-requests"
        caption={t`Requests so far`}
        rows={data}
        problem={error && asProblem(error)}
        onRetry={() => void refetch()}
        keyOf={(one) => one.id}
        empty={<EmptyYet title={t`Nobody has asked yet`} />}
        columns={[
          { id: 'kind', header: t`What`, cell: (one) => (one.kind === 'access' ? t`access` : t`erasure`) },
          { id: 'person', header: t`Person (key)`, cell: (one) => one.person },
          { id: 'received', header: t`Received`, cell: (one) => dateOf(new Date(one.received_at)) },
          { id: 'due', header: t`Due by`, cell: (one) => dateOf(new Date(one.due_at)) },
          {
            id: 'answered',
            header: t`Answered`,
            cell: (one) =>
              one.answered_at ? (
                <State tone={Date.parse(one.answered_at) <= Date.parse(one.due_at) ? 'ok' : 'warn'}>
                  {dateAndTime(new Date(one.answered_at))}
                </State>
              ) : (
                <State tone="warn">{t`not yet`}</State>
              ),
          },
          { id: 'actor', header: t`By`, cell: (one) => actorName(one.actor) },
        ]}
      />
    </section>
  );
}
