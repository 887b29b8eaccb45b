import { plural, t } from '@lingui/core/macro';
import { Button, Group, Modal, NativeSelect, Stack, Text, Textarea, TextInput, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import {
  campaignNamesQuery,
  checkSuppressions,
  importSuppressions,
  liftSuppression,
  type Person,
  type Suppression,
  suppress,
  suppressionsQuery,
} from '@/api/compliance';
import { everyCompanyQuery } from '@/api/installation';
import { FILES } from '@/api/lists';
import { asProblem } from '@/api/problem';
import type { Me } from '@/api/session';
import { FileUpload } from '@/features/file-upload';
import { type Column, DataTable } from '@/ui/DataTable';
import { EmptyDone, EmptyYet } from '@/ui/Empty';
import { CountrySelect } from '@/ui/FieldCountry';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { State } from '@/ui/State';
import { dateAndTime } from '@/words/format';
import { actorName } from '@/words/labels';

const NOBODY: Person = { number: null, external_id: null };

/** Who must not be called: looked up, written down, loaded from a file, lifted with a reason. */
export function Suppressions({ me }: { me: Me }) {
  const [dialog, open] = useState<'add' | 'lift' | 'load' | null>(null);
  const scopes = useScopes();
  const may = (permission: Me['permissions'][number]) => me.permissions.includes(permission);
  const close = () => open(null);
  return (
    <Stack gap="lg">
      <Group>
        {may('suppression.add') && <Button onClick={() => open('add')}>{t`Nobody calls…`}</Button>}
        {may('suppression.import') && (
          <Button variant="default" onClick={() => open('load')}>
            {t`Load a file of numbers…`}
          </Button>
        )}
        {may('suppression.remove') && (
          <Button variant="default" onClick={() => open('lift')}>
            {t`Lift…`}
          </Button>
        )}
      </Group>
      <LookUp scopeName={scopes.nameOf} />
      <All scopes={scopes} />
      {dialog === 'add' && <Add scopes={scopes} onClose={close} />}
      {dialog === 'lift' && <Lift scopes={scopes} onClose={close} />}
      {dialog === 'load' && <Load scopes={scopes} onClose={close} />}
    </Stack>
  );
}

interface Scopes {
  choices: { value: string; label: string }[];
  nameOf: (scope: string) => string;
}

function useScopes(): Scopes {
  const { data: companies = [] } = useQuery(everyCompanyQuery);
  const { data: campaigns = [] } = useQuery(campaignNamesQuery);
  const choices = [
    { value: 'all', label: t`everybody here` },
    ...companies.map((one) => ({ value: `company:${one.id}`, label: one.name })),
    ...campaigns.map((one) => ({ value: `campaign:${one.id}`, label: t`campaign ${one.name}` })),
  ];
  return { choices, nameOf: (scope) => choices.find(({ value }) => value === scope)?.label ?? scope };
}

const columnsOf = (nameOf: Scopes['nameOf']): Column<Suppression>[] => [
  { id: 'scope', header: t`For whom`, cell: (one) => nameOf(one.scope) },
  { id: 'what', header: t`What`, cell: (one) => (one.of_what === 'person' ? t`a person` : t`a number`) },
  { id: 'reason', header: t`Reason`, cell: (one) => one.reason },
  { id: 'source', header: t`From`, cell: (one) => one.source },
  { id: 'added', header: t`Since`, cell: (one) => dateAndTime(new Date(one.added_at)) },
  {
    id: 'by',
    header: t`By`,
    cell: (one) => actorName(one.added_by) || (one.locked_by && t`hidden by ${one.locked_by}`),
  },
  { id: 'digest', header: t`Key`, extra: true, cell: (one) => one.digest.slice(0, 16) },
];

function LookUp({ scopeName }: { scopeName: Scopes['nameOf'] }) {
  const [person, setPerson] = useState(NOBODY);
  const asking = useMutation({ mutationFn: () => checkSuppressions(person) });
  return (
    <section aria-label={t`Look somebody up`}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          asking.mutate();
        }}
      >
        <Title order={2} size="h3" mb="xs">
          {t`Look somebody up`}
        </Title>
        <PersonFields person={person} onChange={setPerson}>
          <Button type="submit" loading={asking.isPending} disabled={!person.number && !person.external_id}>
            {t`Look up`}
          </Button>
        </PersonFields>
      </form>
      <div role="status">
        {asking.error && <ProblemAlert problem={asProblem(asking.error)} />}
        {asking.data &&
          (asking.data.length === 0 ? (
            <State tone="ok">{t`Nothing forbids to call this person`}</State>
          ) : (
            <DataTable
              id="suppressions-found"
              caption={t`What forbids it`}
              rows={asking.data}
              columns={columnsOf(scopeName)}
              keyOf={(one) => `${one.scope} ${one.digest}`}
              empty={null}
            />
          ))}
      </div>
    </section>
  );
}

