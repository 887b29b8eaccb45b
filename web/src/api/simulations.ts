import { queryOptions } from '@tanstack/react-query';
import { api, body, items } from './client';
import type { components } from './schema';

type Schemas = components['schemas'];
export type Simulation = Schemas['SimulationShown'];
export type SimulatedPoint = Schemas['SimulatedPointShown'];
export type SimulationInput = Schemas['SimulationInput'];

const of = (campaignId: number) => ({ params: { path: { campaign_id: campaignId } } });
export const runs = (one: Simulation) => one.status === 'queued' || one.status === 'running';

/** The last simulations of a campaign, newest first; the page follows the job of one that runs. */
export const simulationsQuery = (campaignId: number) =>
  queryOptions({
    queryKey: ['campaigns', campaignId, 'simulations'],
    queryFn: () => items(api.GET('/api/v1/campaigns/{campaign_id}/simulations', of(campaignId))),
    refetchInterval: ({ state }) => (state.data?.some(runs) ? 5000 : 60_000),
  });

export const simulate = (campaignId: number, asked: SimulationInput) =>
  body(api.POST('/api/v1/campaigns/{campaign_id}/simulations', { ...of(campaignId), body: asked }));
