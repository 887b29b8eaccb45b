import { queryOptions } from '@tanstack/react-query';
import { api, body, items } from './client';
import type { components } from './schema';

type Schemas = components['schemas'];
export type Interaction = Schemas['InteractionShown'];
export type InteractionChange = Schemas['InteractionChangeInput'];
export type Person = Schemas['PersonShown'];
export type Need = Schemas['Need'];
export type HistoryEntry = Schemas['HistoryEntryShown'];

const SOON_MS = 400;
const TRIES = 8; // the engine writes the join a moment after it

/** The contact that a call is: made when it is asked for first, with what was noted so far. */
export const interactionQuery = (attemptId: string) =>
  queryOptions({
    queryKey: ['interaction', attemptId],
    queryFn: () =>
      body(
        api.PUT('/api/v1/attempts/{attempt_id}/interaction', {
          params: { path: { attempt_id: attemptId } },
        } as never),
      ) as Promise<Interaction>,
    staleTime: Number.POSITIVE_INFINITY,
    retry: (tries) => tries < TRIES,
    retryDelay: SOON_MS,
  });

/** Who is shown before the call: an agent's page may ask for the lead on its screen. */
export const personOfLeadQuery = (leadId: number) =>
  queryOptions({
    queryKey: ['lead', leadId, 'person'],
    queryFn: () => body(api.GET('/api/v1/leads/{lead_id}/person', { params: { path: { lead_id: leadId } } })),
    retry: TRIES,
    retryDelay: SOON_MS,
    staleTime: 0,
  });

/** Why that lead is called: list and legal basis. */
export const reasonOfCallQuery = (leadId: number) =>
  queryOptions({
    queryKey: ['lead', leadId, 'reason'],
    queryFn: () => body(api.GET('/api/v1/leads/{lead_id}/reason', { params: { path: { lead_id: leadId } } })),
    retry: TRIES,
    retryDelay: SOON_MS,
  });

export type CallbackTime = Schemas['CallbackTimeShown'];

/** Whether the person may be called back at these times, before one of them is promised. */
export const callbackTimesQuery = (interactionId: number, at: readonly Date[]) =>
  queryOptions({
    queryKey: ['callback-times', interactionId, ...at.map((one) => one.getTime())],
    queryFn: () => {
      const asked = { path: { interaction_id: interactionId }, query: { at: at.map((one) => one.toISOString()) } };
      return items(api.GET('/api/v1/interactions/{interaction_id}/callback-times', { params: asked }));
    },
    staleTime: 60_000,
  });

export const changeInteraction = (id: number, change: InteractionChange) =>
  body(
    api.PATCH('/api/v1/interactions/{interaction_id}', {
      params: { path: { interaction_id: id } },
      body: change,
    } as never),
  ) as Promise<Interaction>;

export const saveDraft = (id: number, note: string, typedAt: number) =>
  body(
    api.PUT('/api/v1/interactions/{interaction_id}/draft', {
      params: { path: { interaction_id: id } },
      body: { note, fields: {}, typed_at: new Date(typedAt).toISOString() },
    } as never),
  ) as Promise<Schemas['DraftShown']>;

export const changePerson = (id: number, change: Partial<Schemas['PersonChangeInput']>) =>
  body(
    api.PATCH('/api/v1/persons/{person_id}', { params: { path: { person_id: id } }, body: change } as never),
  ) as Promise<Person>;

/** Where the person is written to, besides what is known. */
export const addEmail = (person: Person, address: string) =>
  changePerson(person.id, {
    points: [
      ...person.points
        .filter(({ kind }) => kind !== 'external_id') // which stay in any case
        .map(({ kind, value, label, preferred }) => ({ kind, value, label, preferred })),
      { kind: 'email', value: address, label: '', preferred: false },
    ],
  });

/** What the person says of being contacted; a no by any way holds at once, everywhere. */
export const addPermission = (personId: number, said: Partial<Schemas['PermissionInput']>) =>
  body(
    api.POST('/api/v1/persons/{person_id}/permissions', {
      params: { path: { person_id: personId } },
      body: said,
    } as never),
  );

/** All that was before with a person, newest first, over campaigns and channels. */
export const historyQuery = (personId: number) =>
  queryOptions({
    queryKey: ['person', personId, 'history'],
    queryFn: () =>
      items(
        api.GET('/api/v1/persons/{person_id}/history', {
          params: { path: { person_id: personId }, query: { limit: 50 } },
        }),
      ),
    staleTime: 0, // the same person may be called again at once, with what was said a moment ago
  });
