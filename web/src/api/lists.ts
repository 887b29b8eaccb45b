import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, body, ifMatch, items, type Versioned, versioned } from './client';
import { WITHOUT_STREAM_MS } from './jobs';
import type { components } from './schema';
import { upload } from './upload';

type Schemas = components['schemas'];
export type List = Schemas['ListShown'];
export type ListFigures = Schemas['ListFigures'];
export type ListChange = Partial<Schemas['ListChange']>;
export type ListField = Schemas['ListFieldShown'];
export type ListShares = Schemas['ListSharesShown'];
export type Penetration = Schemas['PenetrationShown'];
export type Preview = Schemas['PreviewShown'];
export type Import = Schemas['ImportShown'];
export type ImportInput = Schemas['ImportInput'];
export type Meaning = Schemas['Meaning'];
export type Consent = Schemas['ConsentInput'];
export type LeadAdded = Schemas['LeadAdded'];
export type Rejected = Schemas['RejectedShown'];
export type RejectedFor = Schemas['RejectedForShown'];
export type Arrangement = Schemas['ArrangementPreview'];
export type Condition = Schemas['ConditionShown'];
export type Conditions = Schemas['ConditionsShown'];
export type Test = Condition['test'];
export type Measure = Condition['measure'];

export const FILES = {
  'text/csv': ['.csv', '.txt', '.tsv'],
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': ['.xlsx'],
  'application/vnd.oasis.opendocument.spreadsheet': ['.ods'],
  'application/zip': ['.zip'],
};

const of = (listId: number) => ({ params: { path: { list_id: listId } } });

export interface ListsAsked {
  q?: string | undefined;
  campaign?: number | undefined;
  sort?: string | undefined;
  cursor?: string | undefined;
  limit?: number;
}

export const listsQuery = ({ q, campaign, sort, cursor, limit = 50 }: ListsAsked) =>
  queryOptions({
    queryKey: ['lists', { q, campaign, sort, cursor, limit }],
    queryFn: () =>
      body(
        api.GET('/api/v1/lists', {
          params: {
            query: {
              limit,
              ...(q ? { q } : {}),
              ...(campaign ? { campaign_id: campaign } : {}),
              ...(sort ? { sort: sort as 'name' } : {}),
              ...(cursor ? { cursor } : {}),
            },
          },
        }),
      ),
    placeholderData: keepPreviousData,
  });

/** How many leads lists have in each state: counted apart, so that their names are there at once. */
export const listCountsQuery = (listIds: readonly number[]) =>
  queryOptions({
    queryKey: ['lists', 'counts', listIds],
    queryFn: () => body(api.GET('/api/v1/lists/counts', { params: { query: { list_id: [...listIds] } } })),
    enabled: listIds.length > 0,
    placeholderData: keepPreviousData,
    refetchInterval: 10_000,
  });

/** A list with its figures; pages follow the job that works on its leads. */
export const listQuery = (listId: number) =>
  queryOptions({
    queryKey: ['lists', listId],
    queryFn: () => versioned(api.GET('/api/v1/lists/{list_id}', of(listId))),
    refetchInterval: ({ state }) => (state.data?.value.task ? WITHOUT_STREAM_MS : 10_000),
  });

/** In which parts the lists of a campaign take turns, with its version. */
export const listSharesQuery = (campaignId: number) =>
  queryOptions({
    queryKey: ['lists', 'shares', campaignId],
    queryFn: () =>
      versioned(
        api.GET('/api/v1/campaigns/{campaign_id}/list-shares', { params: { path: { campaign_id: campaignId } } }),
      ),
    enabled: campaignId > 0,
  });

/** Give lists other weights, all or none, if nobody has changed any of them since they were read. */
export const changeListShares = (read: Versioned<ListShares>, weights: Schemas['ListWeightInput'][]) =>
  versioned(
    api.PATCH('/api/v1/campaigns/{campaign_id}/list-shares', {
      params: { path: { campaign_id: read.value.id } },
      ...ifMatch(read),
      body: { weights },
    }),
  );

export const createList = (asked: Schemas['ListInput']) => body(api.POST('/api/v1/lists', { body: asked }));

type LeadInput = Omit<Partial<Schemas['LeadInput']>, 'consent'> & { consent: Partial<Consent> };

/** Add one lead, checked like a row of a file. */
export const addLead = (listId: number, lead: LeadInput): Promise<LeadAdded> =>
  body(
    api.POST('/api/v1/lists/{list_id}/leads', { ...of(listId), body: lead as Schemas['LeadInput'] }),
  ) as Promise<LeadAdded>;

export const deleteList = (read: Versioned<ListFigures>) =>
  body(api.DELETE('/api/v1/lists/{list_id}', { ...of(read.value.id), ...ifMatch(read) }));

