import { plural, t } from '@lingui/core/macro';
import { Button, Group, Modal, NativeSelect, Stack, Text, TextInput, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { checkRegisters, listNamesQuery, registersQuery, type Scrub, scrubsQuery } from '@/api/compliance';
import { companiesQuery } from '@/api/installation';
import { FILES } from '@/api/lists';
import { asProblem } from '@/api/problem';
import { askRegister, loadAnswer, type ResultForm } from '@/api/registers';
import type { Me } from '@/api/session';
import { FileUpload } from '@/features/file-upload';
import { useConfirmed } from '@/features/session';
import { AnswerTime } from '@/ui/AnswerTime';
import { DataTable } from '@/ui/DataTable';
import { EmptyYet } from '@/ui/Empty';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { State } from '@/ui/State';
import { saveFile } from '@/ui/save-file';
import { dateAndTime, number } from '@/words/format';
import { CompanyChoice, chosenOf } from './choices';

/** How old the answers of registers are, what to do, and each asking with its answer. */
export function Registers({ me }: { me: Me }) {
  const { data: companies } = useQuery(companiesQuery);
  const [picked, pick] = useState(0);
  const companyId = chosenOf(picked, companies);
  const { data, error, refetch } = useQuery(registersQuery(companyId));
  const scrubs = useQuery(scrubsQuery(companyId));
  const [answers, setAnswers] = useState<Scrub | null>(null);
  const mayWrite = me.permissions.includes('register.write');
  const status: Record<string, string> = {
    open: t`not fetched yet`,
    sent: t`waits for the answer`,
    returned: t`answered`,
  };
  if (companies?.length === 0) return <EmptyYet title={t`There is no company yet`} />;
  return (
    <Stack gap="lg">
      <Group align="end">
        <CompanyChoice value={companyId} companies={companies} onChange={pick} />
      </Group>
      <section aria-label={t`Answers by register`}>
        <Title order={2} size="h3" mb="xs">
          {t`Answers by register`}
        </Title>
        <DataTable
          id="registers"
          caption={t`Answers by register`}
          rows={data?.filter((one) => one.fresh + one.stale > 0 || one.register_name === 'RPO')}
          problem={error && asProblem(error)}
          onRetry={() => void refetch()}
          keyOf={(one) => one.register_name}
          empty={<EmptyYet title={t`No register was asked yet`} />}
          columns={[
            { id: 'name', header: t`Register`, cell: (one) => one.register_name },
            { id: 'fresh', header: t`Valid`, figures: true, cell: (one) => number(one.fresh) },
            { id: 'listed', header: t`Of these listed`, figures: true, cell: (one) => number(one.listed) },
            { id: 'stale', header: t`Too old`, figures: true, cell: (one) => number(one.stale) },
            {
              id: 'oldest',
              header: t`Oldest valid`,
              cell: (one) => (one.oldest_fresh_at ? dateAndTime(new Date(one.oldest_fresh_at)) : '–'),
            },
            {
              id: 'act',
              header: t`What to do`,
              cell: (one) =>
                one.stale > 0 ? (
                  <State tone="warn">{t`ask again for the lists with these numbers`}</State>
                ) : one.fresh > 0 ? (
                  <State tone="ok">{t`nothing`}</State>
                ) : (
                  <State tone="rest">{t`ask before a list is called`}</State>
                ),
            },
          ]}
        />
      </section>
      {mayWrite && <Ask me={me} companyId={companyId} registers={data?.map((one) => one.register_name) ?? []} />}
      <CheckNumber companyId={companyId} />
      <section aria-label={t`Each asking`}>
        <Title order={2} size="h3" mb="xs">
          {t`Each asking`}
        </Title>
        <DataTable
          id="scrubs"
          caption={t`Each asking`}
          rows={scrubs.data}
          problem={scrubs.error && asProblem(scrubs.error)}
          onRetry={() => void scrubs.refetch()}
          keyOf={(one) => one.id}
          empty={<EmptyYet title={t`No register was asked yet`} />}
          columns={[
            { id: 'id', header: t`No.`, figures: true, cell: (one) => one.id },
            { id: 'register', header: t`Register`, cell: (one) => one.register_name },
            { id: 'sent', header: t`Asked`, cell: (one) => dateAndTime(new Date(one.sent_at)) },
            { id: 'numbers', header: t`Numbers`, figures: true, cell: (one) => number(one.sent) },
            { id: 'status', header: t`State`, cell: (one) => status[one.status] ?? one.status },
            {
              id: 'returned',
              header: t`Answered`,
              cell: (one) => (one.returned_at ? dateAndTime(new Date(one.returned_at)) : '–'),
            },
            {
              id: 'listed',
              header: t`Listed`,
              figures: true,
              cell: (one) => (one.status === 'returned' ? number(one.listed) : '–'),
            },
            { id: 'receipt', header: t`Receipt`, cell: (one) => one.receipt },
            {
              id: 'act',
              header: t`Act`,
              cell: (one) =>
                mayWrite && one.status === 'sent' ? (
                  <Button size="compact-sm" variant="default" onClick={() => setAnswers(one)}>
                    {t`Load the answer…`}
                  </Button>
                ) : (
                  ''
                ),
            },
          ]}
        />
      </section>
      {answers && <Answer scrub={answers} onClose={() => setAnswers(null)} />}
    </Stack>
  );
}

function Ask({ me, companyId, registers }: { me: Me; companyId: number; registers: readonly string[] }) {
  const queries = useQueryClient();
  const confirmed = useConfirmed(me);
  const { data: lists = [] } = useQuery(listNamesQuery);
  const own = lists.filter((one) => one.company_id === companyId);
  const [list, setList] = useState(0);
  const [register, setRegister] = useState('');
  const listId = list || own[0]?.id || 0;
  const name = register || registers[0] || '';
  const asking = useMutation({
    mutationFn: () => confirmed(() => askRegister(listId, name)),
    onSuccess: ({ file, scrub }) => {
      saveFile(file, `${name}-${scrub}.csv`);
      void queries.invalidateQueries({ queryKey: ['companies', companyId, 'scrubs'] });
    },
  });
  if (own.length === 0) return null;
  return (
    <section aria-label={t`Ask a register`}>
      <Title order={2} size="h3" mb="xs">
        {t`Ask a register`}
      </Title>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          asking.mutate();
        }}
      >
        <Group align="end">
          <NativeSelect
            label={t`List`}
            value={listId}
            data={own.map((one) => ({ value: String(one.id), label: one.name }))}
            onChange={(event) => setList(Number(event.currentTarget.value))}
          />
          <NativeSelect
            label={t`Register`}
            value={name}
            data={[...registers]}
            onChange={(event) => setRegister(event.currentTarget.value)}
          />
          <Button type="submit" variant="default" loading={asking.isPending}>
            {t`Make the file for it`}
          </Button>
        </Group>
      </form>
      {asking.error && <ProblemAlert problem={asProblem(asking.error)} />}
      <Text size="sm" mt="xs">
        {t`Upload the file to the register, and load its answer below.`}
      </Text>
    </section>
  );
}

