import { queryOptions } from '@tanstack/react-query';
import { ALL, api, body, ifMatch, items, type Versioned, versioned } from './client';
import type { components } from './schema';

type Schemas = components['schemas'];
export type CampaignLine = Schemas['CampaignLine'];
export type Campaign = Schemas['CampaignShown'];
export type CampaignInput = Schemas['CampaignInput'];
export type CampaignStatus = CampaignLine['status'];
export type CampaignTemplate = Schemas['CampaignTemplateShown'];
export type Finding = Schemas['FindingShown'];
export type Preflight = Schemas['PreflightShown'];
export type ListPenetration = Schemas['ListPenetrationShown'];
export type BulkDone = Schemas['BulkDone'];
export type BulkAction = Schemas['CampaignsChange']['action'];

const of = (campaignId: number) => ({ params: { path: { campaign_id: campaignId } } });

export const campaignsQuery = queryOptions({
  queryKey: ['campaigns'],
  queryFn: () => items(api.GET('/api/v1/campaigns', ALL)),
});

export interface CampaignFilter {
  q?: string;
  status?: CampaignStatus;
  sort?: string;
  cursor?: string;
}

/** A page of campaigns that fit a filter; archived ones where the filter asks for them. */
export const campaignPageQuery = (filter: CampaignFilter) =>
  queryOptions({
    queryKey: ['campaigns', 'page', filter],
    queryFn: () => body(api.GET('/api/v1/campaigns', { params: { query: { limit: 100, ...filter } as never } })),
    placeholderData: (before) => before,
  });

export const campaignQuery = (campaignId: number) =>
  queryOptions({
    queryKey: ['campaigns', campaignId],
    queryFn: () => versioned(api.GET('/api/v1/campaigns/{campaign_id}', of(campaignId))),
  });

/** Everything that would stop or delay dialling. All leads are looked at: asked for when somebody wants to know. */
export const preflightQuery = (campaignId: number) =>
  queryOptions({
    queryKey: ['campaigns', campaignId, 'check'],
    queryFn: () => body(api.GET('/api/v1/campaigns/{campaign_id}/check', of(campaignId))),
    staleTime: 5_000,
  });

export const penetrationQuery = (campaignId: number) =>
  queryOptions({
    queryKey: ['campaigns', campaignId, 'penetration'],
    queryFn: () => body(api.GET('/api/v1/campaigns/{campaign_id}/penetration', of(campaignId))),
    staleTime: 10_000,
  });

export const templatesQuery = queryOptions({
  queryKey: ['campaign-templates'],
  queryFn: () => body(api.GET('/api/v1/campaign-templates')),
  staleTime: Number.POSITIVE_INFINITY,
});

export const createCampaign = (asked: CampaignInput) => body(api.POST('/api/v1/campaigns', { body: asked }));

export const copyCampaign = (campaignId: number, name: string) =>
  body(api.POST('/api/v1/campaigns/{campaign_id}/copy', { ...of(campaignId), body: { name } }));

/** Change what is sent, if nobody has changed the campaign since it was read: otherwise a `conflict` tells both. */
export const changeCampaign = (read: Versioned<Campaign>, change: Partial<CampaignInput>) =>
  versioned(
    api.PATCH('/api/v1/campaigns/{campaign_id}', {
      params: { path: { campaign_id: read.value.id } },
      ...ifMatch(read),
      body: change as never,
    }) as never,
  ) as Promise<Versioned<Campaign>>;

export const startCampaign = (campaignId: number) =>
  body(api.POST('/api/v1/campaigns/{campaign_id}/start', of(campaignId)));
export const pauseCampaign = (campaignId: number) =>
  body(api.POST('/api/v1/campaigns/{campaign_id}/pause', of(campaignId)));
export const stopCampaign = (campaignId: number) =>
  body(api.POST('/api/v1/campaigns/{campaign_id}/stop', of(campaignId)));
export const closeCampaign = (campaignId: number, cancelCallbacks: boolean) =>
  body(
    api.POST('/api/v1/campaigns/{campaign_id}/close', {
      ...of(campaignId),
      body: { cancel_callbacks: cancelCallbacks },
    }),
  );
export const openCampaign = (campaignId: number) =>
  body(api.POST('/api/v1/campaigns/{campaign_id}/open', of(campaignId)));
export const archiveCampaign = (campaignId: number) =>
  body(api.POST('/api/v1/campaigns/{campaign_id}/archive', of(campaignId)));
export const deleteCampaign = (read: Versioned<Campaign>) =>
  body(api.DELETE('/api/v1/campaigns/{campaign_id}', { ...of(read.value.id), ...ifMatch(read) }));

/** Do the same to many campaigns; what is refused for one does not keep the others. */
export const changeCampaigns = (ids: readonly number[], action: BulkAction): Promise<BulkDone> =>
  body(api.POST('/api/v1/campaigns/bulk', { body: { ids: [...ids], action, cancel_callbacks: false } }));

export type Week = Schemas['WeekShown'];

/** The coming week: when people may be called, and who closes the rest. */
export const weekQuery = (campaignId: number) =>
  queryOptions({
    queryKey: ['campaigns', campaignId, 'week'],
    queryFn: () => body(api.GET('/api/v1/campaigns/{campaign_id}/week', of(campaignId))),
  });

export type MachineDetection = Schemas['MachineDetectionShown'];
export type Share = Schemas['ShareShown'];

/** What machine detection cost in the last days. */
export const detectionQuery = (campaignId: number, days: number) =>
  queryOptions({
    queryKey: ['campaigns', campaignId, 'machine-detection', days],
    queryFn: () =>
      body(
        api.GET('/api/v1/campaigns/{campaign_id}/machine-detection', {
          params: { path: { campaign_id: campaignId }, query: { days } },
        }),
      ),
    placeholderData: (before) => before,
  });