interface FieldsShown {
  person: Person;
  onChange: (person: Person) => void;
  children?: ReactNode;
}

/** A person by number or by the code of one's own system; neither stands in an address or a log. */
export function PersonFields({ person, onChange, children }: FieldsShown) {
  return (
    <Group align="end">
      <TextInput
        label={t`Number`}
        inputMode="tel"
        autoComplete="off"
        value={person.number ?? ''}
        maxLength={40}
        onChange={(event) => onChange({ ...person, number: event.currentTarget.value.trim() || null })}
      />
      <TextInput
        label={t`or customer number`}
        autoComplete="off"
        value={person.external_id ?? ''}
        maxLength={200}
        onChange={(event) => onChange({ ...person, external_id: event.currentTarget.value.trim() || null })}
      />
      {children}
    </Group>
  );
}

function All({ scopes }: { scopes: Scopes }) {
  const [scope, setScope] = useState('all');
  const [cursors, setCursors] = useState<(string | null)[]>([null]);
  const { data, error, refetch } = useQuery(suppressionsQuery(scope, cursors.at(-1) ?? null));
  const next = data?.next;
  return (
    <section aria-label={t`All of them`}>
      <Group mb="xs">
        <NativeSelect
          label={t`For whom`}
          value={scope}
          data={scopes.choices}
          onChange={(event) => {
            setScope(event.currentTarget.value);
            setCursors([null]);
          }}
        />
      </Group>
      <Text size="sm" mb="xs">{t`Numbers are not kept: a key stands for each.`}</Text>
      <DataTable
        id="suppressions"
        caption={t`Not to be called`}
        rows={data?.items}
        columns={columnsOf(scopes.nameOf)}
        problem={error && asProblem(error)}
        onRetry={() => void refetch()}
        keyOf={(one) => one.digest}
        empty={<EmptyYet title={t`Nobody is on this list`} />}
        pages={{
          previous: cursors.length > 1 ? () => setCursors(cursors.slice(0, -1)) : null,
          next: next ? () => setCursors([...cursors, next]) : null,
        }}
      />
    </section>
  );
}

interface DialogShown {
  scopes: Scopes;
  onClose: () => void;
}

function useScope({ choices }: Scopes) {
  const [scope, setScope] = useState('');
  const chosen = scope || choices[1]?.value || 'all';
  const field = (
    <NativeSelect
      label={t`For whom`}
      value={chosen}
      data={choices}
      onChange={(event) => setScope(event.currentTarget.value)}
    />
  );
  return [chosen, field] as const;
}

