import { plural, t } from '@lingui/core/macro';
import { Alert, Button, Checkbox, Group, NumberInput, Select, Stack, Table, Text, Title } from '@mantine/core';
import { type QueryClient, useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { useState } from 'react';
import {
  cancelImport,
  changeList,
  type ListChange,
  listQuery,
  type Meaning,
  type Preview,
  previewAgain,
  startImport,
  type Way,
} from '@/api/lists';
import { asProblem } from '@/api/problem';
import { meQuery } from '@/api/session';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { State } from '@/ui/State';
import { number } from '@/words/format';
import { meaningChoices } from '../meanings';
import { becomesWords } from './words';

interface Shown {
  preview: Preview;
  onPreview: (preview: Preview) => void;
  onBegun: (importId: number) => void;
  onDrop: () => void;
}

/** What a file would become: what each column means and how it is read, to be corrected, and its first rows. */
export function Mapping({ preview, onPreview, onBegun, onDrop }: Shown) {
  const { upload } = preview;
  const [way, setWay] = useState<Way>(upload.options as Way);
  const again = useMutation({
    mutationFn: (changed: Way) => previewAgain(upload.id, changed),
    onSuccess: onPreview,
  });
  const begin = useMutation({
    mutationFn: () => startImport(upload.id, way),
    onSuccess: ({ id }) => onBegun(id),
  });
  const queries = useQueryClient();
  const { data: me } = useSuspenseQuery(meQuery);
  const type = useMutation({
    mutationFn: ({ name, kind }: { name: string; kind: Suggested }) =>
      setFieldType(queries, upload.list_id, name, kind),
    onSuccess: () => again.mutate(way),
  });
  const drop = useMutation({ mutationFn: () => cancelImport(upload.id), onSettled: onDrop });
  const change = (more: Way) => {
    const changed = { ...way, ...more };
    setWay(changed);
    again.mutate(changed);
  };
  const failure = again.error ?? begin.error ?? type.error;
  const good = preview.checked - preview.rejected; // has a lead, new or not
  return (
    <Stack>
      <Group justify="space-between">
        <Title order={2} size="h3">
          {upload.filename}
        </Title>
        <Group>
          <Button variant="default" onClick={() => drop.mutate()} loading={drop.isPending}>
            {t`Choose another file`}
          </Button>
          <Button
            onClick={() => begin.mutate()}
            loading={begin.isPending}
            disabled={Boolean(preview.problem) || good === 0 || again.isPending}
          >
            {preview.total > 0
              ? plural(preview.total, { one: 'Load # row', other: 'Load # rows' })
              : t`Load the file`}
          </Button>
        </Group>
      </Group>
      {failure && <ProblemAlert problem={asProblem(failure)} />}
      {preview.problem && (
        <Alert color="stop" title={t`The file cannot be loaded as it is`} data-from="api">
          {preview.problem}
        </Alert>
      )}
      <Text role="status">
        {!preview.problem && whatBecomes(preview)}
        {preview.warned > 0 &&
          ` ${plural(preview.warned, { one: '# of them could not be called by the rules of its country.', other: '# of them could not be called by the rules of their country.' })}`}
      </Text>
      {preview.hints.map(({ kind, text }) => (
        <Group key={`${kind} ${text}`} gap="xs">
          <Text size="sm" data-from="api">
            {text}
          </Text>
          {kind === 'lost_zero' && !way.zero_back && (
            <Button size="compact-xs" variant="default" onClick={() => change({ zero_back: true })}>
              {t`Put the zeros back`}
            </Button>
          )}
        </Group>
      ))}
      <Columns
        preview={preview}
        way={way}
        onChange={(map) => change({ map })}
        onType={me.permissions.includes('list.write') ? (name, kind) => type.mutate({ name, kind }) : undefined}
      />
      <Reading preview={preview} way={way} onChange={change} />
      <Rows preview={preview} />
    </Stack>
  );
}

/** What becomes of the rows that were looked at: "Of the first 1,000 rows: 950 come in, 25 are duplicates, …". */
export function whatBecomes({ checked, becomes, rejected }: Pick<Preview, 'checked' | 'becomes' | 'rejected'>) {
  const { added = 0, updated = 0, known = 0, suppressed = 0 } = becomes;
  const parts = [
    plural(added, { one: '# comes in', other: '# come in' }),
    updated && plural(updated, { one: '# changes who is there', other: '# change who is there' }),
    known && plural(known, { one: '# is a duplicate and left out', other: '# are duplicates and left out' }),
    suppressed && plural(suppressed, { one: '# must not be called', other: '# must not be called' }),
    plural(rejected, { one: '# is rejected', other: '# are rejected' }),
  ].filter(Boolean);
  if (Object.keys(becomes).length > 0) return t`Of the first ${number(checked)} rows: ${parts.join(', ')}.`;
  const good = number(checked - rejected);
  return t`Of the first ${number(checked)} rows ${good} can be read and ${number(rejected)} are rejected. Duplicates could not be looked for in time.`;
}

interface ColumnsShown {
  preview: Preview;
  way: Way;
  onChange: (map: Record<string, Meaning>) => void;
  onType?: ((name: string, kind: Suggested) => void) | undefined;
}

type Suggested = NonNullable<Preview['columns'][number]['suggested_type']>;

/** The list's own field of this name holds values of this type from now on, beside those that it has. */
async function setFieldType(queries: QueryClient, listId: number, name: string, kind: Suggested) {
  const read = await queries.fetchQuery({ ...listQuery(listId), staleTime: 0 });
  const types = { ...read.value.field_types, [name]: { kind, choices: [] } } as ListChange['field_types'];
  await changeList(listId, { field_types: types }, read);
  await queries.invalidateQueries({ queryKey: ['lists', listId] });
}

function suggestion(kind: Suggested) {
  switch (kind) {
    case 'date':
      return t`Read as dates`;
    case 'whole':
      return t`Read as whole numbers`;
    default:
      return t`Read as decimal numbers`;
  }
}

function Columns({ preview, way, onChange, onType }: ColumnsShown) {
  const meanings = meaningChoices();
  const columns = preview.tables.length > 1 ? preview.tables.flatMap((table) => table.columns) : preview.columns;
  const once = columns.filter(({ name }, place) => columns.findIndex((other) => other.name === name) === place);
  const map = (way.map ?? {}) as Record<string, Meaning>;
  return (
    <Table.ScrollContainer minWidth={560} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
      <Table withTableBorder captionSide="top" verticalSpacing={4}>
        <Table.Caption ta="left">{t`What each column means`}</Table.Caption>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t`Column`}</Table.Th>
            <Table.Th>{t`Meaning`}</Table.Th>
            <Table.Th>{t`Examples`}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {once.map(({ name, meaning, samples, suggested_type: suggested }) => (
            <Table.Tr key={name}>
              <Table.Th scope="row">{name}</Table.Th>
              <Table.Td>
                <Select
                  size="xs"
                  aria-label={t`Meaning of ${name}`}
                  data={meanings}
                  value={map[name] ?? meaning}
                  onChange={(value) => onChange({ ...map, [name]: value as Meaning })}
                  allowDeselect={false}
                  searchable
                />
              </Table.Td>
              <Table.Td>
                <Group gap="xs">
                  {samples.slice(0, 3).join(', ')}
                  {suggested && onType && (
                    <Button size="compact-xs" variant="default" onClick={() => onType(name, suggested)}>
                      {suggestion(suggested)}
                    </Button>
                  )}
                </Group>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

interface ReadingShown {
  preview: Preview;
  way: Way;
  onChange: (way: Way) => void;
}

type Duplicates = NonNullable<Way['duplicates']>;
const THEN = 'then'; // by a name: an object with such a property looks like a promise

const thenOf = (action: Duplicates['then']) => ({ [THEN]: action }) as Pick<Duplicates, 'then'>;
const duplicatesOf = (action: Duplicates['then']): Duplicates => ({
  by: ['any_phone', 'external_id'],
  scope: 'list',
  ...thenOf(action),
});

/** How the file is read, and what becomes of people who are there already. */
function Reading({ preview, way, onChange }: ReadingShown) {
  const duplicates = way.duplicates ?? duplicatesOf('skip');
  return (
    <Stack gap="xs">
      <Group align="flex-end">
        {preview.sheets.length > 1 && (
          <Select
            label={t`Sheet`}
            data={preview.sheets}
            value={preview.sheet}
            onChange={(sheet) => onChange({ sheet: sheet ?? '' })}
            allowDeselect={false}
          />
        )}
        <NumberInput
          label={t`Line of the header`}
          description={t`0: there is none`}
          key={preview.header_row}
          defaultValue={preview.header_row}
          min={0}
          max={10_000}
          allowDecimal={false}
          w={170}
          onBlur={({ currentTarget }) => {
            const row = Number(currentTarget.value);
            if (row !== preview.header_row) onChange({ header_row: row });
          }}
        />
        <Select
          label={t`Who is there already`}
          data={[
            { value: 'skip', label: t`is left as it is` },
            { value: 'update', label: t`gets what the row says anew` },
            { value: 'keep', label: t`comes in once more` },
          ]}
          value={duplicates.then}
          onChange={(value) => onChange({ duplicates: { ...duplicates, ...thenOf(value as 'skip') } })}
          allowDeselect={false}
        />
        <Select
          label={t`is looked for in`}
          data={[
            { value: 'file', label: t`this file` },
            { value: 'list', label: t`this list` },
            { value: 'campaign', label: t`all lists of the campaign` },
            { value: 'company', label: t`all lists of the company` },
          ]}
          value={duplicates.scope}
          onChange={(value) => onChange({ duplicates: { ...duplicates, scope: value as 'list' } })}
          allowDeselect={false}
        />
        <Select
          label={t`A cell that does not fit its field`}
          data={[
            { value: 'reject', label: t`rejects its row` },
            { value: 'keep', label: t`stays as it is written` },
          ]}
          value={way.unfit ?? 'reject'}
          onChange={(value) => onChange({ unfit: value as 'reject' })}
          allowDeselect={false}
        />
      </Group>
      <Group>
        <Checkbox
          label={t`Take premium-rate numbers too`}
          checked={way.premium ?? false}
          onChange={({ currentTarget }) => onChange({ premium: currentTarget.checked })}
        />
        <Checkbox
          label={t`Put back zeros that a spreadsheet has taken away`}
          checked={way.zero_back ?? false}
          onChange={({ currentTarget }) => onChange({ zero_back: currentTarget.checked })}
        />
      </Group>
    </Stack>
  );
}

const tones = { added: 'ok', updated: 'brand', known: 'rest', suppressed: 'warn', rejected: 'stop' } as const;

function Rows({ preview }: { preview: Preview }) {
  return (
    <Table.ScrollContainer minWidth={640} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
      <Table withTableBorder captionSide="top" verticalSpacing={6}>
        <Table.Caption ta="left">{t`What would become of the first rows`}</Table.Caption>
        <Table.Thead>
          <Table.Tr>
            <Table.Th ta="right">{t`Line`}</Table.Th>
            <Table.Th>{t`Becomes`}</Table.Th>
            <Table.Th>{t`Number`}</Table.Th>
            <Table.Th>{t`Name`}</Table.Th>
            <Table.Th>{t`The rest, or why not`}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {preview.rows.map(({ line, table, lead, becomes, reason, mend, warning, column, value }) => (
            <Table.Tr key={`${table} ${line}`}>
              <Table.Td ta="right">{number(line)}</Table.Td>
              <Table.Td>{becomes && <State tone={tones[becomes]}>{becomesWords(becomes)}</State>}</Table.Td>
              <Table.Td className="figures">{lead?.phones.map(([phone]) => phone).join(', ')}</Table.Td>
              <Table.Td>{lead?.name}</Table.Td>
              <Table.Td data-from="api">
                {reason ? (
                  <>
                    {column && `${column} “${value}”: `}
                    {reason}
                    <Text size="sm" c="dimmed">
                      {mend}
                    </Text>
                  </>
                ) : (
                  warning ||
                  Object.entries(lead?.fields ?? {})
                    .map(([name, said]) => `${name}: ${said}`)
                    .join(', ')
                )}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
