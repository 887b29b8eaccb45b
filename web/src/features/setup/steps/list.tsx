import { plural, t } from '@lingui/core/macro';
import { Alert, Button, Group, Progress, Select, Stack, Table, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { campaignsQuery } from '@/api/campaigns';
import { controllersQuery } from '@/api/installation';
import {
  type Consent,
  createList,
  deleteList,
  FILES,
  importQuery,
  listQuery,
  type Meaning,
  type Preview,
  previewAgain,
  previewFile,
  rejectedFile,
  startImport,
} from '@/api/lists';
import { asProblem, problemInstead } from '@/api/problem';
import { setupQuery } from '@/api/setup';
import { basisChoices, meaningChoices } from '@/features/lists';
import { ConfirmedFile } from '@/features/session';
import { DateField } from '@/ui/DateField';
import { EmptyYet } from '@/ui/Empty';
import { FieldText } from '@/ui/Field';
import { FieldCountry } from '@/ui/FieldCountry';
import { FieldSelect } from '@/ui/FieldSelect';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { Upload } from '@/ui/Upload';
import { number } from '@/words/format';
import { Facts } from '../Facts';
import type { StepShown } from '../setup';

const LIMIT_BYTES = 2_000_000_000;

/** The people to call: a file dropped here, what each column means, and what would become of its rows. */
export function ListStep({ setup, step }: StepShown) {
  const [preview, setPreview] = useState<Preview | null>(null);
  const [importId, setImportId] = useState(0);
  if (!setup.campaign_id) {
    return <EmptyYet title={t`First the campaign`}>{t`A list is loaded for a campaign.`}</EmptyYet>;
  }
  if (importId) return <Loaded importId={importId} onAgain={() => setImportId(0)} />;
  if (preview) {
    return (
      <Mapping
        preview={preview}
        onPreview={setPreview}
        onBegun={() => {
          setImportId(preview.upload.id);
          setPreview(null);
        }}
        onDrop={() => setPreview(null)}
      />
    );
  }
  return (
    <>
      <Facts facts={step.facts} label={t`What is found of the list`} />
      <NewFile setup={setup} isEmpty={step.state !== 'done'} onPreview={setPreview} />
    </>
  );
}

interface NewFileShown {
  setup: StepShown['setup'];
  isEmpty: boolean;
  onPreview: (preview: Preview) => void;
}

function NewFile({ setup, isEmpty, onPreview }: NewFileShown) {
  const { data: controllers } = useQuery(controllersQuery);
  const { data: campaigns } = useQuery(campaignsQuery);
  const [sent, setSent] = useState<{ name: string; share: number } | null>(null);
  const zone = campaigns?.find(({ id }) => id === setup.campaign_id)?.time_zone;
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { country: zone === 'Europe/London' ? 'GB' : 'IT', basis: '', source: '', text_version: '' },
  });
  const [obtained, setObtained] = useState<string | null>(null);
  const queries = useQueryClient();
  const { mutate, error } = useMutation({
    mutationFn: async (file: File) => {
      const said = form.getValues();
      setSent({ name: file.name, share: 0 });
      const consent = {
        basis: said.basis || null,
        source: said.source.trim() || null,
        obtained_at: obtained ? `${obtained}T00:00:00Z` : null,
        text_version: said.text_version.trim() || null,
        controller: controllers?.find(({ id }) => id === setup.controller_id)?.name ?? null,
      } as Consent;
      // What is said of an empty list may be put right: it is made anew.
      if (isEmpty && setup.list_id) {
        await deleteList(await queries.fetchQuery({ ...listQuery(setup.list_id), staleTime: 0 }));
      }
      const listId = isEmpty
        ? (
            await createList({
              name: `${file.name.replace(/\.\w+$/, '').slice(0, 150)} ${setup.campaign_id}`,
              controller_id: setup.controller_id,
              campaign_id: setup.campaign_id,
              country: said.country,
              field_types: {},
              consent,
              needs_basis: false,
            })
          ).id
        : setup.list_id;
      return previewFile(listId, file, (share) => setSent({ name: file.name, share }));
    },
    onSuccess: onPreview,
    onSettled: async () => {
      setSent(null);
      await queries.invalidateQueries({ queryKey: setupQuery.queryKey });
    },
  });
  return (
    <Stack maw={720}>
      {error && <ProblemAlert problem={asProblem(error)} />}
      {isEmpty && (
        <>
          <Text>
            {t`What allows these calls, unless the rows say it themselves. Put in what is true: it is the proof if somebody asks.`}
          </Text>
          <Group grow align="flex-start">
            <FieldSelect form={form} name="basis" label={t`Legal basis`} data={basisChoices()} clearable />
            <FieldText
              form={form}
              name="source"
              label={t`Where it was given`}
              placeholder={t`form on the website`}
            />
          </Group>
          <Group grow align="flex-start">
            <DateField label={t`Given on`} value={obtained} onChange={setObtained} />
            <FieldText form={form} name="text_version" label={t`Version of its text`} />
            <FieldCountry form={form} name="country" label={t`Country of the numbers`} />
          </Group>
        </>
      )}
      <Upload
        label={t`File with the people to call`}
        accept={FILES}
        limitBytes={LIMIT_BYTES}
        onFile={mutate}
        sending={sent}
      />
    </Stack>
  );
}

interface MappingShown {
  preview: Preview;
  onPreview: (preview: Preview) => void;
  onBegun: () => void;
  onDrop: () => void;
}

