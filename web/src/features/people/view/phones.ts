import { t } from '@lingui/core/macro';
import { useQueries, useQuery } from '@tanstack/react-query';
import { agentsQuery } from '@/api/agents';
import { nodesQuery, trunksQuery } from '@/api/installation';
import { endpointsQuery } from '@/api/setup';
import { endpointChoices, endpointOf } from '@/features/test-call';

/** Not a phone of Asterisk's: the agent's own page, for which Pronto makes the account. */
export const IN_BROWSER = 'browser';

/** Phones that an agent may have: the page itself, and what the Asterisks have that nobody else sits at. */
export function usePhones(kept?: string) {
  const { data: agents = [] } = useQuery(agentsQuery);
  const { data: trunks = [] } = useQuery(trunksQuery);
  const { data: nodes = [] } = useQuery(nodesQuery);
  const asked = useQueries({ queries: nodes.map(({ id }) => ({ ...endpointsQuery(id), retry: false })) });
  const found = asked.flatMap(({ data }) => data ?? []);
  const endpoints = found.filter(({ name }, at) => found.findIndex((other) => other.name === name) === at);
  const taken = [
    ...agents.map(({ phone }) => endpointOf(phone)).filter((name) => name !== kept),
    ...trunks.map(({ dial }) => dial.split('@').at(-1) ?? ''),
  ];
  const choices = endpointChoices(endpoints, 'phone', taken);
  const own = kept && !choices.some(({ value }) => value === kept) ? [{ value: kept, label: kept }] : [];
  return [{ value: IN_BROWSER, label: t`in the browser (headset at the computer)` }, ...own, ...choices];
}

/** What the API is told of a chosen phone. That in the browser is named by Pronto, whatever is sent. */
export const phoneOf = (chosen: string, name: string) =>
  chosen === IN_BROWSER
    ? { leg_kind: 'browser' as const, phone: `PJSIP/${name.replace(/[^A-Za-z0-9_.-]/g, '') || 'agent'}` }
    : { leg_kind: 'standing' as const, phone: chosen.includes('/') ? chosen : `PJSIP/${chosen}` };
