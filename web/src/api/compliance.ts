import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { ALL, api, body, items } from './client';
import type { components } from './schema';
import { upload } from './upload';

type Schemas = components['schemas'];
export type Rulings = Schemas['RulingsShown'];
export type Decisions = Schemas['DecisionsShown'];
export type ProfileListed = Schemas['ProfileListed'];
export type LawRule = Schemas['LawRuleShown'];
export type Suppression = Schemas['SuppressionShown'];
export type SuppressionsAdded = Schemas['SuppressionsAdded'];
export type NumbersLoaded = Schemas['FileShown'];
export type RegisterStatus = Schemas['RegisterStatusShown'];
export type Scrub = Schemas['ScrubShown'];
export type RetentionRun = Schemas['RunShown'];
export type DataRequest = Schemas['DataRequestShown'];
export type Erased = Schemas['ErasureShown'];
export type AuditLine = Schemas['AuditShown'];
export type ChainCheck = Schemas['ChainCheckShown'];
export type Job = Schemas['JobShown'];

/** A person as somebody asks about them: by number, by external id, or both. */
export interface Person {
  number: string | null;
  external_id: string | null;
}

/** The campaigns to choose from, closed ones too. */
export const campaignNamesQuery = queryOptions({
  queryKey: ['campaigns', 'names'],
  queryFn: () => items(api.GET('/api/v1/campaigns', ALL)),
  staleTime: 60_000,
});

export const rulingsQuery = (campaignId: number, days: number) =>
  queryOptions({
    queryKey: ['campaigns', campaignId, 'rulings', days],
    queryFn: () =>
      body(
        api.GET('/api/v1/campaigns/{campaign_id}/rulings', {
          params: {
            path: { campaign_id: campaignId },
            query: { since: new Date(Date.now() - days * 86_400_000).toISOString() },
          },
        }),
      ),
    enabled: campaignId > 0,
  });

/** What the pacer decided in the last hour, and why; only while an engine runs the campaign. */
export const decisionsQuery = (campaignId: number) =>
  queryOptions({
    queryKey: ['campaigns', campaignId, 'decisions'],
    queryFn: () =>
      body(
        api.GET('/api/v1/campaigns/{campaign_id}/decisions', {
          params: { path: { campaign_id: campaignId }, query: { limit: 50 } },
        }),
      ),
    enabled: campaignId > 0,
  });

/** Have the compliance report made in the background; `form` is what is made of it. */
export async function makeReport(campaignId: number, form: 'html' | 'json' | 'events'): Promise<Job> {
  const { data } = await api.GET('/api/v1/campaigns/{campaign_id}/compliance-report', {
    params: { path: { campaign_id: campaignId }, query: { form }, header: { Prefer: 'respond-async' } },
  } as never);
  return data as unknown as Job;
}

export const profilesQuery = queryOptions({
  queryKey: ['profiles'],
  queryFn: () => body(api.GET('/api/v1/profiles')),
  staleTime: 300_000,
});

export const profileQuery = (id: string) =>
  queryOptions({
    queryKey: ['profiles', id],
    queryFn: () => body(api.GET('/api/v1/profiles/{profile_id}', { params: { path: { profile_id: id } } })),
    enabled: id !== '',
    staleTime: 300_000,
  });

export const suppressionsQuery = (scope: string, cursor: string | null) =>
  queryOptions({
    queryKey: ['suppressions', scope, cursor],
    queryFn: () =>
      body(
        api.GET('/api/v1/suppressions', { params: { query: { scope, limit: 50, ...(cursor ? { cursor } : {}) } } }),
      ),
    placeholderData: keepPreviousData,
  });

export const checkSuppressions = (asked: Partial<Schemas['SuppressionWanted']>) =>
  body(api.POST('/api/v1/suppressions/check', { body: asked as Schemas['SuppressionWanted'] }));

export const suppress = (scope: string, person: Person, reason: string) =>
  body(
    api.POST('/api/v1/suppressions', {
      body: {
        scope,
        numbers: person.number ? [person.number] : [],
        external_ids: person.external_id ? [person.external_id] : [],
        country: '',
        reason,
      },
    }),
  );

