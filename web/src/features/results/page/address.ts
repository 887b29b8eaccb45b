import { useNavigate, useSearch } from '@tanstack/react-router';
import type { AttemptFilter, Results } from '@/api/results';

/** What stands in the address of the results. */
export interface Address {
  campaign?: number;
  first?: string;
  last?: string;
  /** The campaign that the first one is compared with, and its days: the same or others. */
  other?: number;
  other_first?: string;
  other_last?: string;
  /** What the figures are broken down by. */
  by?: Dimension;
  tab?: 'figures' | 'rows' | 'schedules';
  /** The rows that are looked at: those of the dimension `of` with this value, that came as far. */
  of?: Dimension;
  value?: string;
  detail?: string;
  reached?: Stage;
  weekday?: number;
  hour?: number;
  out_of?: Stage;
  counted?: Counted;
  side?: 'other';
}

export type Stage = 'tried' | 'answered' | 'person' | 'right_party' | 'success';
/** What a figure counts besides attempts: their leads, their talks, or the time of these. */
export type Counted = 'leads' | 'talks' | 'talk_time';
export const DIMENSIONS = [
  'list',
  'agent',
  'caller_id',
  'trunk',
  'outcome',
  'cause',
  'disposition',
  'hour',
  'day',
] as const;
export type Dimension = (typeof DIMENSIONS)[number];

export function useAddress(): [Address, (change: Partial<Record<keyof Address, unknown>>) => void] {
  const address = useSearch({ strict: false }) as Address;
  const navigate = useNavigate();
  const change = (next: Partial<Record<keyof Address, unknown>>) => {
    const whole = Object.entries({ ...address, ...next }).filter(
      ([, value]) => value !== undefined && value !== '',
    );
    void navigate({ to: '/results', search: Object.fromEntries(whole) } as never);
  };
  return [address, change];
}

/** The rows behind a figure. */
export interface Rows {
  of?: Dimension | undefined;
  value?: string | undefined;
  detail?: string | undefined;
  reached?: Stage | undefined;
  weekday?: number | undefined;
  hour?: number | undefined;
  /** Of a rate: the stage that it is a share of; its rows are those of its numerator. */
  out_of?: Stage | undefined;
  counted?: Counted | undefined;
  /** The rows of what is compared with. */
  side?: 'other' | undefined;
}

export const NO_ROWS: Rows = {
  of: undefined,
  value: undefined,
  detail: undefined,
  reached: undefined,
  weekday: undefined,
  hour: undefined,
  out_of: undefined,
  counted: undefined,
  side: undefined,
};

/** Whether the rows behind may be listed: whose agents are not seen, their calls are not told apart either. */
export const canList = (of: Dimension, value: string) => value !== '' || of !== 'agent';

/** The filter of attempts that lists the rows behind a figure. */
export function filterOf(results: Results, rows: Rows): AttemptFilter {
  const filter: AttemptFilter = {
    campaign_id: results.campaign_id,
    since: results.since,
    until: results.until,
    ...(rows.reached && rows.reached !== 'tried' ? { reached: rows.reached } : {}),
    ...(rows.weekday !== undefined ? { weekday: rows.weekday } : {}),
    ...(rows.hour !== undefined ? { hour: rows.hour } : {}),
    ...(rows.counted === 'talks' ? { talked: true } : {}),
  };
  const value = rows.value ?? '';
  switch (rows.of) {
    case 'list':
      return { ...filter, list_id: Number(value) };
    case 'agent':
      return { ...filter, agent_id: Number(value) };
    case 'trunk':
      return { ...filter, trunk_id: Number(value) };
    case 'cause':
      return value === '' ? { ...filter, without: 'cause' } : { ...filter, cause: Number(value) };
    case 'caller_id':
      return { ...filter, caller_id: value };
    case 'outcome':
      return value === ''
        ? { ...filter, without: 'outcome' }
        : { ...filter, outcome: value as NonNullable<AttemptFilter['outcome']> };
    case 'disposition':
      return { ...filter, disposition: value, disposition_reason: rows.detail ?? '' };
    case 'hour':
      return { ...filter, hour: Number(value) };
    case 'day': {
      const day = results.days.find((one) => one.day === value);
      return day ? { ...filter, since: day.since, until: day.until } : filter;
    }
    default:
      return filter;
  }
}
