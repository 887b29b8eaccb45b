import { queryOptions } from '@tanstack/react-query';
import { api } from './client';
import { ApiProblem } from './problem';

export interface Readiness {
  status: string;
  checks: { name: string; ok: boolean; words: string }[];
}

/** Whether calls can be placed: database, engine, each Asterisk, with what is wrong in words. Asked every 5 s. */
export const readinessQuery = queryOptions({
  queryKey: ['readiness'],
  queryFn: async (): Promise<Readiness> => {
    const { data, error } = await api.GET('/readyz');
    const said = (data ?? error) as Readiness | undefined;
    if (!said?.checks) throw new ApiProblem({ kind: 'network' });
    return said;
  },
  refetchInterval: 5000,
});
