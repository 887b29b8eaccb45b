import { queryOptions } from '@tanstack/react-query';
import type { Answers, Guide } from '@/guide';
import { ALL, api, body, ifMatch, items, type Versioned, versioned } from './client';
import type { components } from './schema';

type Schemas = components['schemas'];
export type GuideLine = Schemas['GuideShown'];
export type GuideDetail = Schemas['GuideDetail'];
export type GuideVersion = Omit<Schemas['GuideVersionShown'], 'body'> & { body: Guide };
export type GuideProblem = Schemas['GuideProblemShown'];
export type GuideRunShown = Schemas['GuideRunShown'];
export type GuideKind = GuideLine['kind'];
export type GuideRole = 'opening' | 'identification' | 'sales_script' | 'survey';
export interface CampaignGuide {
  role: GuideRole;
  guide_id: number;
  name: string;
  number: number;
  body: Guide;
}
export interface CampaignGuides {
  identify_first: boolean;
  link_hosts: readonly string[];
  guides: readonly CampaignGuide[];
  /** What each duty means, in the page's language. */
  duties: Readonly<Record<string, string>>;
}

/** How far a run has come, as the API takes it. */
export interface Progress {
  path: readonly { step: string; at: string; spent_ms: number }[];
  answers: Answers;
  said: readonly string[];
  not_said: readonly string[];
  facts: Readonly<Record<string, string>>;
  language: string;
  finished: boolean;
}

const of = (guideId: number) => ({ params: { path: { guide_id: guideId } } });

export const guidesQuery = (archived: boolean) =>
  queryOptions({
    queryKey: ['guides', { archived }],
    queryFn: () => items(api.GET('/api/v1/guides', { params: { query: { ...ALL.params.query, archived } } })),
  });

/** A guide, and the content of its newest version; null if there is none yet. */
export interface OpenGuide {
  read: Versioned<GuideDetail>;
  body: Guide | null;
}

const readVersion = async (guideId: number, number: number): Promise<GuideVersion> =>
  (await body(
    api.GET('/api/v1/guides/{guide_id}/versions/{version_number}', {
      params: { path: { guide_id: guideId, version_number: number } },
    }),
  )) as unknown as GuideVersion;

export const openGuideQuery = (guideId: number) =>
  queryOptions({
    queryKey: ['guides', guideId],
    queryFn: async (): Promise<OpenGuide> => {
      const read = await versioned(api.GET('/api/v1/guides/{guide_id}', of(guideId)));
      const { newest } = read.value;
      return { read, body: newest > 0 ? (await readVersion(guideId, newest)).body : null };
    },
  });

export const guideVersionQuery = (guideId: number, number: number) =>
  queryOptions({
    queryKey: ['guides', guideId, 'versions', number],
    queryFn: () => readVersion(guideId, number),
    enabled: number > 0,
  });

export const campaignGuidesQuery = (campaignId: number) =>
  queryOptions({
    queryKey: ['campaigns', campaignId, 'guides'],
    queryFn: async () =>
      (await body(
        api.GET('/api/v1/campaigns/{campaign_id}/guides', { params: { path: { campaign_id: campaignId } } }),
      )) as unknown as CampaignGuides,
    staleTime: 60_000,
  });

/** Which guides a campaign uses, as it is written. */
export interface CampaignGuideUse {
  roles: Readonly<Partial<Record<GuideRole, number>>>;
  identify_first: boolean;
  link_hosts: readonly string[];
}

export const campaignGuideUseQuery = (campaignId: number) =>
  queryOptions({
    queryKey: ['campaigns', campaignId, 'guides', 'use'],
    queryFn: async (): Promise<Versioned<CampaignGuideUse>> => {
      const { value, etag } = await versioned(
        api.GET('/api/v1/campaigns/{campaign_id}/guides', { params: { path: { campaign_id: campaignId } } }),
      );
      const { roles, identify_first, link_hosts } = value;
      return { value: { roles: roles as CampaignGuideUse['roles'], identify_first, link_hosts }, etag };
    },
  });

export const setCampaignGuides = (campaignId: number, read: Versioned<CampaignGuideUse>, use: CampaignGuideUse) =>
  body(
    api.PUT('/api/v1/campaigns/{campaign_id}/guides', {
      params: { path: { campaign_id: campaignId } },
      ...ifMatch(read),
      body: use,
    } as never),
  );

export const createGuide = (asked: Schemas['GuideInput']) => body(api.POST('/api/v1/guides', { body: asked }));

/** The next version after the one that was read: refused if somebody else has saved one since. */
export const saveGuide = async (read: Versioned<GuideDetail>, guide: Guide, note: string): Promise<GuideVersion> =>
  (await body(
    api.POST('/api/v1/guides/{guide_id}/versions', {
      ...of(read.value.id),
      ...ifMatch(read),
      body: { body: guide as unknown as Schemas['GuideBodyInput'], note },
    }),
  )) as unknown as GuideVersion;

export const publishGuide = (guideId: number, number: number) =>
  body(
    api.POST('/api/v1/guides/{guide_id}/versions/{version_number}/publish', {
      params: { path: { guide_id: guideId, version_number: number } },
    }),
  );

export const checkGuide = (guide: Guide, guideId: number) =>
  body(
    api.POST('/api/v1/guides/check', {
      body: { body: guide as unknown as Schemas['GuideBodyInput'], guide_id: guideId },
    }),
  );

export const beginRun = (attemptId: string, guideId: number, language: string): Promise<GuideRunShown> =>
  body(api.POST('/api/v1/guide-runs', { body: { attempt_id: attemptId, guide_id: guideId, language } }));

export const writeRun = (runId: number, progress: Progress): Promise<GuideRunShown> =>
  body(
    api.PUT('/api/v1/guide-runs/{run_id}', {
      params: { path: { run_id: runId } },
      body: progress as unknown as Schemas['GuideRunChange'],
    }),
  );

export const identify = (runId: number, step: string, given: string): Promise<GuideRunShown> =>
  body(
    api.POST('/api/v1/guide-runs/{run_id}/identify', {
      params: { path: { run_id: runId } },
      body: { step, given },
    }),
  );

export const readGuideFile = async (
  text: string,
  format: 'yaml' | 'surveyjs',
  guideId: number,
): Promise<{ body: Guide; left_out: readonly string[] }> =>
  (await body(api.POST('/api/v1/guides/read', { body: { text, format, guide_id: guideId } }))) as unknown as {
    body: Guide;
    left_out: readonly string[];
  };
