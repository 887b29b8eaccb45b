import { queryOptions } from '@tanstack/react-query';
import { ALL, api, body, items } from './client';
import type { components } from './schema';

type Schemas = components['schemas'];
export type Agent = Schemas['AgentShown'];

export const agentsQuery = queryOptions({
  queryKey: ['agents'],
  queryFn: () => items(api.GET('/api/v1/agents', ALL)),
});
export const createAgent = (asked: Schemas['AgentInput']) => body(api.POST('/api/v1/agents', { body: asked }));

/** Log an agent in, ready: the phone rings, and stays up for the whole session. */
export const logInAgent = (agentId: number, campaignId: number) =>
  body(
    api.POST('/api/v1/agents/{agent_id}/log-in', {
      params: { path: { agent_id: agentId } },
      body: { campaign_id: campaignId, also_campaign_ids: [], ready: true },
    }),
  );

/** Log an agent out, after the call if there is one. */
export const logOutAgent = (agentId: number) =>
  body(api.POST('/api/v1/agents/{agent_id}/log-out', { params: { path: { agent_id: agentId } } }));
