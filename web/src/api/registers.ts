import { queryOptions } from '@tanstack/react-query';
import { api, items } from './client';
import type { components } from './schema';
import { upload } from './upload';

type Answered = components['schemas']['AnsweredShown'];
export type Scrub = components['schemas']['ScrubShown'];
export type ResultForm = 'listed' | 'free' | 'flags';

/** What registers were asked for a company, newest first. */
export const scrubsQuery = (companyId: number) =>
  queryOptions({
    queryKey: ['scrubs', companyId],
    queryFn: () =>
      items(
        api.GET('/api/v1/companies/{company_id}/scrubs', {
          params: { path: { company_id: companyId }, query: { limit: 200 } },
        }),
      ),
  });

/** The numbers of a list as a file for a register, and the number of this asking. */
export async function askRegister(
  listId: number,
  register: string,
  onlyAfterDays?: number,
): Promise<{ scrub: number; file: Blob }> {
  const more = onlyAfterDays === undefined ? {} : { only_after_days: onlyAfterDays };
  const { data, response } = await api.POST('/api/v1/lists/{list_id}/scrubs', {
    params: { path: { list_id: listId }, query: { register, ...more } },
    parseAs: 'blob',
  });
  return { scrub: Number(response.headers.get('pronto-scrub')), file: data as unknown as Blob };
}

/** Load a register's answer; `file` is null where it lists none of the numbers. Where `at` is empty, it is as old as its request. */
export function loadAnswer(
  scrub: number,
  file: File | null,
  { form, receipt, at }: { form: ResultForm; receipt: string; at: string },
): Promise<Answered> {
  const more = { ...(at && { answered_at: new Date(at).toISOString() }), ...(!file && { none_listed: 'true' }) };
  const query = new URLSearchParams({ form, receipt, ...more });
  return upload<Answered>(`/api/v1/scrubs/${scrub}/result?${query}`, file ?? new Blob(['number\n']));
}
