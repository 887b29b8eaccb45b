import { queryOptions } from '@tanstack/react-query';
import { ALL, api, body, ifMatch, items, type Versioned, versioned } from './client';
import type { components } from './schema';

type Schemas = components['schemas'];
export type Alert = Schemas['AlertShown'];
export type Hand = Schemas['HandShown'];
export type TeamMessage = Schemas['TeamMessageShown'];
export type IssueReport = Schemas['IssueReportShown'];
export type Team = Schemas['TeamShown'];
export type Promised = Schemas['PromiseShown'];
export type Moved = Schemas['PromiseMovedShown'];
export type PauseReasons = Schemas['PauseReasonsShown'];
export type PauseReasonInput = Schemas['PauseReasonWire'];

const of = (agentId: number) => ({ params: { path: { agent_id: agentId } } });

/** What is wrong now; asked for again while somebody looks. */
export const alertsQuery = queryOptions({
  queryKey: ['alerts'],
  queryFn: () => body(api.GET('/api/v1/alerts')),
  refetchInterval: 5_000,
  staleTime: 2_000,
});

export const handsQuery = queryOptions({
  queryKey: ['hands'],
  queryFn: () => body(api.GET('/api/v1/hands')),
  refetchInterval: 15_000,
});

export const answerHand = (agentId: number, approved: boolean) =>
  body(api.POST('/api/v1/agents/{agent_id}/hand/answer', { ...of(agentId), body: { approved } }));

/** What each agent has done today, as far as the law lets others see it. */
export const agentDaysQuery = queryOptions({
  queryKey: ['agents', 'days'],
  queryFn: () => items(api.GET('/api/v1/agents/days', ALL)),
  refetchInterval: 30_000,
});

export const teamsQuery = queryOptions({
  queryKey: ['teams'],
  queryFn: () => items(api.GET('/api/v1/teams', ALL)),
  staleTime: 60_000,
});

/** What was written to agents, the newest first. */
export const teamMessagesQuery = queryOptions({
  queryKey: ['team-messages'],
  queryFn: () => items(api.GET('/api/v1/team-messages', { params: { query: { limit: 100 } } })),
  refetchInterval: 10_000,
});

export const writeTeamMessage = (to: { agent_id: number } | { team_id: number }, text: string) =>
  body(api.POST('/api/v1/team-messages', { body: { ...to, text } }));
export const forcePause = (agentId: number, text: string) =>
  body(api.POST('/api/v1/agents/{agent_id}/force-pause', { ...of(agentId), body: { text } }));
export const forceLogOut = (agentId: number, text: string) =>
  body(api.POST('/api/v1/agents/{agent_id}/force-log-out', { ...of(agentId), body: { text } }));

export const issueReportsQuery = (state: 'open' | 'resolved') =>
  queryOptions({
    queryKey: ['issue-reports', state],
    queryFn: () => items(api.GET('/api/v1/issue-reports', { params: { query: { state, limit: 200 } } })),
  });

export const resolveIssueReport = (id: number, answer: string) =>
  body(
    api.POST('/api/v1/issue-reports/{issue_report_id}/resolve', {
      params: { path: { issue_report_id: id } },
      body: { answer },
    }),
  );

/** What is owed to people: of an agent, of a team, or of all. */
export const owedQuery = (of: { agent_id?: number; team_id?: number }) =>
  queryOptions({
    queryKey: ['promises', of],
    queryFn: () => items(api.GET('/api/v1/promises', { params: { query: { ...of, limit: 200 } } })),
  });

export const movePromises = (moves: Schemas['PromiseMoveInput'][], notify: boolean) =>
  body(api.POST('/api/v1/promises/move', { body: { moves, to_agent_ids: [], notify } }));

export const pauseReasonsOfQuery = (teamId: number | null) =>
  queryOptions({
    queryKey: ['pause-reasons', 'of', teamId],
    queryFn: () =>
      versioned(
        api.GET('/api/v1/pause-reasons', { params: { query: teamId === null ? {} : { team_id: teamId } } }),
      ),
  });

export const writePauseReasons = (
  teamId: number | null,
  read: Versioned<PauseReasons>,
  reasons: PauseReasonInput[],
) =>
  body(
    api.PUT('/api/v1/pause-reasons', {
      params: { query: teamId === null ? {} : { team_id: teamId } },
      body: { reasons },
      ...ifMatch(read),
    } as never),
  ) as Promise<PauseReasons>;

/** What the agent has not read yet. */
export const ownTeamMessagesQuery = (agentId: number) =>
  queryOptions({
    queryKey: ['agent', agentId, 'team-messages'],
    queryFn: () => body(api.GET('/api/v1/agents/{agent_id}/team-messages', of(agentId))),
    refetchInterval: 60_000,
  });

export const confirmTeamMessages = (agentId: number, ids: number[]) =>
  body(api.POST('/api/v1/agents/{agent_id}/team-messages/read', { ...of(agentId), body: { ids } }));
