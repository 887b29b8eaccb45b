import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, body, ifMatch, items, type Versioned, versioned } from './client';
import type { components } from './schema';

type Schemas = components['schemas'];
export type Lead = Schemas['LeadShown'];
export type LeadChange = Partial<Schemas['LeadChangeInput']>;
export type LeadsChange = Partial<Schemas['LeadsChange']>;
export type LeadSuppression = Schemas['LeadSuppressionShown'];
export type BulkDone = Schemas['BulkDone'];
export type Callback = Schemas['CallbackRow'];
export type Task = Schemas['TaskShown'];
export type Person = Schemas['PersonShown'];

export interface LeadsAsked {
  q?: string | undefined;
  campaign?: number | undefined;
  list?: number | undefined;
  state?: string | undefined;
  owner?: string | undefined;
  reason?: string | undefined;
  cursor?: string | undefined;
}

/** Leads that fit, newest first. Among very many a page may be short of them and go on from where it came to. */
export const leadsQuery = ({ q, campaign, list, state, owner, reason, cursor }: LeadsAsked) =>
  queryOptions({
    queryKey: ['leads', { q, campaign, list, state, owner, reason, cursor }],
    queryFn: ({ signal }) =>
      body(
        api.GET('/api/v1/leads', {
          params: {
            query: {
              limit: 50,
              sort: '-id',
              ...(q ? { q } : {}),
              ...(campaign ? { campaign_id: campaign } : {}),
              ...(list ? { list_id: list } : {}),
              ...(state ? { state: state as Lead['state'] } : {}),
              ...(owner ? { owner } : {}),
              ...(reason ? { done_reason: reason } : {}),
              ...(cursor ? { cursor } : {}),
            },
          },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  });

const of = (leadId: number) => ({ params: { path: { lead_id: leadId } } });

export const leadQuery = (leadId: number) =>
  queryOptions({
    queryKey: ['leads', leadId],
    queryFn: () => versioned(api.GET('/api/v1/leads/{lead_id}', of(leadId))),
    refetchInterval: 15_000,
  });

/** A lead with its numbers whole: for who may see them and says why, which the audit keeps. */
export const readWhole = (leadId: number, reason: string): Promise<Lead> =>
  body(api.GET('/api/v1/leads/{lead_id}', { params: { path: { lead_id: leadId }, query: { reason } } }));

export const changeLead = (leadId: number, change: LeadChange, read: Versioned<unknown>) =>
  versioned(
    api.PATCH('/api/v1/leads/{lead_id}', {
      ...of(leadId),
      body: change as Schemas['LeadChangeInput'],
      ...ifMatch(read),
    }),
  );

export const changeLeads = (change: LeadsChange): Promise<BulkDone> =>
  body(api.POST('/api/v1/leads/bulk', { body: change as Schemas['LeadsChange'] })) as Promise<BulkDone>;

export const dialNext = (leadId: number, agentId: number | null) =>
  body(
    api.POST('/api/v1/leads/{lead_id}/next', {
      ...of(leadId),
      body: { agent_id: agentId } as Schemas['NextInput'],
    }),
  );

export const leadSuppressionsQuery = (leadId: number) =>
  queryOptions({
    queryKey: ['leads', leadId, 'suppressions'],
    queryFn: () => body(api.GET('/api/v1/leads/{lead_id}/suppressions', of(leadId))),
  });

/** The person behind a lead, with all leads that are the same one. */
export const leadPersonQuery = (leadId: number) =>
  queryOptions({
    queryKey: ['leads', leadId, 'person'],
    queryFn: () => body(api.GET('/api/v1/leads/{lead_id}/person', of(leadId))),
    retry: false,
  });

/** One person of two: the first stays, and the other is gone. */
export const mergePersons = (personId: number, otherId: number): Promise<Person> =>
  body(
    api.POST('/api/v1/persons/{person_id}/merge', {
      params: { path: { person_id: personId } },
      body: { person_id: otherId },
    }),
  );

/** Some leads of a person become a person of their own. */
export const splitPerson = (personId: number, leadIds: number[]): Promise<Person> =>
  body(
    api.POST('/api/v1/persons/{person_id}/split', {
      params: { path: { person_id: personId } },
      body: { lead_ids: leadIds },
    }),
  );

/** A page of what happened with a person. */
export const historyPageQuery = (personId: number, cursor?: string) =>
  queryOptions({
    queryKey: ['person', personId, 'history', cursor ?? ''],
    queryFn: () =>
      body(
        api.GET('/api/v1/persons/{person_id}/history', {
          params: { path: { person_id: personId }, query: { limit: 50, ...(cursor ? { cursor } : {}) } },
        }),
      ),
    enabled: personId > 0,
    placeholderData: keepPreviousData,
  });

/** The call-backs of a lead that wait. */
export const leadCallbacksQuery = (leadId: number) =>
  queryOptions({
    queryKey: ['callbacks', { leadId }],
    queryFn: () => items(api.GET('/api/v1/callbacks', { params: { query: { lead_id: leadId, limit: 100 } } })),
  });

/** What is owed to a person: call-backs, tasks, and messages that are not sent yet; the earliest due first. */
export const personPromisesQuery = (personId: number) =>
  queryOptions({
    queryKey: ['promises', { personId }],
    queryFn: () => items(api.GET('/api/v1/promises', { params: { query: { person_id: personId, limit: 100 } } })),
    enabled: personId > 0,
  });

export const moveCallback = (callbackId: number, change: Partial<Schemas['CallbackMove']>) =>
  body(
    api.PATCH('/api/v1/callbacks/{callback_id}', {
      params: { path: { callback_id: callbackId } },
      body: change as Schemas['CallbackMove'],
    }),
  );

export const cancelCallback = (callbackId: number, reopen: boolean) =>
  body(
    api.POST('/api/v1/callbacks/{callback_id}/cancel', {
      params: { path: { callback_id: callbackId } },
      body: { reopen },
    }),
  );
