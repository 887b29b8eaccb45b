import { queryOptions } from '@tanstack/react-query';
import type { Agent } from './agents';
import { api, body, ifMatch, items, type Versioned, versioned } from './client';
import type { components } from './schema';

type Schemas = components['schemas'];
export type AgentCampaign = Schemas['AgentCampaign'];
export type Disposition = Schemas['DispositionShown'];
export type Disposed = Schemas['Disposed'];
export type FoundLead = Schemas['LeadShown'];

const of = (agentId: number) => ({ params: { path: { agent_id: agentId } } });

export const agentQuery = (agentId: number) =>
  queryOptions({
    queryKey: ['agent', agentId],
    queryFn: () => versioned(api.GET('/api/v1/agents/{agent_id}', of(agentId))),
  });

export const agentCampaignsQuery = (agentId: number) =>
  queryOptions({
    queryKey: ['agent', agentId, 'campaigns'],
    queryFn: () =>
      items(
        api.GET('/api/v1/agents/{agent_id}/campaigns', {
          params: { path: { agent_id: agentId }, query: { limit: 1000 } },
        }),
      ),
    staleTime: 60_000,
  });

/** Leads that an agent may call by hand, by name, external id or the last four digits of a number. */
export const foundLeadsQuery = (agentId: number, q: string) =>
  queryOptions({
    queryKey: ['agent', agentId, 'leads', q],
    queryFn: () =>
      items(
        api.GET('/api/v1/agents/{agent_id}/leads', {
          params: { path: { agent_id: agentId }, query: { q, limit: 20 } },
        }),
      ),
    enabled: q.trim().length >= 2,
  });

export const logIn = (agentId: number, seat: Omit<Schemas['LogIn'], 'ready'> & { ready: boolean }) =>
  body(api.POST('/api/v1/agents/{agent_id}/log-in', { ...of(agentId), body: seat }));
export const becomeReady = (agentId: number) => body(api.POST('/api/v1/agents/{agent_id}/ready', of(agentId)));
/** A pause that ends by itself after so many seconds, or lasts until the agent is ready; asked again, it goes on. */
export const pause = (agentId: number, reason: string, lasts_s: number | null = null) =>
  body(api.POST('/api/v1/agents/{agent_id}/pause', { ...of(agentId), body: { reason, lasts_s } }));
export const logOut = (agentId: number) => body(api.POST('/api/v1/agents/{agent_id}/log-out', of(agentId)));
export const hangUp = (agentId: number, attemptId: string) =>
  body(api.POST('/api/v1/agents/{agent_id}/hang-up', { ...of(agentId), body: { attempt_id: attemptId } }));
/** The person waits on the line, with a sound, while the agent's phone hears nothing. */
export const holdCall = (agentId: number, attemptId: string) =>
  body(api.POST('/api/v1/agents/{agent_id}/hold', { ...of(agentId), body: { attempt_id: attemptId } }));
export const resumeCall = (agentId: number, attemptId: string) =>
  body(api.POST('/api/v1/agents/{agent_id}/resume', { ...of(agentId), body: { attempt_id: attemptId } }));
export const dispose = (agentId: number, said: Schemas['Dispose']) =>
  body(api.POST('/api/v1/agents/{agent_id}/dispose', { ...of(agentId), body: said }));
/** Possible for some seconds: with its call-back and its entry among those never to be called. */
export const undoDisposition = (agentId: number, attemptId: string) =>
  body(api.POST('/api/v1/agents/{agent_id}/dispose/undo', { ...of(agentId), body: { attempt_id: attemptId } }));
export const dialPreview = (agentId: number, leadId: number) =>
  body(api.POST('/api/v1/agents/{agent_id}/preview/dial', { ...of(agentId), body: { lead_id: leadId } }));
export const skipPreview = (agentId: number, leadId: number, reason: string) =>
  body(api.POST('/api/v1/agents/{agent_id}/preview/skip', { ...of(agentId), body: { lead_id: leadId, reason } }));
export const reportStage = (agentId: number, stage: string, attemptId: string) =>
  body(api.POST('/api/v1/agents/{agent_id}/stage', { ...of(agentId), body: { stage, attempt_id: attemptId } }));
/** Milliseconds from the person's name on the page to the first voice; below 0: the voice came first. */
export const reportNameShown = (agentId: number, attemptId: string, aheadMs: number) =>
  body(
    api.POST('/api/v1/agents/{agent_id}/name-shown', {
      ...of(agentId),
      body: { attempt_id: attemptId, ahead_ms: aheadMs },
    }),
  );
export const dialLead = (agentId: number, leadId: number) =>
  body(api.POST('/api/v1/agents/{agent_id}/dial', { ...of(agentId), body: { lead_id: leadId } as never }));

export type Consent = Schemas['ConsentInput'];

/** A number that is typed by hand, with what allows the call; one that a list has is called as that lead. */
export const dialNumber = (agentId: number, number: string, consent: Partial<Consent>) =>
  body(api.POST('/api/v1/agents/{agent_id}/dial', { ...of(agentId), body: { number, consent } as never }));

/** When the agent leaves, so that nobody is called for an absent one. */
export const planShift = (agent: Versioned<Agent>, plan: Schemas['Plan']) =>
  body(
    api.PUT('/api/v1/agents/{agent_id}/plan', {
      params: { path: { agent_id: agent.value.id } },
      body: plan,
      ...ifMatch(agent),
    } as never),
  );

/** The dispositions of a campaign, also of one in which an agent has but a talk to finish. */
export const dispositionsQuery = (campaignId: number) =>
  queryOptions({
    queryKey: ['campaign', campaignId, 'dispositions'],
    queryFn: () =>
      body(
        api.GET('/api/v1/campaigns/{campaign_id}/dispositions', { params: { path: { campaign_id: campaignId } } }),
      ),
    staleTime: 60_000,
  });
