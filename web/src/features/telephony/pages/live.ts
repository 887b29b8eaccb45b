import type { Part, Parts } from '@/live/apply';
import { useLive } from '@/live/live';

// The parts of the channel `telephony`, as far as they are shown here.

export interface LiveNode extends Part {
  id: number;
  state: string;
  version: string;
  /** What is wrong with its link, in a sentence. */
  trouble: string | null;
  /** By how many milliseconds Asterisk's clock is ahead of Pronto's. */
  clock_ms: number | null;
  channels: number;
  max_channels: number;
  max_per_second: number;
  lag: { answer_ms?: number | null; text?: string | null };
}

export interface LiveTrunk extends Part {
  id: number;
  state: string;
  channels: number;
  max_channels: number;
  max_per_second: number;
  rest: { until: number; cause: string; campaigns: string[] } | null;
  alarm: { text: string } | null;
  recent: {
    placed: number;
    per_second: number;
    asr: number;
    ner: number;
    aloc_s: number | null;
    pdd_s: { p50: number; p95: number } | null;
    sip: Record<string, number>;
  } | null;
}

type Course = readonly (number | null)[];

/** A trunk's last hour, minute by minute. */
export interface Minutes extends Part {
  until: number;
  placed: readonly number[];
  asr: Course;
  ner: Course;
  aloc_s: Course;
  pdd_p50_s: Course;
  pdd_p95_s: Course;
  /** The share of each class of final SIP responses; an engine of before tells none. */
  sip?: Readonly<Record<string, Course>>;
}

const partOf =
  <T>(key: string) =>
  (parts: Parts) =>
    parts[key] as unknown as T | undefined;

export const useLiveNode = (id: number) => useLive('telephony', partOf<LiveNode>(`node:${id}`));
export const useLiveTrunk = (id: number) => useLive('telephony', partOf<LiveTrunk>(`trunk:${id}`));
export const useMinutes = (id: number) => useLive('telephony', partOf<Minutes>(`minutes:${id}`));
