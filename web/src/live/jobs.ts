import { type QueryKey, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { isOver, type Job, jobQuery } from '@/api/jobs';
import { useLive } from './live';

/** A job as it is now: the stream says when it has moved on. It is undefined where there is none, or not yet known. */
export function useJob(jobId: number | null | undefined): Job | undefined {
  const asked = jobQuery(jobId ?? 0);
  const { data } = useQuery(asked);
  const told = useJobChanges(isOver(data?.status) ? null : jobId, asked.queryKey);
  return data && told?.status === 'cancelled' ? { ...data, status: told.status } : data;
}

/** Ask anew for what a job works on, each time that it has moved on; nothing where no job is under way. */
export function useJobChanges(jobId: number | null | undefined, queryKey: QueryKey): Partial<Job> | undefined {
  const queries = useQueryClient();
  const job = useLive(jobId ? `job:${jobId}` : '', (parts) => parts.job) as Partial<Job> | undefined;
  const name = JSON.stringify(queryKey);
  useEffect(() => {
    if (job) void queries.invalidateQueries({ queryKey: JSON.parse(name) as QueryKey, exact: true });
  }, [job, name, queries]);
  return job;
}