function Add({ scopes, onClose }: DialogShown) {
  const queries = useQueryClient();
  const [scope, field] = useScope(scopes);
  const [person, setPerson] = useState(NOBODY);
  const [reason, setReason] = useState('');
  const { mutate, isPending, error, data } = useMutation({
    mutationFn: () => suppress(scope, person, reason),
    onSuccess: () => void queries.invalidateQueries({ queryKey: ['suppressions'] }),
  });
  return (
    <Modal opened onClose={onClose} title={t`Nobody calls this person any more`}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          mutate();
        }}
      >
        <Stack>
          {error && <ProblemAlert problem={asProblem(error)} />}
          <PersonFields person={person} onChange={setPerson} />
          {field}
          <Textarea
            label={t`Reason`}
            value={reason}
            maxLength={500}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          <Text size="sm">{t`It holds at once. Calls that ring are called off.`}</Text>
          <div role="status">
            {data && (
              <State tone="ok">
                {plural(data.added + data.others + data.people, {
                  0: 'That was written down already',
                  one: '# entry was written',
                  other: '# entries were written',
                })}
              </State>
            )}
          </div>
          <Group justify="flex-end">
            <Button type="submit" loading={isPending} disabled={!person.number && !person.external_id}>
              {t`Write it down`}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function Lift({ scopes, onClose }: DialogShown) {
  const queries = useQueryClient();
  const [scope, field] = useScope(scopes);
  const [person, setPerson] = useState(NOBODY);
  const [reason, setReason] = useState('');
  const { mutate, isPending, isSuccess, error } = useMutation({
    mutationFn: () => liftSuppression(scope, person, reason),
    onSuccess: () => void queries.invalidateQueries({ queryKey: ['suppressions'] }),
  });
  const problem = error && asProblem(error);
  return (
    <Modal opened onClose={onClose} title={t`Lift what forbids to call somebody`}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          mutate();
        }}
      >
        <Stack>
          {problem?.kind === 'gone' ? (
            <State tone="warn">{t`Nothing was written down for this person there`}</State>
          ) : (
            problem && <ProblemAlert problem={problem} />
          )}
          <Text size="sm">{t`Name a phone number or a customer number, one of them. Leads that were taken out stay out.`}</Text>
          <PersonFields person={person} onChange={setPerson} />
          {field}
          <Textarea
            label={t`Reason`}
            description={t`It stays in the audit, with your name.`}
            value={reason}
            maxLength={500}
            required
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          <div role="status">{isSuccess && <State tone="ok">{t`Lifted`}</State>}</div>
          <Group justify="flex-end">
            <Button
              type="submit"
              color="stop"
              loading={isPending}
              disabled={!reason.trim() || (!person.number && !person.external_id)}
            >
              {t`Lift`}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function Load({ scopes, onClose }: DialogShown) {
  const queries = useQueryClient();
  const [scope, field] = useScope(scopes);
  const [reason, setReason] = useState('');
  const [country, setCountry] = useState('');
  const [share, setShare] = useState(0);
  const loading = useMutation({
    mutationFn: (file: File) => importSuppressions(scope, country, reason, file, setShare),
    onSuccess: () => void queries.invalidateQueries({ queryKey: ['suppressions'] }),
  });
  return (
    <Modal opened onClose={onClose} title={t`Load a file of numbers`} size="lg">
      <Stack>
        {loading.error && <ProblemAlert problem={asProblem(loading.error)} />}
        {field}
        <CountrySelect
          label={t`Country of numbers without a country code`}
          unknown={t`that of the lists`}
          value={country}
          onChange={(value) => setCountry(value ?? '')}
        />
        <TextInput
          label={t`Reason`}
          value={reason}
          maxLength={500}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <FileUpload
          label={t`File of numbers`}
          accept={FILES}
          onFile={(file) => loading.mutate(file)}
          sending={loading.isPending ? { name: loading.variables.name, share } : null}
        />
        <div role="status">
          {loading.data && (
            <Stack gap="xs">
              <State tone={loading.data.rejected_rows ? 'warn' : 'ok'}>
                {plural(loading.data.added, { one: '# number was added', other: '# numbers were added' })}
              </State>
              <Text size="sm">
                {plural(loading.data.known, { one: '# was there already', other: '# were there already' })}
              </Text>
              {loading.data.rejected_rows > 0 && (
                <Text size="sm">
                  {plural(loading.data.rejected_rows, {
                    one: '# row has no number that can be read: it is not on the list',
                    other: '# rows have no number that can be read: they are not on the list',
                  })}
                </Text>
              )}
              <DataTable
                id="suppressions-rejected"
                caption={t`Rejected rows`}
                rows={loading.data.rejected.slice(0, 50)}
                keyOf={(one) => one.line}
                empty={<EmptyDone title={t`No row was rejected`} />}
                columns={[
                  { id: 'line', header: t`Line`, figures: true, cell: (one) => one.line },
                  { id: 'reason', header: t`Why`, cell: (one) => one.reason },
                  { id: 'mend', header: t`What to do`, cell: (one) => one.mend },
                ]}
              />
            </Stack>
          )}
        </div>
      </Stack>
    </Modal>
  );
}
