import { t } from '@lingui/core/macro';
import type { Agent } from '@/api/agents';
import type { Endpoint } from '@/api/setup';

/** Endpoints to choose from: those of the wanted use first, without what is taken already. */
export function endpointChoices(endpoints: readonly Endpoint[], use: 'phone' | 'trunk', taken: readonly string[]) {
  const rank = (one: Endpoint) => (one.use === use ? 0 : one.use === '' ? 1 : 2);
  return endpoints
    .filter((one) => !taken.includes(one.name) && (use === 'trunk' || !isTrunk(one)))
    .toSorted((one, other) => rank(one) - rank(other) || one.name.localeCompare(other.name))
    .map(({ name, is_reached }) => ({ value: name, label: is_reached ? name : t`${name} (not reachable)` }));
}

/** Whether Pronto wrote it for a carrier: nobody sits there. */
const isTrunk = ({ name }: Endpoint) => name.startsWith('pronto-trunk-');

/** The endpoint of a phone, as Asterisk names it: PJSIP/1001 is 1001. */
export const endpointOf = (phone: string) => phone.replace(/^PJSIP\//, '');

/** At which phone an agent sits, in words. */
export const phoneText = ({ leg_kind, phone }: Pick<Agent, 'leg_kind' | 'phone'>): string =>
  leg_kind === 'browser' ? t`in the browser` : endpointOf(phone);
