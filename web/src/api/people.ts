import { queryOptions } from '@tanstack/react-query';
import { ALL, api, body, ifMatch, items, type Versioned, versioned } from './client';
import type { components } from './schema';

type Schemas = components['schemas'];
export type User = Schemas['UserShown'];
export type Grant = Schemas['GrantInput'];
export type Role = Schemas['Role'];
export type Team = Schemas['TeamShown'];
export type Link = Schemas['LinkMade'];
export type Key = Schemas['KeyShown'];
export type KeyMade = Schemas['KeyMade'];
export type RoleMeaning = Schemas['RoleShown'];

const user = (id: number) => ({ params: { path: { user_id: id } } });
const agent = (id: number) => ({ params: { path: { agent_id: id } } });
const key = (id: number) => ({ params: { path: { key_id: id } } });
const team = (id: number) => ({ params: { path: { team_id: id } } });

/** Who signs in: those whom the person may see. */
export const usersQuery = queryOptions({
  queryKey: ['users'],
  queryFn: () => items(api.GET('/api/v1/users', ALL)),
});
export const userQuery = (id: number) =>
  queryOptions({ queryKey: ['users', id], queryFn: () => versioned(api.GET('/api/v1/users/{user_id}', user(id))) });

export const createUser = (asked: Schemas['UserInput']) => body(api.POST('/api/v1/users', { body: asked }));
export const changeUser = (read: Versioned<User>, changes: Schemas['UserChange']) =>
  body(api.PATCH('/api/v1/users/{user_id}', { ...user(read.value.id), ...ifMatch(read), body: changes }));
/** A link that opens once, in the place of a password; earlier ones open nothing more. */
export const makeLink = (id: number) => body(api.POST('/api/v1/users/{user_id}/link', user(id)));
export const enableUser = (id: number) => body(api.POST('/api/v1/users/{user_id}/enable', user(id)));
export const disableUser = (id: number) => body(api.POST('/api/v1/users/{user_id}/disable', user(id)));
export const giveRole = (id: number, grant: Grant) =>
  body(api.POST('/api/v1/users/{user_id}/grants', { ...user(id), body: grant }));
export const takeRole = (id: number, grantId: number) =>
  body(
    api.DELETE('/api/v1/users/{user_id}/grants/{grant_id}', {
      params: { path: { user_id: id, grant_id: grantId } },
    }),
  );

/** Sign a user out everywhere; gives in how many browsers that was. */
export const endUserSessions = (id: number) => body(api.DELETE('/api/v1/users/{user_id}/sessions', user(id)));
/** Let a user who has lost the second factor sign in without one. */
export const removeUserFactor = (id: number) => body(api.DELETE('/api/v1/users/{user_id}/totp', user(id)));

/** The roles, with what each lets one do in words. */
export const rolesQuery = queryOptions({
  queryKey: ['roles'],
  queryFn: () => body(api.GET('/api/v1/roles', {})),
  staleTime: Number.POSITIVE_INFINITY,
});

/** Keys of programs, revoked and expired ones too. */
export const keysQuery = queryOptions({
  queryKey: ['keys'],
  queryFn: () => items(api.GET('/api/v1/keys', ALL)),
});
export const keyQuery = (id: number) =>
  queryOptions({ queryKey: ['keys', id], queryFn: () => versioned(api.GET('/api/v1/keys/{key_id}', key(id))) });
export const createKey = (asked: Schemas['KeyInput']) => body(api.POST('/api/v1/keys', { body: asked }));
export const changeKey = (read: Versioned<Key>, changes: Schemas['KeyChange']) =>
  body(api.PATCH('/api/v1/keys/{key_id}', { ...key(read.value.id), ...ifMatch(read), body: changes }));
export const revokeKey = (read: Versioned<Key>) =>
  body(api.DELETE('/api/v1/keys/{key_id}', { ...key(read.value.id), ...ifMatch(read) }));

export const agentQuery = (id: number) =>
  queryOptions({
    queryKey: ['agents', id],
    queryFn: () => versioned(api.GET('/api/v1/agents/{agent_id}', agent(id))),
  });
export const changeAgent = (read: Versioned<Schemas['AgentShown']>, changes: Schemas['AgentPatch']) =>
  body(api.PATCH('/api/v1/agents/{agent_id}', { ...agent(read.value.id), ...ifMatch(read), body: changes }));
export const retireAgent = (read: Versioned<Schemas['AgentShown']>) =>
  body(api.DELETE('/api/v1/agents/{agent_id}', { ...agent(read.value.id), ...ifMatch(read) }));

export const createTeam = (name: string) => body(api.POST('/api/v1/teams', { body: { name } }));
export const teamQuery = (id: number) =>
  queryOptions({ queryKey: ['teams', id], queryFn: () => versioned(api.GET('/api/v1/teams/{team_id}', team(id))) });
export const renameTeam = (read: Versioned<Team>, name: string) =>
  body(api.PATCH('/api/v1/teams/{team_id}', { ...team(read.value.id), ...ifMatch(read), body: { name } }));
export const deleteTeam = (read: Versioned<Team>) =>
  body(api.DELETE('/api/v1/teams/{team_id}', { ...team(read.value.id), ...ifMatch(read) }));
