import { plural, t } from '@lingui/core/macro';
import { Button, Group, Progress, Stack, Text } from '@mantine/core';
import { type UseFormReturnType, useForm } from '@mantine/form';
import { type QueryClient, useMutation, useQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { campaignsQuery } from '@/api/campaigns';
import { companiesQuery, trunksQuery } from '@/api/installation';
import {
  type Consent,
  cancelImport,
  createList,
  deleteList,
  FILES,
  importQuery,
  importsQuery,
  listQuery,
  type Preview,
  previewFile,
  rejectedFile,
} from '@/api/lists';
import { asProblem, problemInstead } from '@/api/problem';
import { setupQuery } from '@/api/setup';
import { FileUpload } from '@/features/file-upload';
import {
  asConsent,
  ConsentFields,
  type ConsentSaid,
  countryOfZone,
  EMPTY_CONSENT,
  Mapping,
} from '@/features/lists';
import { ConfirmedFile } from '@/features/session';
import { EmptyYet } from '@/ui/Empty';
import { FieldCheck } from '@/ui/FieldCheck';
import { FieldCountry } from '@/ui/FieldCountry';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { Facts } from '../Facts';
import type { StepShown } from '../setup';

interface Said extends ConsentSaid {
  country: string;
  dated_in_file: boolean;
}

/** The people to call: what allows the calls, a file dropped here, what each column means, and the result. */
export function ListStep({ setup, step }: StepShown) {
  const [preview, setPreview] = useState<Preview | null>(null);
  const [importId, setImportId] = useState(0);
  const { data: campaigns } = useSuspenseQuery(campaignsQuery);
  const { data: companies } = useSuspenseQuery(companiesQuery);
  const { data: trunks } = useSuspenseQuery(trunksQuery);
  const campaign = campaigns.find(({ id }) => id === setup.campaign_id);
  const country =
    companies.find(({ id }) => id === setup.company_id)?.privacy.country ||
    trunks.find(({ node_id, country: entered }) => node_id === setup.node_id && entered)?.country ||
    countryOfZone(campaign?.time_zone ?? '') ||
    'IT';
  // It stands here, and not beside the file: whoever takes another file finds what was written.
  const form = useForm<Said>({
    initialValues: { ...EMPTY_CONSENT, country, dated_in_file: false },
    validate: {
      obtained_at: (given, { basis, dated_in_file }) =>
        given || dated_in_file || !GIVEN.has(basis ?? '')
          ? null
          : t`Enter the day, or say that the file states it in each row.`,
    },
  });
  const { basis, dated_in_file } = form.values;
  // biome-ignore lint/correctness/useExhaustiveDependencies: what the day is asked for has changed
  useEffect(() => form.clearFieldError('obtained_at'), [basis, dated_in_file]);
  const isEmpty = step.state !== 'done';
  const { data: list } = useQuery({ ...listQuery(setup.list_id), enabled: isEmpty && setup.list_id > 0 });
  const known = list?.value;
  // What an earlier visit has written is on the list that it made.
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each list
  useEffect(() => {
    if (known && !form.isDirty())
      form.initialize({ ...form.getValues(), ...saidOf(known.consent), country: known.country });
  }, [known?.id]);
  if (!setup.campaign_id) {
    return <EmptyYet title={t`First the campaign`}>{t`A list is loaded for a campaign.`}</EmptyYet>;
  }
  if (importId) return <Loaded importId={importId} onAgain={() => setImportId(0)} />;
  if (preview) {
    return (
      <Mapping
        preview={preview}
        onPreview={setPreview}
        onBegun={(begun) => {
          setImportId(begun);
          setPreview(null);
        }}
        onDrop={() => setPreview(null)}
      />
    );
  }
  return (
    <>
      <Facts facts={step.facts} label={t`What is found of the list`} />
      <NewFile setup={setup} form={form} isEmpty={isEmpty} onPreview={setPreview} />
    </>
  );
}

interface NewFileShown {
  setup: StepShown['setup'];
  form: UseFormReturnType<Said>;
  isEmpty: boolean;
  onPreview: (preview: Preview) => void;
}

function NewFile({ setup, form, isEmpty, onPreview }: NewFileShown) {
  const { data: companies } = useQuery(companiesQuery);
  const [sent, setSent] = useState<{ name: string; share: number } | null>(null);
  const queries = useQueryClient();
  const { mutate, error } = useMutation({
    mutationFn: async (file: File) => {
      setSent({ name: file.name, share: 0 });
      const listId = isEmpty ? await newList(file) : setup.list_id;
      try {
        return await previewFile(listId, file, (share) => setSent({ name: file.name, share }));
      } catch (failure) {
        if (isEmpty) await dropEmptyList(listId, queries); // a file that cannot be read leaves no list behind
        throw failure;
      }
    },
    onSuccess: onPreview,
    onSettled: async () => {
      setSent(null);
      await queries.invalidateQueries({ queryKey: setupQuery.queryKey });
    },
  });
  /** A list for the file. What is said of an empty list may be corrected: it is replaced. */
  const newList = async (file: File) => {
    const said = form.getValues();
    if (setup.list_id) await dropEmptyList(setup.list_id, queries);
    const company = companies?.find(({ id }) => id === setup.company_id)?.name;
    const made = await createList({
      name: `${file.name.replace(/\.\w+$/, '').slice(0, 150)} ${setup.campaign_id}`,
      company_id: setup.company_id,
      campaign_id: setup.campaign_id,
      country: said.country,
      field_types: {},
      // Rows that state a basis of their own seldom say to whom it was given: to the company whose file it is.
      consent: { company: company, ...asConsent(said, company) } as Consent,
      needs_basis: false,
    });
    return made.id;
  };
  return (
    <Stack maw={720}>
      {error && <ProblemAlert problem={asProblem(error)} />}
      {isEmpty && (
        <>
          <Text>
            {t`What allows these calls, unless the rows say it themselves. Put in what is true: it is the proof if somebody asks.`}
          </Text>
          <ConsentFields form={form} />
          {GIVEN.has(form.values.basis ?? '') && (
            <FieldCheck form={form} name="dated_in_file" label={t`The file states the day in each row`} />
          )}
          <FieldCountry form={form} name="country" label={t`Country of the numbers`} />
        </>
      )}
      <FileUpload
        label={t`File with the people to call`}
        accept={FILES}
        onFile={(file) => {
          if (!isEmpty || !form.validate().hasErrors) mutate(file);
        }}
        sending={sent}
      />
    </Stack>
  );
}

/** Bases that somebody gave on a day, without which no rule takes them. */
const GIVEN = new Set(['consent', 'specific_consent', 'written_consent', 'request']);

const saidOf = (consent: Partial<Consent>): Partial<ConsentSaid> => ({
  ...Object.fromEntries(Object.entries(consent).filter(([name, one]) => one && name in EMPTY_CONSENT)),
  ...(consent.obtained_at ? { obtained_at: consent.obtained_at.slice(0, 10) } : {}),
});

/** Delete a list that nobody is in, with files for it that wait to be confirmed: of an earlier visit, or another page. */
async function dropEmptyList(listId: number, queries: QueryClient) {
  const imports = await queries.fetchQuery({ ...importsQuery(listId), staleTime: 0 });
  await Promise.all(imports.filter(({ status }) => status === 'waiting').map(({ id }) => cancelImport(id)));
  await deleteList(await queries.fetchQuery({ ...listQuery(listId), staleTime: 0 }));
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
