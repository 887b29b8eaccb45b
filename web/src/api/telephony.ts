import { queryOptions } from '@tanstack/react-query';
import { api, body, ifMatch, type Versioned, versioned } from './client';
import type { components } from './schema';

type Schemas = components['schemas'];
export type Node = Schemas['NodeShown'];
export type NodeInput = Schemas['NodeInput'];
export type NodeCheck = Schemas['NodeCheckShown'];
export type NodeFinding = Schemas['NodeFindingShown'];
export type JournalLine = Schemas['JournalLineShown'];
export type Phone = Schemas['NodePhoneShown'];
export type Trunk = Schemas['TrunkShown'];
export type TrunkInput = Schemas['TrunkInput'];

const named = (name: string) => ({ params: { path: { name } } });
const of = (node_id: number) => ({ params: { path: { node_id } } });

export const nodesQuery = queryOptions({ queryKey: ['nodes'], queryFn: () => body(api.GET('/api/v1/nodes')) });

/** A node with its version, for a form that must not overwrite what another has changed. */
export const nodeQuery = (name: string) =>
  queryOptions({
    queryKey: ['nodes', 'of', name],
    queryFn: () => versioned(api.GET('/api/v1/nodes/{name}', named(name))),
    staleTime: 0,
  });

/** Add a node. Secrets are not among its fields: it names the variables that hold them. */
export const addNode = (name: string, asked: NodeInput) =>
  body(api.PUT('/api/v1/nodes/{name}', { ...named(name), body: asked }));

export const changeNode = (read: Versioned<Node>, changes: Partial<NodeInput>) =>
  body(api.PATCH('/api/v1/nodes/{name}', { ...named(read.value.name), ...ifMatch(read), body: changes as never }));

export const retireNode = (read: Versioned<Node>) =>
  body(api.DELETE('/api/v1/nodes/{name}', { ...named(read.value.name), ...ifMatch(read) }));

/** What the last check of an Asterisk has found; the page follows the job of one that runs. */
export const nodeCheckQuery = (nodeId: number) =>
  queryOptions({
    queryKey: ['nodes', nodeId, 'check'],
    queryFn: () => body(api.GET('/api/v1/nodes/{node_id}/check', of(nodeId))),
    refetchInterval: ({ state }) => (isUnderWay(state.data) ? 3000 : false),
  });
export const isUnderWay = (check: NodeCheck | undefined) =>
  check?.status === 'queued' || check?.status === 'running';
export const beginCheck = (nodeId: number) => body(api.POST('/api/v1/nodes/{node_id}/check', of(nodeId)));

/** What was sent to an Asterisk and what it answered, anew every two seconds while somebody looks. */
export const journalQuery = (nodeId: number, follow: boolean) =>
  queryOptions({
    queryKey: ['nodes', nodeId, 'journal'],
    queryFn: () => body(api.GET('/api/v1/nodes/{node_id}/journal', of(nodeId))),
    refetchInterval: follow ? 2000 : false,
    retry: false,
  });

export const phonesQuery = (nodeId: number) =>
  queryOptions({
    queryKey: ['nodes', nodeId, 'phones'],
    queryFn: () => body(api.GET('/api/v1/nodes/{node_id}/phones', of(nodeId))),
    refetchInterval: 10_000,
    retry: false,
  });

/** A trunk with its version, for a form that must not overwrite what another has changed. */
export const trunkQuery = (nodeId: number, name: string) =>
  queryOptions({
    queryKey: ['trunks', nodeId, name],
    queryFn: () =>
      versioned(api.GET('/api/v1/nodes/{node_id}/trunks/{name}', { params: { path: { node_id: nodeId, name } } })),
    staleTime: 0,
  });
export const retireTrunk = (read: Versioned<Trunk>) =>
  body(
    api.DELETE('/api/v1/nodes/{node_id}/trunks/{name}', {
      params: { path: { node_id: read.value.node_id, name: read.value.name } },
      ...ifMatch(read),
    }),
  );
export const changeTrunk = (read: Versioned<Trunk>, changes: Partial<TrunkInput>) =>
  body(
    api.PATCH('/api/v1/nodes/{node_id}/trunks/{name}', {
      params: { path: { node_id: read.value.node_id, name: read.value.name } },
      ...ifMatch(read),
      body: changes as never,
    }),
  );

/** Let campaigns use a trunk, or drain it: calls that live go on. */
export const switchTrunk = (trunkId: number, use: boolean) =>
  body(
    api.POST('/api/v1/trunks/{trunk_id}/{switch}', {
      params: { path: { trunk_id: trunkId, switch: use ? 'enable' : 'disable' } },
    }),
  );

export type TrunkGroup = Schemas['TrunkGroupShown'];
export type TrunkGroupChange = Schemas['TrunkGroupChange'];
export type GroupMember = Schemas['GroupMemberShown'];

export const groupsQuery = queryOptions({
  queryKey: ['trunk-groups'],
  queryFn: () => body(api.GET('/api/v1/trunk-groups')),
});

/** A group with its version, for a form that must not overwrite what another has changed. */
export const groupQuery = (groupId: number) =>
  queryOptions({
    queryKey: ['trunk-groups', groupId],
    queryFn: () =>
      versioned(api.GET('/api/v1/trunk-groups/{group_id}', { params: { path: { group_id: groupId } } })),
    staleTime: 0,
  });
export const createGroup = (nodeId: number, asked: TrunkGroupChange) =>
  body(api.POST('/api/v1/trunk-groups', { body: { ...asked, node_id: nodeId } }));
export const changeGroup = (read: Versioned<TrunkGroup>, asked: TrunkGroupChange) =>
  body(
    api.PATCH('/api/v1/trunk-groups/{group_id}', {
      params: { path: { group_id: read.value.id } },
      ...ifMatch(read),
      body: asked as never,
    }),
  );
export const deleteGroup = (read: Versioned<TrunkGroup>) =>
  body(
    api.DELETE('/api/v1/trunk-groups/{group_id}', {
      params: { path: { group_id: read.value.id } },
      ...ifMatch(read),
    }),
  );
