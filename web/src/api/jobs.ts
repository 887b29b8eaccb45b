import { queryOptions } from '@tanstack/react-query';
import { api, body } from './client';
import type { components } from './schema';

export type Job = components['schemas']['JobShown'];

const WITHOUT_STREAM_MS = 3000;

/** A job; pages follow it with `useJob`. Where the stream does not tell of it, it is asked for until it has ended. */
export const jobQuery = (jobId: number) =>
  queryOptions({
    queryKey: ['jobs', jobId],
    queryFn: () => body(api.GET('/api/v1/jobs/{job_id}', { params: { path: { job_id: jobId } } })),
    enabled: jobId > 0,
    refetchInterval: ({ state }) => (isOver(state.data?.status) ? false : WITHOUT_STREAM_MS),
  });
export const isOver = (status: string | undefined) => status === 'done' || status === 'failed';
