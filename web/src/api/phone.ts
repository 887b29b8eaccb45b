import { api, body } from './client';
import type { components } from './schema';

/** An account of the phone in this browser: its password is known here and in Asterisk alone. */
export type PhoneAccount = components['schemas']['PhoneAccountMade'];

/** Make an account for this browser's phone, in the place of an earlier one; it lasts some hours. */
export const makePhoneAccount = (agentId: number, campaignId?: number) =>
  body(
    api.POST('/api/v1/agents/{agent_id}/phone-account', {
      params: { path: { agent_id: agentId } },
      body: { campaign_id: campaignId ?? null },
    }),
  );
