import { queryOptions } from '@tanstack/react-query';
import { api, body } from './client';
import type { components } from './schema';

export type Job = components['schemas']['JobShown'];

const SOON_MS = 700;

/** A job, asked again until it has ended. */
export const jobQuery = (jobId: number) =>
  queryOptions({
    queryKey: ['jobs', jobId],
    queryFn: () => body(api.GET('/api/v1/jobs/{job_id}', { params: { path: { job_id: jobId } } })),
    refetchInterval: ({ state }) =>
      state.data && ['done', 'failed'].includes(state.data.status) ? false : SOON_MS,
  });
