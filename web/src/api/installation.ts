import { queryOptions } from '@tanstack/react-query';
import { ALL, api, body, ifMatch, items, type Versioned, versioned } from './client';
import type { components } from './schema';

type Schemas = components['schemas'];

export const controllersQuery = queryOptions({
  queryKey: ['controllers'],
  queryFn: () => items(api.GET('/api/v1/controllers', ALL)),
});
/** Those out of use too, behind the others: what was done in their name still says whose it is. */
export const everyControllerQuery = queryOptions({
  queryKey: [...controllersQuery.queryKey, 'retired'],
  queryFn: async () => {
    const query = { ...ALL.params.query, retired: true };
    const all = await items(api.GET('/api/v1/controllers', { params: { query } }));
    return all.sort((one, other) => Number(one.retired_at !== null) - Number(other.retired_at !== null));
  },
});
export type Controller = Schemas['ControllerShown'];
export type Privacy = Schemas['PrivacyInput'];

const ofController = (controller_id: number) => ({ params: { path: { controller_id } } });

export const controllerQuery = (id: number) =>
  queryOptions({
    queryKey: ['controllers', id],
    queryFn: () => versioned(api.GET('/api/v1/controllers/{controller_id}', ofController(id))),
  });
/** Make a controller; one of this name that is out of use comes back, without `privacy` with what it had. */
export const createController = (name: string, privacy?: Privacy) =>
  body(api.POST('/api/v1/controllers', { body: { name, ...(privacy ? { privacy } : {}) } as never }));
export const retireController = (read: Versioned<Controller>) =>
  body(api.DELETE('/api/v1/controllers/{controller_id}', { ...ofController(read.value.id), ...ifMatch(read) }));
/** Change a controller's name and what people are told about it, if nobody has changed it since it was read. */
export const changeController = (read: Versioned<Controller>, name: string, privacy: Privacy) =>
  body(
    api.PATCH('/api/v1/controllers/{controller_id}', {
      ...ofController(read.value.id),
      ...ifMatch(read),
      body: { name, privacy } as never,
    }),
  );

export const callerIdsQuery = queryOptions({
  queryKey: ['caller-ids'],
  queryFn: () => items(api.GET('/api/v1/caller-ids', ALL)),
});
export const createCallerId = (asked: Schemas['CallerIdInput']) =>
  body(api.POST('/api/v1/caller-ids', { body: asked }));

export const nodesQuery = queryOptions({
  queryKey: ['nodes'],
  queryFn: () => body(api.GET('/api/v1/nodes')),
});

export const trunksQuery = queryOptions({ queryKey: ['trunks'], queryFn: () => body(api.GET('/api/v1/trunks')) });
/** Trunks that are out of use. */
export const retiredTrunksQuery = queryOptions({
  queryKey: [...trunksQuery.queryKey, 'retired'],
  queryFn: async () => {
    const all = await body(api.GET('/api/v1/trunks', { params: { query: { retired: true } } }));
    return all.filter((one) => one.retired_at !== null);
  },
});
export const writeTrunk = (nodeId: number, name: string, asked: Schemas['TrunkInput']) =>
  body(
    api.PUT('/api/v1/nodes/{node_id}/trunks/{name}', { params: { path: { node_id: nodeId, name } }, body: asked }),
  );
