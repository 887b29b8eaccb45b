import { useQuery } from '@tanstack/react-query';
import { poolsQuery } from '@/api/caller-ids';
import { callerIdsQuery, everyCompanyQuery, nodesQuery, trunksQuery } from '@/api/installation';
import { groupsQuery } from '@/api/telephony';
import type { Names } from './places';

interface Thing {
  id: number;
  name?: string;
  number?: string;
}

const byId = (things: readonly Thing[] | undefined) =>
  new Map((things ?? []).map(({ id, name, number }) => [id, name || number || String(id)]));

/** What a campaign's company, trunks and numbers are called, for who compares two versions of its settings. */
export function useNames(): Names {
  const { data: companies } = useQuery(everyCompanyQuery);
  const { data: nodes } = useQuery(nodesQuery);
  const { data: trunks } = useQuery(trunksQuery);
  const { data: groups } = useQuery(groupsQuery);
  const { data: callerIds } = useQuery(callerIdsQuery);
  const { data: pools } = useQuery(poolsQuery);
  return {
    company_id: byId(companies),
    node_id: byId(nodes),
    trunk_ids: byId(trunks),
    trunk_group_id: byId(groups),
    caller_id_id: byId(callerIds),
    caller_id_pool_id: byId(pools),
  };
}
