import { queryOptions } from '@tanstack/react-query';
import { api, body, ifMatch, type Versioned, versioned } from './client';
import type { components } from './schema';

type Schemas = components['schemas'];
export type DeskPhone = Schemas['DeskPhoneShown'];
export type DeskPhoneInput = Schemas['DeskPhoneInput'];
export type DeskPhoneMade = Schemas['DeskPhoneMade'];
export type DeskPhoneState = Schemas['DeskPhoneStateShown'];

const of = (phone_id: number) => ({ params: { path: { phone_id } } });

/** A phone with its version, for a form that must not overwrite what another has changed. */
export const deskPhoneQuery = (phoneId: number) =>
  queryOptions({
    queryKey: ['desk-phones', phoneId],
    queryFn: () => versioned(api.GET('/api/v1/desk-phones/{phone_id}', of(phoneId))),
    staleTime: 0,
  });

/** How it stands in its Asterisk, asked anew while somebody looks: a telephone registers as it is switched on. */
export const deskPhoneStateQuery = (phoneId: number) =>
  queryOptions({
    queryKey: ['desk-phones', phoneId, 'state'],
    queryFn: () => body(api.GET('/api/v1/desk-phones/{phone_id}/state', of(phoneId))),
    refetchInterval: 5000,
  });

type PlanInput = Schemas['DeskPhonePlanInput'];
export const planDeskPhone = (asked: PlanInput) => body(api.POST('/api/v1/desk-phones/plan', { body: asked }));
export const createDeskPhone = (asked: DeskPhoneInput) => body(api.POST('/api/v1/desk-phones', { body: asked }));
export const changeDeskPhone = (read: Versioned<DeskPhone>, change: Schemas['DeskPhoneChange']) =>
  body(api.PATCH('/api/v1/desk-phones/{phone_id}', { ...of(read.value.id), ...ifMatch(read), body: change }));
export const renewPhoneSecret = (phoneId: number) =>
  body(api.POST('/api/v1/desk-phones/{phone_id}/secret', of(phoneId)));
export const healDeskPhone = (phoneId: number) =>
  body(api.POST('/api/v1/desk-phones/{phone_id}/heal', of(phoneId)));
export const deleteDeskPhone = (read: Versioned<DeskPhone>) =>
  body(api.DELETE('/api/v1/desk-phones/{phone_id}', { ...of(read.value.id), ...ifMatch(read) }));
