import { queryOptions } from '@tanstack/react-query';
import type { Answers, Script } from '@/script';
import { ALL, api, body, ifMatch, items, type Versioned, versioned } from './client';
import type { components } from './schema';

type Schemas = components['schemas'];
export type ScriptLine = Schemas['ScriptShown'];
export type ScriptDetail = Schemas['ScriptDetail'];
export type ScriptVersion = Omit<Schemas['ScriptVersionShown'], 'body'> & { body: Script };
export type ScriptProblem = Schemas['ScriptProblemShown'];
export type ScriptRunShown = Schemas['ScriptRunShown'];
export type ScriptKind = ScriptLine['kind'];
export type ScriptRole = 'opening' | 'identification' | 'sales_script' | 'survey';
export interface CampaignScript {
  role: ScriptRole;
  script_id: number;
  name: string;
  number: number;
  body: Script;
}
export interface CampaignScripts {
  identify_first: boolean;
  link_hosts: readonly string[];
  scripts: readonly CampaignScript[];
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

const of = (scriptId: number) => ({ params: { path: { script_id: scriptId } } });

export const scriptsQuery = (archived: boolean) =>
  queryOptions({
    queryKey: ['scripts', { archived }],
    queryFn: () => items(api.GET('/api/v1/scripts', { params: { query: { ...ALL.params.query, archived } } })),
  });

/** A script, and the content of its newest version; null if there is none yet. */
export interface OpenScript {
  read: Versioned<ScriptDetail>;
  body: Script | null;
}

const readVersion = async (scriptId: number, number: number): Promise<ScriptVersion> =>
  (await body(
    api.GET('/api/v1/scripts/{script_id}/versions/{version_number}', {
      params: { path: { script_id: scriptId, version_number: number } },
    }),
  )) as unknown as ScriptVersion;

export const openScriptQuery = (scriptId: number) =>
  queryOptions({
    queryKey: ['scripts', scriptId],
    queryFn: async (): Promise<OpenScript> => {
      const read = await versioned(api.GET('/api/v1/scripts/{script_id}', of(scriptId)));
      const { newest } = read.value;
      return { read, body: newest > 0 ? (await readVersion(scriptId, newest)).body : null };
    },
  });

export const scriptVersionQuery = (scriptId: number, number: number) =>
  queryOptions({
    queryKey: ['scripts', scriptId, 'versions', number],
    queryFn: () => readVersion(scriptId, number),
    enabled: number > 0,
  });

export const campaignScriptsQuery = (campaignId: number) =>
  queryOptions({
    queryKey: ['campaigns', campaignId, 'scripts'],
    queryFn: async () =>
      (await body(
        api.GET('/api/v1/campaigns/{campaign_id}/scripts', { params: { path: { campaign_id: campaignId } } }),
      )) as unknown as CampaignScripts,
    staleTime: 60_000,
  });

/** Which scripts a campaign uses, as it is written. */
export interface CampaignScriptUse {
  roles: Readonly<Partial<Record<ScriptRole, number>>>;
  identify_first: boolean;
  link_hosts: readonly string[];
}

export const campaignScriptUseQuery = (campaignId: number) =>
  queryOptions({
    queryKey: ['campaigns', campaignId, 'scripts', 'use'],
    queryFn: async (): Promise<Versioned<CampaignScriptUse>> => {
      const { value, etag } = await versioned(
        api.GET('/api/v1/campaigns/{campaign_id}/scripts', { params: { path: { campaign_id: campaignId } } }),
      );
      const { roles, identify_first, link_hosts } = value;
      return { value: { roles: roles as CampaignScriptUse['roles'], identify_first, link_hosts }, etag };
    },
  });

export const setCampaignScripts = (
  campaignId: number,
  read: Versioned<CampaignScriptUse>,
  use: CampaignScriptUse,
) =>
  body(
    api.PUT('/api/v1/campaigns/{campaign_id}/scripts', {
      params: { path: { campaign_id: campaignId } },
      ...ifMatch(read),
      body: use,
    } as never),
  );

export const createScript = (asked: Schemas['ScriptInput']) => body(api.POST('/api/v1/scripts', { body: asked }));

/** The next version after the one that was read: refused if somebody else has saved one since. */
export const saveScript = async (
  read: Versioned<ScriptDetail>,
  script: Script,
  note: string,
): Promise<ScriptVersion> =>
  (await body(
    api.POST('/api/v1/scripts/{script_id}/versions', {
      ...of(read.value.id),
      ...ifMatch(read),
      body: { body: script as unknown as Schemas['ScriptBodyInput'], note },
    }),
  )) as unknown as ScriptVersion;

export const publishScript = (scriptId: number, number: number) =>
  body(
    api.POST('/api/v1/scripts/{script_id}/versions/{version_number}/publish', {
      params: { path: { script_id: scriptId, version_number: number } },
    }),
  );

export const checkScript = (script: Script, scriptId: number) =>
  body(
    api.POST('/api/v1/scripts/check', {
      body: { body: script as unknown as Schemas['ScriptBodyInput'], script_id: scriptId },
    }),
  );

export const beginRun = (attemptId: string, scriptId: number, language: string): Promise<ScriptRunShown> =>
  body(api.POST('/api/v1/script-runs', { body: { attempt_id: attemptId, script_id: scriptId, language } }));

export const writeRun = (runId: number, progress: Progress): Promise<ScriptRunShown> =>
  body(
    api.PUT('/api/v1/script-runs/{run_id}', {
      params: { path: { run_id: runId } },
      body: progress as unknown as Schemas['ScriptRunChange'],
    }),
  );

export const identify = (runId: number, step: string, given: string): Promise<ScriptRunShown> =>
  body(
    api.POST('/api/v1/script-runs/{run_id}/identify', {
      params: { path: { run_id: runId } },
      body: { step, given },
    }),
  );

export const readScriptFile = async (
  text: string,
  format: 'yaml' | 'surveyjs',
  scriptId: number,
): Promise<{ body: Script; left_out: readonly string[] }> =>
  (await body(api.POST('/api/v1/scripts/read', { body: { text, format, script_id: scriptId } }))) as unknown as {
    body: Script;
    left_out: readonly string[];
  };
