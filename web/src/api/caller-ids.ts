import { queryOptions } from '@tanstack/react-query';
import { api, body, ifMatch, type Versioned, versioned } from './client';
import type { components } from './schema';

type Schemas = components['schemas'];
export type CallerId = Schemas['CallerIdShown'];
export type CallerIdChange = Schemas['CallerIdPatch'];
export type Pool = Schemas['CallerIdPoolShown'];
export type PoolInput = Schemas['CallerIdPoolInput'];
export type PoolChange = Schemas['CallerIdPoolPatch'];
export type PoolNumber = Schemas['PoolNumberShown'];
export type PoolNumberChange = Schemas['PoolNumberPatch'];
export type NumbersInput = Schemas['PoolNumbersInput'];
export type Added = Schemas['AddedNumbersShown'];
export type Fall = Schemas['NumberFallShown'];
export type NumberTest = Schemas['NumberTestShown'];
export type Appearance = Schemas['Appearance'];

const ofPool = (pool_id: number) => ({ params: { path: { pool_id } } });
const ofNumber = (pool_id: number, number_id: number) => ({ params: { path: { pool_id, number_id } } });
const of = (caller_id_id: number) => ({ params: { path: { caller_id_id } } });

export const poolsQuery = queryOptions({
  queryKey: ['caller-id-pools'],
  queryFn: () => body(api.GET('/api/v1/caller-id-pools')),
});

/** A pool with its version, for a form that must not overwrite what another has changed. */
export const poolQuery = (poolId: number) =>
  queryOptions({
    queryKey: ['caller-id-pools', poolId],
    queryFn: () => versioned(api.GET('/api/v1/caller-id-pools/{pool_id}', ofPool(poolId))),
    staleTime: 0,
  });

/** The numbers of a pool, with what became of them; anew every half minute while somebody looks. */
export const poolNumbersQuery = (poolId: number) =>
  queryOptions({
    queryKey: ['caller-id-pools', poolId, 'numbers'],
    queryFn: () => body(api.GET('/api/v1/caller-id-pools/{pool_id}/numbers', ofPool(poolId))),
    refetchInterval: 30_000,
  });

export const poolNumberQuery = (poolId: number, numberId: number) =>
  queryOptions({
    queryKey: ['caller-id-pools', poolId, 'numbers', numberId],
    queryFn: () =>
      versioned(api.GET('/api/v1/caller-id-pools/{pool_id}/numbers/{number_id}', ofNumber(poolId, numberId))),
    staleTime: 0,
  });

export const createPool = (asked: PoolInput) => body(api.POST('/api/v1/caller-id-pools', { body: asked }));

export const changePool = (read: Versioned<Pool>, asked: PoolChange) =>
  body(api.PATCH('/api/v1/caller-id-pools/{pool_id}', { ...ofPool(read.value.id), ...ifMatch(read), body: asked }));

export const deletePool = (read: Versioned<Pool>) =>
  body(api.DELETE('/api/v1/caller-id-pools/{pool_id}', { ...ofPool(read.value.id), ...ifMatch(read) }));

export const addNumbers = (poolId: number, asked: NumbersInput): Promise<Added> =>
  body(api.POST('/api/v1/caller-id-pools/{pool_id}/numbers', { ...ofPool(poolId), body: asked }));

export const changeNumber = (read: Versioned<PoolNumber>, asked: PoolNumberChange) =>
  body(
    api.PATCH('/api/v1/caller-id-pools/{pool_id}/numbers/{number_id}', {
      ...ofNumber(read.value.pool_id, read.value.id),
      ...ifMatch(read),
      body: asked,
    }),
  );

export const removeNumber = (read: Versioned<PoolNumber>) =>
  body(
    api.DELETE('/api/v1/caller-id-pools/{pool_id}/numbers/{number_id}', {
      ...ofNumber(read.value.pool_id, read.value.id),
      ...ifMatch(read),
    }),
  );

export const callerIdQuery = (callerIdId: number) =>
  queryOptions({
    queryKey: ['caller-ids', callerIdId],
    queryFn: () => versioned(api.GET('/api/v1/caller-ids/{caller_id_id}', of(callerIdId))),
    staleTime: 0,
  });

export const changeCallerId = (read: Versioned<CallerId>, asked: CallerIdChange) =>
  body(api.PATCH('/api/v1/caller-ids/{caller_id_id}', { ...of(read.value.id), ...ifMatch(read), body: asked }));

/** Delete a number that no campaign shows, if nobody has changed it since it was read. */
export const deleteCallerId = (read: Versioned<CallerId>) =>
  body(api.DELETE('/api/v1/caller-ids/{caller_id_id}', { ...of(read.value.id), ...ifMatch(read) }));

export const numberTestsQuery = (callerIdId: number) =>
  queryOptions({
    queryKey: ['caller-ids', callerIdId, 'tests'],
    queryFn: () => body(api.GET('/api/v1/caller-ids/{caller_id_id}/tests', of(callerIdId))),
  });

export const sayAppearance = (test: NumberTest, appearance: Appearance, note: string) =>
  body(
    api.POST('/api/v1/caller-ids/{caller_id_id}/tests/{test_id}/appearance', {
      params: { path: { caller_id_id: test.caller_id_id, test_id: test.id } },
      body: { appearance, note },
    }),
  );
