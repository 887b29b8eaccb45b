import { queryOptions } from '@tanstack/react-query';
import { api, body, ifMatch, type Versioned, versioned } from './client';
import type { components } from './schema';

type Schemas = components['schemas'];
export type TrunkDestinations = Schemas['DestinationsShown'];
export type DestinationsAsked = Schemas['DestinationsInput'];
export type NumberTried = Schemas['NumberTriedShown'];

const of = (trunkId: number) => ({ params: { path: { trunk_id: trunkId } } });

export const destinationsQuery = queryOptions({
  queryKey: ['destinations'],
  queryFn: () => body(api.GET('/api/v1/destinations')),
});

export const trunkDestinationsQuery = (trunkId: number) =>
  queryOptions({
    queryKey: ['destinations', trunkId],
    queryFn: () => versioned(api.GET('/api/v1/trunks/{trunk_id}/destinations', of(trunkId))),
  });

export const changeDestinations = (
  trunkId: number,
  read: Versioned<TrunkDestinations>,
  asked: Partial<DestinationsAsked>,
): Promise<TrunkDestinations> =>
  body(
    api.PATCH('/api/v1/trunks/{trunk_id}/destinations', {
      ...of(trunkId),
      ...ifMatch(read),
      body: asked as never,
    }),
  );

export const tryNumber = (trunkId: number, number: string): Promise<NumberTried> =>
  body(api.POST('/api/v1/trunks/{trunk_id}/destinations/try', { ...of(trunkId), body: { number } }));
