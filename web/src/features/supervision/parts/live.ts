import type { Part, Parts } from '@/live/apply';

// What this page reads of the board's parts (docs/stream.md). Pure.

/** A limit on abandoned calls, of a law or of the campaign. */
export interface Limit {
  name: string;
  text: string;
  share: number;
  limit: number;
  /** The share from which it is near the limit. */
  near_at: number;
  window_s: number | null;
  starts_at: number | null;
}

export interface LiveCampaign extends Part {
  id: number;
  name: string;
  status: string;
  blocked: boolean;
  why: { text?: string } | null;
  agents: Record<string, number>;
  calls: Record<string, number>;
  waiting_since: number | null;
  agents_unnamed: { text: string } | null;
  penetration?: {
    lists: readonly { name: string; due: number; is_off?: boolean }[];
    dry_at: number | null;
    due: number;
  } | null;
  goal: { worst?: Record<string, { share: number; ends_at: number }> } | null;
}

export interface LiveAgent extends Part {
  campaign_id: number;
  /** Null where a rule hides who it is. */
  id: number | null;
  name: string;
  team_id?: number | null;
  state: string;
  since: number;
  hand_at?: number | null;
  undisposed?: number;
}

const of = <T>(parts: Parts, kind: string): T[] =>
  Object.keys(parts)
    .filter((key) => key.startsWith(`${kind}:`))
    .map((key) => parts[key] as T);

export const campaignsOf = (parts: Parts) => of<LiveCampaign>(parts, 'campaign');
export const namedOf = (parts: Parts) => of<LiveAgent>(parts, 'agent');
/** The agents without names, by campaign. */
export const unnamedOf = (parts: Parts) => of<Part & { rows: LiveAgent[] }>(parts, 'unnamed');

/** The limits of a campaign, the one that is used most first. */
export const limitsOf = (parts: Parts, id: number): Limit[] =>
  ((parts[`pace:${id}`]?.constraints as Limit[] | undefined) ?? [])
    .filter(({ limit }) => limit > 0)
    .sort((one, other) => other.share / other.limit - one.share / one.limit);

export const STATES = ['talking', 'wrap_up', 'reserved', 'ready', 'preview', 'call_back', 'paused', 'no_phone'];

/** From how many seconds in a state on it is marked, unless a supervisor has chosen otherwise; 0: never. */
export const WARN_AFTER_S: Readonly<Record<string, number>> = {
  talking: 1200,
  wrap_up: 120,
  reserved: 10,
  ready: 300,
  preview: 120,
  call_back: 60,
  paused: 900,
  no_phone: 60,
};

export interface Filters {
  campaign: number | null;
  team: number | null;
  state: string | null;
  text: string;
}

/** The rows that fit the filters, as a supervisor reads them: by state, and in it those who are longest in it first. */
export function shownRows(named: LiveAgent[], unnamed: (Part & { rows: LiveAgent[] })[], filters: Filters) {
  const nameless = unnamed.flatMap(({ campaign_id, rows }) =>
    rows.map((row, place) => ({
      ...row,
      campaign_id: campaign_id as number,
      key: `unnamed:${campaign_id}:${place}`,
    })),
  );
  const all = [...named.map((row) => ({ ...row, key: `${row.campaign_id}:${row.id}` })), ...nameless];
  const wanted = filters.text.trim().toLowerCase();
  return all
    .filter(
      (row) =>
        (filters.campaign === null || row.campaign_id === filters.campaign) &&
        (filters.team === null || row.team_id === filters.team) &&
        (filters.state === null || row.state === filters.state) &&
        (!wanted || row.name.toLowerCase().includes(wanted)),
    )
    .sort((one, other) => STATES.indexOf(one.state) - STATES.indexOf(other.state) || one.since - other.since);
}

export type Row = ReturnType<typeof shownRows>[number];
