import type { Part } from '@/live/apply';

// Parts of the board as far as these pages show them (docs/stream.md).

export interface Why {
  code: string;
  facts?: Readonly<Record<string, unknown>>;
  text?: string;
}

export interface LiveList {
  list_id: number;
  name: string;
  dialled: number;
  contacted: number;
  total: number;
  due: number;
  dry_at: number | null;
  is_off?: boolean;
}

/** The part `campaign:3`. */
export interface LiveCampaign extends Part {
  id: number;
  name: string;
  status: string;
  /** Runs, and cannot dial. */
  blocked: boolean;
  why?: Why | null;
  agents: Readonly<Record<string, number>>;
  calls: Readonly<Record<string, number>>;
  today: Readonly<Record<string, number>>;
  abandoned_share: number | null;
  abandoned_limit: number | null;
  abandoned_aim: number | null;
  occupancy: number | null;
  /** These two are not told by an engine of an earlier version. */
  utilisation?: number | null;
  ready_to_call_ms?: { mean: number; p90: number } | null;
  penetration?: { lists: readonly LiveList[]; dry_at: number | null; due: number; text?: string } | null;
}

/** A step of ten seconds in the part `history:3`. */
export interface Step {
  at: number;
  placed: number;
  connected: number;
  abandoned: number;
  occupancy: number | null;
}

export interface Budget {
  name: string;
  text: string;
  share: number;
  limit: number;
  aim: number;
  bank: number;
  level: string;
}

/** The part `pace:3`. */
export interface LivePace extends Part {
  risk: number | null;
  price: number | null;
  hit_rate: number | null;
  words?: string;
  in_flight: number;
  constraints: readonly Budget[];
}

/** The part `agent:3:7`. */
export interface LiveAgent extends Part {
  id: number;
  name: string;
  state: string;
  since: number;
}

export const statusOf = (live: LiveCampaign | undefined, status: string) =>
  live?.blocked && live.status === 'running' ? 'blocked' : (live?.status ?? status);