function CheckNumber({ companyId }: { companyId: number }) {
  const [asked, setAsked] = useState('');
  const { mutate, isPending, error, data } = useMutation({ mutationFn: () => checkRegisters(companyId, asked) });
  const states: Record<string, string> = {
    fresh: t`valid`,
    stale: t`too old`,
    missing: t`never asked`,
    pending: t`not answered yet`,
  };
  return (
    <section aria-label={t`One number`}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          mutate();
        }}
      >
        <Group align="end">
          <TextInput
            label={t`What the registers said of a number`}
            inputMode="tel"
            autoComplete="off"
            value={asked}
            maxLength={40}
            onChange={(event) => setAsked(event.currentTarget.value)}
          />
          <Button type="submit" variant="default" loading={isPending} disabled={!asked.trim()}>
            {t`Look up`}
          </Button>
        </Group>
      </form>
      <div role="status">
        {error && <ProblemAlert problem={asProblem(error)} />}
        {data && (
          <DataTable
            id="register-facts"
            caption={t`What the registers said`}
            rows={data}
            keyOf={(one) => one.register_name}
            empty={<EmptyYet title={t`No register knows this number`} />}
            columns={[
              { id: 'register', header: t`Register`, cell: (one) => one.register_name },
              { id: 'state', header: t`Answer`, cell: (one) => states[one.state] ?? one.state },
              {
                id: 'listed',
                header: t`Listed`,
                cell: (one) => (one.listed === null ? '–' : one.listed ? t`yes` : t`no`),
              },
              {
                id: 'checked',
                header: t`Asked`,
                cell: (one) => (one.checked_at ? dateAndTime(new Date(one.checked_at)) : '–'),
              },
              {
                id: 'until',
                header: t`Valid until`,
                cell: (one) => (one.valid_until ? dateAndTime(new Date(one.valid_until)) : '–'),
              },
              { id: 'receipt', header: t`Receipt`, cell: (one) => one.receipt },
            ]}
          />
        )}
      </div>
    </section>
  );
}

function Answer({ scrub, onClose }: { scrub: Scrub; onClose: () => void }) {
  const queries = useQueryClient();
  const [form, setForm] = useState<ResultForm>('listed');
  const [receipt, setReceipt] = useState('');
  const [at, setAt] = useState('');
  const loading = useMutation({
    mutationFn: (file: File | null) => loadAnswer(scrub.id, file, { form, receipt, at }),
    onSuccess: () => void queries.invalidateQueries({ queryKey: ['companies', scrub.company_id] }),
  });
  return (
    <Modal opened onClose={onClose} size="lg" title={t`Answer of ${scrub.register_name}, no. ${scrub.id}`}>
      <Stack>
        {loading.error && <ProblemAlert problem={asProblem(loading.error)} />}
        <TextInput
          label={t`Receipt of the register`}
          value={receipt}
          required
          maxLength={200}
          onChange={(event) => setReceipt(event.currentTarget.value)}
        />
        <AnswerTime value={at} onChange={setAt} />
        <NativeSelect
          label={t`What the rows mean`}
          value={form}
          data={[
            { value: 'listed', label: t`the listed numbers: not to be called` },
            { value: 'free', label: t`the free numbers: may be called` },
            { value: 'flags', label: t`all numbers, each with yes or no` },
          ]}
          onChange={(event) => setForm(event.currentTarget.value as ResultForm)}
        />
        {receipt.trim() && (
          <FileUpload
            label={t`Answer of the register`}
            accept={FILES}
            onFile={(file) => loading.mutate(file)}
            sending={loading.isPending ? { name: loading.variables?.name ?? '', share: 1 } : null}
          />
        )}
        <Group>
          <Button variant="default" disabled={!receipt.trim()} onClick={() => loading.mutate(null)}>
            {t`It lists none of them`}
          </Button>
        </Group>
        <div role="status">
          {loading.data && (
            <State tone={loading.data.rejected_rows ? 'warn' : 'ok'}>
              {plural(loading.data.answered, { one: '# number was answered', other: '# numbers were answered' })}
            </State>
          )}
        </div>
      </Stack>
    </Modal>
  );
}
