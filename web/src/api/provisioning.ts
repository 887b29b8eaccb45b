import { queryOptions } from '@tanstack/react-query';
import { api, body } from './client';
import { trunksQuery } from './installation';
import type { components } from './schema';

type Schemas = components['schemas'];
export type CarrierTemplate = Schemas['CarrierTemplateShown'];
export type TrunkSettings = Schemas['TrunkSettingsInput'];
export type TrunkSettingsShown = Schemas['TrunkSettingsShown'];
export type TrunkPlan = Schemas['TrunkPlanShown'];
export type TrunkVersion = Schemas['TrunkVersionShown'];
export type ObjectChange = Schemas['ObjectChangeShown'];
export type ProofStep = Schemas['ProofStepShown'];
export type Provisioning = Schemas['ProvisioningShown'];
export type RetirementPlan = Schemas['RetirementPlanShown'];
export type ObjectKind = Schemas['ObjectKind'];

const at = (nodeId: number, name: string) => ({ params: { path: { node_id: nodeId, name } } });

export const nodesQuery = queryOptions({ queryKey: ['nodes'], queryFn: () => body(api.GET('/api/v1/nodes')) });

export const carrierTemplatesQuery = queryOptions({
  queryKey: ['carrier-templates'],
  queryFn: () => body(api.GET('/api/v1/carrier-templates')),
  staleTime: Number.POSITIVE_INFINITY,
});

/** The trunks that Pronto has written, as they were found when they were compared last. */
export const writtenTrunksQuery = queryOptions({
  queryKey: ['provisioned-trunks'],
  queryFn: () => body(api.GET('/api/v1/provisioned-trunks')),
  refetchInterval: 60_000,
});

/** How a trunk stands. Asterisk is compared each time. */
export const provisioningQuery = (nodeId: number, name: string) =>
  queryOptions({
    queryKey: ['provisioning', nodeId, name],
    queryFn: () => body(api.GET('/api/v1/nodes/{node_id}/trunks/{name}/provisioning', at(nodeId, name))),
  });

/** What a retirement would take away, and what is in its way; asked again while something is. */
export const retirementQuery = (nodeId: number, name: string) =>
  queryOptions({
    queryKey: [...trunksQuery.queryKey, nodeId, name, 'retirement'],
    queryFn: () => body(api.GET('/api/v1/nodes/{node_id}/trunks/{name}/retirement', at(nodeId, name))),
    refetchInterval: ({ state }) => (state.data && isInUse(state.data) ? 4000 : false),
    staleTime: 0,
  });
export const isInUse = ({ is_enabled, live_calls, campaigns }: RetirementPlan) =>
  is_enabled || live_calls > 0 || campaigns.some((one) => one.is_under_way);

export const planTrunk = (nodeId: number, name: string, settings: TrunkSettings) =>
  body(api.POST('/api/v1/nodes/{node_id}/trunks/{name}/plan', { ...at(nodeId, name), body: settings }));
export const applyTrunk = (nodeId: number, name: string, settings: TrunkSettings) =>
  body(api.POST('/api/v1/nodes/{node_id}/trunks/{name}/apply', { ...at(nodeId, name), body: settings }));
export const verifyTrunk = (nodeId: number, name: string) =>
  body(api.POST('/api/v1/nodes/{node_id}/trunks/{name}/verify', at(nodeId, name)));
export const rollBackTrunk = (nodeId: number, name: string) =>
  body(api.POST('/api/v1/nodes/{node_id}/trunks/{name}/roll-back', at(nodeId, name)));
export const healTrunk = (nodeId: number, name: string) =>
  body(api.POST('/api/v1/nodes/{node_id}/trunks/{name}/heal', at(nodeId, name)));
