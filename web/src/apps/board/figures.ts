import type { Part, Parts } from '@/live/apply';
import type { Connection } from '@/live/stream';

// What the wallboard reads of the board's parts (docs/stream.md), and what it makes of them. Pure.

export interface Goal {
  successes: number;
  /** Seconds that agents were logged in today. */
  worked_s: number;
  best_hour: { at: number; successes: number } | null;
  /** End of a half hour, and all successes until then. */
  half_hours: [number, number][];
  /** Instant, expected, and between which numbers the result will be in four cases of five. */
  outlook: [number, number, number, number][];
  /** The worst window of each limit today. */
  worst: Record<string, { share: number; ends_at: number }>;
}

export interface Campaign {
  id: number;
  name: string;
  status: string;
  blocked: boolean;
  why: { code: string; text: string } | null;
  agents: Record<string, number>;
  calls: Record<string, number>;
  today: { placed: number; answered: number; connected: number; abandoned: number };
  waiting_since: number | null;
  answer_to_bridge_ms: { p50: number; p95: number; p99: number } | null;
  /** The share of calls in which the agent's page had the name before the voice was heard. */
  name_before_voice?: { calls: number; share: number; p50: number } | null;
  penetration: { dry_at: number | null; due: number; text: string } | null;
  recount: { text: string } | null;
  callbacks: { alerts: { text: string }[]; off: { text: string }[] } | null;
  agents_unnamed: { text: string } | null;
  /** How many agents ask for a supervisor, and since when the first of them does. */
  hands?: number;
  hand_since?: number | null;
  goal: Goal | null;
}

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

export interface Pace {
  campaign_id: number;
  agents_freed: number | null;
  constraints: Limit[];
}

export interface Agent {
  campaign_id: number;
  id: number | null;
  name: string;
  state: string;
  since: number;
  hand_at?: number | null;
}

export interface Trunk {
  id: number;
  name: string;
  state: string;
  channels: number;
  max_channels: number;
  max_per_second: number;
  rest: { until: number; cause: string } | null;
  alarm: { text: string } | null;
  recent: {
    placed: number;
    per_second: number;
    asr: number;
    ner: number;
    pdd_s: { p50: number; p95: number } | null;
    sip: Record<string, number>;
  } | null;
}

export interface Node {
  id: number;
  name: string;
  state: string;
  trouble: string | null;
}

interface Point {
  at: number;
  connected: number;
  abandoned: number;
}

const of = <T>(parts: Parts, kind: string) =>
  Object.entries(parts)
    .filter(([key]) => key.startsWith(`${kind}:`))
    .map(([, part]) => part as unknown as T);
const one = <T>(part: Part | undefined) => part as unknown as T | undefined;

export const campaignsOf = (parts: Parts) => of<Campaign>(parts, 'campaign');
export const campaignOf = (parts: Parts, id: number) => one<Campaign>(parts[`campaign:${id}`]);
export const paceOf = (parts: Parts, id: number) => one<Pace>(parts[`pace:${id}`]);
export const trunksOf = (parts: Parts) => of<Trunk>(parts, 'trunk');
export const nodesOf = (parts: Parts) => of<Node>(parts, 'node');

/** The campaign's agents; where a rule hides who they are, without name and id. */
export function agentsOf(parts: Parts, id: number): Agent[] {
  const unnamed = one<{ rows: Agent[] }>(parts[`unnamed:${id}`])?.rows ?? [];
  return [...of<Agent>(parts, `agent:${id}`), ...unnamed];
}

/** Agents with a raised hand, the longest first; none where a rule hides who they are. */
export const handsOf = (agents: readonly Agent[]): (Agent & { hand_at: number })[] =>
  agents
    .flatMap((agent) => (agent.name && agent.hand_at ? [{ ...agent, hand_at: agent.hand_at }] : []))
    .sort((a, b) => a.hand_at - b.hand_at);

/** People who answered, by the hour, over the last quarter of one. */
export function answersPerHour(parts: Parts, id: number): number | null {
  const points = one<{ points: Point[] }>(parts[`history:${id}`])?.points ?? [];
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last || points.length < 6) return null;
  const spanS = last.at - first.at;
  const answers = points.slice(1).reduce((sum, point) => sum + point.connected + point.abandoned, 0);
  return spanS > 0 ? (answers / spanS) * 3600 : null;
}

/** The limit that is used most: what may be abandoned least. */
export const tightest = (limits: readonly Limit[]): Limit | undefined =>
  [...limits].sort((a, b) => b.share / b.limit - a.share / a.limit)[0];

/** How a share stands against its limit. */
export const bandOf = ({ share, limit, near_at }: Limit): 'good' | 'near' | 'over' =>
  share > limit ? 'over' : share >= near_at ? 'near' : 'good';

/** Where a goal should be now, if it is reached evenly over the shift. */
export function due(goal: number, shift: Shift, at: number): number {
  const share = (at - shift.starts) / (shift.ends - shift.starts);
  return goal * Math.min(1, Math.max(0, share));
}

export interface Shift {
  /** Epoch seconds. */
  starts: number;
  ends: number;
}

/** Today's shift, from two times by this screen's clock ("09:00"); one over midnight belongs to the day it began. */
export function shiftOf(from: string, to: string, now: number): Shift {
  const [starts, ends] = [timeToday(from, now), timeToday(to, now)];
  if (ends > starts) return { starts, ends };
  return now < ends ? { starts: starts - DAY_S, ends } : { starts, ends: ends + DAY_S };
}

const DAY_S = 86_400;

function timeToday(time: string, now: number): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return new Date(now * 1000).setHours(hours, minutes, 0, 0) / 1000;
}

export interface Forecast {
  expected: number;
  low: number;
  high: number;
}

/** The forecast for an instant, between those of the half hours around it; undefined beyond the last, and after it. */
export function forecastAt(goal: Goal, at: number, now: number): Forecast | undefined {
  const rows: Goal['outlook'] = [[now, goal.successes, goal.successes, goal.successes], ...goal.outlook];
  const next = rows.findIndex(([end]) => end >= at);
  const [before, after] = [rows[next - 1], rows[next]];
  if (at <= now || !before || !after) return undefined;
  const share = (at - before[0]) / (after[0] - before[0]);
  const between = (place: 1 | 2 | 3) => before[place] + share * (after[place] - before[place]);
  return { expected: between(1), low: Math.floor(between(2)), high: Math.ceil(between(3)) };
}

export const STALE_S = 3;
export const OLD_S = 30;
export type Freshness = 'fresh' | 'stale' | 'old' | 'never';

export interface News {
  freshness: Freshness;
  /** Until when the figures are known, epoch seconds. */
  asOf: number;
  ageS: number;
}

/** How old the engine's last news is: by the last heartbeat, and by how long ago that was. */
export function newsOf(connection: Connection, elapsedMs: number, now: number): News {
  if (connection.heardAt === null || connection.engineAge === null) return { freshness: 'never', asOf: 0, ageS: 0 };
  const ageS = connection.engineAge + (elapsedMs - connection.heardAt) / 1000;
  const freshness = ageS > OLD_S ? 'old' : ageS > STALE_S ? 'stale' : 'fresh';
  return { freshness, asOf: now - ageS, ageS };
}
