import { queryOptions } from '@tanstack/react-query';
import { api, body } from './client';
import { asProblem } from './problem';
import type { components } from './schema';

export type Job = components['schemas']['JobShown'];

/** How often work under way is asked for where the stream does not tell of it. */
export const WITHOUT_STREAM_MS = 3000;

/** A job; pages follow it with `useJob`. Where the stream does not tell of it, it is asked for until it has ended. */
export const jobQuery = (jobId: number) =>
  queryOptions({
    queryKey: ['jobs', jobId],
    queryFn: () => body(api.GET('/api/v1/jobs/{job_id}', { params: { path: { job_id: jobId } } })),
    enabled: jobId > 0,
    refetchInterval: ({ state }) => (isOver(state.data?.status) || isGone(state.error) ? false : WITHOUT_STREAM_MS),
  });
/** A job that was called off is told of by the stream, and is then no longer there. */
const isGone = (error: Error | null) => error !== null && asProblem(error).kind === 'gone';
const ENDS = new Set(['done', 'failed', 'cancelled']);
export const isOver = (status: string | undefined) => status !== undefined && ENDS.has(status);