export const liftSuppression = (scope: string, person: Person, reason: string) =>
  body(
    api.POST('/api/v1/suppressions/remove', {
      body: { scope, number: person.number, external_id: person.external_id, country: '', reason },
    }),
  );

export const importSuppressions = (
  scope: string,
  country: string,
  reason: string,
  file: File,
  onProgress: (share: number) => void,
) => {
  const query = new URLSearchParams({ scope, country, reason, filename: file.name.slice(0, 200) });
  return upload<NumbersLoaded>(`/api/v1/suppressions/import?${query}`, file, { onProgress });
};

const of = (companyId: number) => ({ params: { path: { company_id: companyId } } });

export const registersQuery = (companyId: number) =>
  queryOptions({
    queryKey: ['companies', companyId, 'registers'],
    queryFn: () => body(api.GET('/api/v1/companies/{company_id}/registers', of(companyId))),
    enabled: companyId > 0,
  });

export const scrubsQuery = (companyId: number) =>
  queryOptions({
    queryKey: ['companies', companyId, 'scrubs'],
    queryFn: () =>
      items(
        api.GET('/api/v1/companies/{company_id}/scrubs', {
          params: { path: { company_id: companyId }, query: { limit: 50 } },
        }),
      ),
    enabled: companyId > 0,
  });

/** What a register last said of a number, for a company. */
export const checkRegisters = (companyId: number, number: string) =>
  body(api.POST('/api/v1/companies/{company_id}/registers/check', { ...of(companyId), body: { number } }));

export const listNamesQuery = queryOptions({
  queryKey: ['lists', 'names'],
  queryFn: () => items(api.GET('/api/v1/lists', ALL)),
  staleTime: 60_000,
});

export const retentionRunsQuery = queryOptions({
  queryKey: ['retention', 'runs'],
  queryFn: () => items(api.GET('/api/v1/retention/runs', { params: { query: { limit: 50 } } })),
});

/** Delete what is too old, or only count it. */
export const runRetention = (dry: boolean) => body(api.POST('/api/v1/retention', { body: { limits: {}, dry } }));

export const dataRequestsQuery = (companyId: number) =>
  queryOptions({
    queryKey: ['companies', companyId, 'data-requests'],
    queryFn: () =>
      items(
        api.GET('/api/v1/companies/{company_id}/data-requests', {
          params: { path: { company_id: companyId }, query: { limit: 100 } },
        }),
      ),
    enabled: companyId > 0,
  });

/** Everything that is kept about a person, as a document to be handed over. */
export async function accessPerson(
  companyId: number,
  person: Person,
  receivedAt: string | null,
  form: 'html' | 'json' | 'text',
): Promise<Blob> {
  const { data } = await api.POST('/api/v1/companies/{company_id}/persons/access', {
    params: { path: { company_id: companyId }, query: { form } },
    body: { ...person, country: '', received_at: receivedAt },
    parseAs: 'blob',
  });
  return data as unknown as Blob;
}

export const erasePerson = (companyId: number, person: Person, receivedAt: string | null, suppressed: boolean) =>
  body(
    api.POST('/api/v1/companies/{company_id}/persons/erase', {
      ...of(companyId),
      body: { ...person, country: '', received_at: receivedAt, suppress: suppressed },
    }),
  );

export interface AuditFilters {
  subject?: string;
  action?: string;
  since?: string;
  until?: string;
}

export const auditQuery = (filters: AuditFilters, cursor: string | null) =>
  queryOptions({
    queryKey: ['audit', filters, cursor],
    queryFn: () =>
      body(
        api.GET('/api/v1/audit', {
          params: { query: { ...filters, limit: 100, ...(cursor ? { cursor } : {}) } },
        }),
      ),
    placeholderData: keepPreviousData,
  });

/** The whole audit as JSON lines. */
export const auditFile = async (): Promise<Blob> =>
  (await body(api.GET('/api/v1/audit.jsonl', { parseAs: 'blob' }))) as unknown as Blob;

export const verifyAudit = () => body(api.POST('/api/v1/audit/verify'));
