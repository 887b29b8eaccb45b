import { queryOptions } from '@tanstack/react-query';
import { api, body, items } from './client';
import type { components } from './schema';

type Schemas = components['schemas'];
export type PauseReason = Schemas['PauseReasonShown'];
export type Day = Schemas['DayShown'];
export type OwnFigures = Schemas['OwnFiguresShown'];
export type Recorded = Schemas['RecordedShown'];
export type IssueReportKind = Schemas['IssueReportKind'];
export type IssueReportShown = Schemas['IssueReportShown'];

const of = (agentId: number) => ({ params: { path: { agent_id: agentId } } });

/** The reasons to pause of the agent's team, or of the installation. */
export const pauseReasonsQuery = queryOptions({
  queryKey: ['pause-reasons'],
  queryFn: async () => (await body(api.GET('/api/v1/pause-reasons'))).reasons,
  staleTime: 300_000,
});

export const dayQuery = (agentId: number) =>
  queryOptions({
    queryKey: ['agent', agentId, 'day'],
    queryFn: () => body(api.GET('/api/v1/agents/{agent_id}/day', of(agentId))),
  });

/** What nobody else is told of the agent's day: at most a minute old. */
export const ownFiguresQuery = (agentId: number) =>
  queryOptions({
    queryKey: ['agent', agentId, 'own-figures'],
    queryFn: () => body(api.GET('/api/v1/agents/{agent_id}/own-figures', of(agentId))),
    staleTime: 60_000,
  });

export const recordedQuery = (agentId: number) =>
  queryOptions({
    queryKey: ['agent', agentId, 'recorded'],
    queryFn: () => body(api.GET('/api/v1/agents/{agent_id}/recorded', of(agentId))),
  });

export const ownIssueReportsQuery = (agentId: number) =>
  queryOptions({
    queryKey: ['agent', agentId, 'issue-reports'],
    queryFn: () =>
      items(
        api.GET('/api/v1/agents/{agent_id}/issue-reports', {
          params: { path: { agent_id: agentId }, query: { limit: 20 } },
        }),
      ),
  });

export const pauseFor = (agentId: number, reason: string) =>
  body(api.POST('/api/v1/agents/{agent_id}/pause', { ...of(agentId), body: { reason } }));

/** A pause of a minute or so after the call, from which the engine makes the agent ready again. */
export const takeRecoveryBreak = (agentId: number) =>
  body(api.POST('/api/v1/agents/{agent_id}/recovery-break', of(agentId)));

export const extendWrapUp = (agentId: number, attemptId: string) =>
  body(api.POST('/api/v1/agents/{agent_id}/wrap-up/extend', { ...of(agentId), body: { attempt_id: attemptId } }));

export const raiseHand = (agentId: number, note = '', asks = '') =>
  body(api.POST('/api/v1/agents/{agent_id}/hand', { ...of(agentId), body: { raised: true, note, asks } }));

export const lowerHand = (agentId: number) =>
  body(api.POST('/api/v1/agents/{agent_id}/hand', { ...of(agentId), body: { raised: false, note: '', asks: '' } }));

export const reportIssue = (agentId: number, said: Schemas['IssueReportInput']) =>
  body(api.POST('/api/v1/agents/{agent_id}/issue-reports', { ...of(agentId), body: said }));