export const changeList = (listId: number, change: ListChange, read?: Versioned<unknown>) =>
  versioned(
    api.PATCH('/api/v1/lists/{list_id}', {
      ...of(listId),
      body: change as Schemas['ListChange'],
      ...(read ? ifMatch(read) : {}),
    }),
  );

export const archiveList = (listId: number) => body(api.POST('/api/v1/lists/{list_id}/archive', of(listId)));
export const unarchiveList = (listId: number) => body(api.POST('/api/v1/lists/{list_id}/unarchive', of(listId)));

/** The leads of a list as a file; numbers are masked. */
export const exportLeads = async (listId: number): Promise<Blob> =>
  (await body(
    api.GET('/api/v1/lists/{list_id}/leads.csv', {
      params: { path: { list_id: listId }, query: { excel: true } },
      parseAs: 'blob',
    }),
  )) as unknown as Blob;

/** The rejected rows of an import with line, column, reason and remedy. */
export const rejectedFile = async (importId: number): Promise<Blob> =>
  (await body(
    api.GET('/api/v1/imports/{import_id}/rejected.csv', { ...importOf(importId), parseAs: 'blob' }),
  )) as unknown as Blob;

/** The fields that a list's order and filter may use. */
export const listFieldsQuery = (listId: number) =>
  queryOptions({
    queryKey: ['lists', listId, 'fields'],
    queryFn: () => body(api.GET('/api/v1/lists/{list_id}/fields', of(listId))),
    staleTime: 60_000,
  });

export type ArrangementAsked = Partial<Schemas['ArrangementInput']>;

/** What a filter and an order would do; nothing is changed. */
export const arrangementQuery = (listId: number, asked: ArrangementAsked) =>
  queryOptions({
    queryKey: ['lists', listId, 'arrangement', asked],
    queryFn: ({ signal }) =>
      body(
        api.POST('/api/v1/lists/{list_id}/arrangement/preview', {
          ...of(listId),
          body: asked as Schemas['ArrangementInput'],
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
    retry: false,
  });

/** Send a file for a list, and see what would become of it. Nothing is loaded yet. */
export const previewFile = (
  listId: number,
  file: File,
  onProgress: (share: number) => void,
  signal?: AbortSignal,
) =>
  upload<Preview>(`/api/v1/lists/${listId}/preview?filename=${encodeURIComponent(file.name.slice(0, 200))}`, file, {
    onProgress,
    ...(signal ? { signal } : {}),
  });

export type Way = Partial<ImportInput>;
const importOf = (importId: number) => ({ params: { path: { import_id: importId } } });

export const previewAgain = (importId: number, way: Way): Promise<Preview> =>
  body(
    api.POST('/api/v1/imports/{import_id}/preview', { ...importOf(importId), body: way as ImportInput }),
  ) as Promise<Preview>;

export const startImport = (importId: number, way: Way) =>
  body(api.POST('/api/v1/imports/{import_id}/start', { ...importOf(importId), body: way as ImportInput }));

export const cancelImport = (importId: number) =>
  body(api.POST('/api/v1/imports/{import_id}/cancel', importOf(importId)));

const RUNS = new Set(['queued', 'running']);
export const isUnderWay = (one: Import) => RUNS.has(one.status);

/** An import; pages follow its job. */
export const importQuery = (importId: number) =>
  queryOptions({
    queryKey: ['imports', importId],
    queryFn: () => body(api.GET('/api/v1/imports/{import_id}', importOf(importId))),
    enabled: importId > 0,
    refetchInterval: ({ state }) => (!state.data || isUnderWay(state.data) ? WITHOUT_STREAM_MS : false),
  });

/** The imports of a list, newest first; pages follow the jobs of those under way. */
export const importsQuery = (listId: number) =>
  queryOptions({
    queryKey: ['imports', { listId }],
    queryFn: () => items(api.GET('/api/v1/imports', { params: { query: { list_id: listId, limit: 50 } } })),
    refetchInterval: ({ state }) => (state.data?.some(isUnderWay) ? WITHOUT_STREAM_MS : 10_000),
  });

export const rejectedQuery = (importId: number, cursor?: string) =>
  queryOptions({
    queryKey: ['imports', importId, 'rejected', cursor],
    queryFn: () =>
      body(
        api.GET('/api/v1/imports/{import_id}/rejected', {
          params: { path: { import_id: importId }, query: { limit: 50, ...(cursor ? { cursor } : {}) } },
        }),
      ),
  });

export const loadRejected = (importId: number, rows: { line: number; cells: string[] }[]) =>
  body(api.POST('/api/v1/imports/{import_id}/rejected/load', { ...importOf(importId), body: { rows } }));
