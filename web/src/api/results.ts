import { queryOptions } from '@tanstack/react-query';
import { api, body } from './client';
import type { components, paths } from './schema';

type Schemas = components['schemas'];
export type Results = Schemas['ResultsShown'];
export type Counts = Schemas['CountsShown'];
export type Part = Schemas['ResultPartShown'];
export type Attempt = Schemas['AttemptShown'];
export type AttemptFilter = NonNullable<paths['/api/v1/attempts']['get']['parameters']['query']>;

/** A campaign's results over days by its clocks, both included; without them over the last seven. */
export const resultsQuery = (campaignId: number, days: { first?: string | undefined; last?: string | undefined }) =>
  queryOptions({
    queryKey: ['results', campaignId, days],
    queryFn: () =>
      body(
        api.GET('/api/v1/campaigns/{campaign_id}/results', {
          params: {
            path: { campaign_id: campaignId },
            query: {
              ...(days.first ? { first_day: days.first } : {}),
              ...(days.last ? { last_day: days.last } : {}),
            },
          },
        }),
      ),
    enabled: campaignId > 0,
  });

/** Attempts by a filter, newest first, a page at a time. */
export const attemptsQuery = (filter: AttemptFilter, cursor: string | undefined) =>
  queryOptions({
    queryKey: ['attempts', filter, cursor],
    queryFn: () =>
      body(
        api.GET('/api/v1/attempts', { params: { query: { ...filter, limit: 50, ...(cursor ? { cursor } : {}) } } }),
      ),
  });

export type FileForm = 'csv' | 'json' | 'xlsx';

/** Where the figures lie as a file, for a link. */
export const resultsFile = (
  { campaign_id: id, first_day: first, last_day: last }: Results,
  form: FileForm,
): string => `/api/v1/campaigns/${id}/results/file?form=${form}&first_day=${first}&last_day=${last}`;

/** Have attempts written into a file in the background; its job is answered. */
export const exportAttempts = async (filter: AttemptFilter, form: FileForm): Promise<Schemas['JobShown']> =>
  (await body(
    api.GET('/api/v1/attempts/file', {
      params: { query: { ...filter, form } as never, header: { prefer: 'respond-async' } },
    }),
  )) as unknown as Schemas['JobShown'];
