import { queryOptions } from '@tanstack/react-query';
import { ALL, api, body, ifMatch, items, type Versioned, versioned } from './client';
import type { components } from './schema';

type Schemas = components['schemas'];

export const companiesQuery = queryOptions({
  queryKey: ['companies'],
  queryFn: () => items(api.GET('/api/v1/companies', ALL)),
});
/** Those out of use too, behind the others: what was done in their name still says whose it is. */
export const everyCompanyQuery = queryOptions({
  queryKey: [...companiesQuery.queryKey, 'retired'],
  queryFn: async () => {
    const query = { ...ALL.params.query, retired: true };
    const all = await items(api.GET('/api/v1/companies', { params: { query } }));
    return all.sort((one, other) => Number(one.retired_at !== null) - Number(other.retired_at !== null));
  },
});
export type Company = Schemas['CompanyShown'];
export type Privacy = Schemas['PrivacyInput'];

const ofCompany = (company_id: number) => ({ params: { path: { company_id } } });

export const companyQuery = (id: number) =>
  queryOptions({
    queryKey: ['companies', id],
    queryFn: () => versioned(api.GET('/api/v1/companies/{company_id}', ofCompany(id))),
  });
/** Make a company; one of this name that is out of use comes back, without `privacy` with what it had. */
export const createCompany = (name: string, privacy?: Privacy) =>
  body(api.POST('/api/v1/companies', { body: { name, ...(privacy ? { privacy } : {}) } as never }));
export const retireCompany = (read: Versioned<Company>) =>
  body(api.DELETE('/api/v1/companies/{company_id}', { ...ofCompany(read.value.id), ...ifMatch(read) }));
/** Change a company's name and what people are told about it, if nobody has changed it since it was read. */
export const changeCompany = (read: Versioned<Company>, name: string, privacy: Privacy) =>
  body(
    api.PATCH('/api/v1/companies/{company_id}', {
      ...ofCompany(read.value.id),
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
