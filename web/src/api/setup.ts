import { queryOptions } from '@tanstack/react-query';
import { api, body } from './client';
import type { components } from './schema';

type Schemas = components['schemas'];
export type Setup = Schemas['SetupShown'];
export type SetupStep = Schemas['SetupStepShown'];
export type SetupFact = Schemas['SetupFactShown'];
export type StepId = Schemas['StepId'];
export type Endpoint = Schemas['EndpointShown'];
export type TestCall = Schemas['TestCallInput'];

/** How far the set-up has come. Asterisk is asked each time, so what reads it often says how often. */
export const setupQuery = queryOptions({
  queryKey: ['setup'],
  queryFn: () => body(api.GET('/api/v1/setup')),
  staleTime: 2000,
});

/** The PJSIP endpoints that an Asterisk has. */
export const endpointsQuery = (nodeId: number) =>
  queryOptions({
    queryKey: ['nodes', nodeId, 'endpoints'],
    queryFn: () => body(api.GET('/api/v1/nodes/{node_id}/endpoints', { params: { path: { node_id: nodeId } } })),
    enabled: nodeId > 0,
  });

/** Ring a phone, then a number, and join them. It takes as long as they ring. */
export const placeTestCall = (nodeId: number, call: TestCall) =>
  body(api.POST('/api/v1/nodes/{node_id}/test-call', { params: { path: { node_id: nodeId } }, body: call }));