/** What each column is taken for, to be corrected, and how the first rows would be read. */
function Mapping({ preview, onPreview, onBegun, onDrop }: MappingShown) {
  const [map, setMap] = useState<Record<string, Meaning>>({});
  const again = useMutation({
    mutationFn: (changed: Record<string, Meaning>) => previewAgain(preview.upload.id, { map: changed }),
    onSuccess: onPreview,
  });
  const begin = useMutation({ mutationFn: () => startImport(preview.upload.id, { map }), onSuccess: onBegun });
  const failure = again.error ?? begin.error;
  const meanings = meaningChoices();
  const good = preview.checked - preview.rejected;
  return (
    <Stack>
      {failure && <ProblemAlert problem={asProblem(failure)} />}
      {preview.problem && (
        <Alert color="stop" title={t`The file cannot be loaded as it is`}>
          {preview.problem}
        </Alert>
      )}
      <Text role="status">
        {t`${preview.upload.filename}: of the first ${number(preview.checked)} rows, ${number(good)} would be loaded and ${number(preview.rejected)} rejected.`}
      </Text>
      {preview.hints.map(({ text }) => (
        <Text key={text} size="sm">
          {text}
        </Text>
      ))}
      <Table.ScrollContainer minWidth={560} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
        <Table withTableBorder captionSide="top">
          <Table.Caption ta="left">{t`What each column means`}</Table.Caption>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t`Column`}</Table.Th>
              <Table.Th>{t`Meaning`}</Table.Th>
              <Table.Th>{t`Examples`}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {preview.columns.map(({ name, meaning, samples }) => (
              <Table.Tr key={name}>
                <Table.Td>{name}</Table.Td>
                <Table.Td>
                  <Select
                    aria-label={t`Meaning of ${name}`}
                    data={meanings}
                    value={map[name] ?? meaning}
                    onChange={(value) => {
                      const changed = { ...map, [name]: value as Meaning };
                      setMap(changed);
                      again.mutate(changed);
                    }}
                    allowDeselect={false}
                    searchable
                  />
                </Table.Td>
                <Table.Td>{samples.slice(0, 3).join(', ')}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      <Rows preview={preview} />
      <Group>
        <Button
          onClick={() => begin.mutate()}
          loading={begin.isPending}
          disabled={Boolean(preview.problem) || good === 0}
        >
          {t`Load the list`}
        </Button>
        <Button variant="default" onClick={onDrop}>{t`Another file`}</Button>
      </Group>
    </Stack>
  );
}

/** Those with something wrong come first: they are why one looks. */
const firstOf = (rows: Preview['rows']) =>
  rows.toSorted((one, other) => Number(Boolean(other.reason)) - Number(Boolean(one.reason))).slice(0, 8);

function Rows({ preview }: { preview: Preview }) {
  return (
    <Table.ScrollContainer minWidth={560} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
      <Table withTableBorder captionSide="top">
        <Table.Caption ta="left">{t`What would become of the first rows`}</Table.Caption>
        <Table.Thead>
          <Table.Tr>
            <Table.Th ta="right">{t`Line`}</Table.Th>
            <Table.Th>{t`Number`}</Table.Th>
            <Table.Th>{t`Name`}</Table.Th>
            <Table.Th>{t`What is wrong`}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {firstOf(preview.rows).map(({ line, table, lead, reason, mend, warning }) => (
            <Table.Tr key={`${table} ${line}`}>
              <Table.Td ta="right">{number(line)}</Table.Td>
              <Table.Td className="figures">{lead?.phones.map(([phone]) => phone).join(', ')}</Table.Td>
              <Table.Td>{lead?.name}</Table.Td>
              <Table.Td>
                {reason || warning}
                {mend && (
                  <Text size="sm" c="dimmed">
                    {mend}
                  </Text>
                )}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function Loaded({ importId, onAgain }: { importId: number; onAgain: () => void }) {
  const queries = useQueryClient();
  const { data, error } = useQuery(importQuery(importId));
  const ended = Boolean(data?.ended_at);
  useEffect(() => {
    if (ended) void queries.invalidateQueries({ queryKey: setupQuery.queryKey });
  }, [ended, queries]);
  const lacking = problemInstead(error, data);
  if (lacking) return <ProblemAlert problem={lacking} />;
  const rows = data?.rows ?? 0;
  const share = data?.total ? rows / data.total : 0;
  return (
    <Stack maw={520}>
      {!ended && <Progress value={share * 100} aria-label={t`How much is loaded`} />}
      <Text role="status">
        {ended
          ? plural(data?.loaded ?? 0, { one: '# person is loaded.', other: '# people are loaded.' })
          : plural(rows, { one: '# row is read…', other: '# rows are read…' })}
      </Text>
      {data?.message && <Text>{data.message}</Text>}
      {ended && data && data.rejected > 0 && (
        <Text>{plural(data.rejected, { one: '# row was rejected.', other: '# rows were rejected.' })}</Text>
      )}
      {ended && (
        <Group align="start">
          {data && data.rejected > 0 && (
            <ConfirmedFile read={() => rejectedFile(importId)} name={`rejected-${importId}.csv`}>
              {t`Download them with the reasons`}
            </ConfirmedFile>
          )}
          <Button variant="default" onClick={onAgain}>{t`Load a further file`}</Button>
        </Group>
      )}
    </Stack>
  );
}
