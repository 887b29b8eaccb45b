import type { QueryKey } from '@tanstack/react-query';
import { useJobChanges } from '@/live/jobs';

/** Nothing to see: keeps what was asked for as a job tells it. A table has one for each row that is being worked on. */
export function Followed({ jobId, queryKey }: { jobId: number | null; queryKey: QueryKey }) {
  useJobChanges(jobId, queryKey);
  return null;
}
