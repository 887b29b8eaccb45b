import { t } from '@lingui/core/macro';
import type { ReactNode } from 'react';
import { number, percent } from '@/words/format';
import { bandOf, type Limit } from './figures';

/** A number that is read across a room, with what it counts. */
export function Figure(props: { label: string; children: ReactNode; small?: ReactNode; size?: 'huge' | 'big' }) {
  return (
    <div className={`figure ${props.size ?? 'big'}`}>
      <p className="label">{props.label}</p>
      <p className="value">{props.children}</p>
      {props.small && <p className="small">{props.small}</p>}
    </div>
  );
}

/** What stands where nothing is known. */
export const NOTHING = '–';
export const shown = (value: number | null | undefined, digits = 0) =>
  value === null || value === undefined ? NOTHING : number(value, digits);
export const share = (value: number | null | undefined, digits = 1) =>
  value === null || value === undefined ? NOTHING : percent(value, digits);

const SHAPES = { good: '●', near: '▲', over: '■', rest: '◌' } as const;
export type Band = keyof typeof SHAPES;

/** A state as shape, colour and word: no one of them alone. */
export function Mark({ band, children }: { band: Band; children: ReactNode }) {
  return (
    <span className={`mark ${band}`}>
      <span aria-hidden="true">{SHAPES[band]}</span> {children}
    </span>
  );
}

/** How far something is used up, or reached: a bar with an optional line across it. */
export function Bar(props: { part: number; whole: number; at?: number; band?: Band; label: string }) {
  const width = (part: number) => `${Math.min(100, Math.max(0, (100 * part) / (props.whole || 1)))}%`;
  return (
    <div className={`bar ${props.band ?? 'good'}`} role="img" aria-label={props.label}>
      <i style={{ width: width(props.part) }} />
      {props.at !== undefined && <b style={{ left: width(props.at) }} />}
    </div>
  );
}

/** The abandoned share by the definition of one limit. */
export function AbandonedBar({ limit }: { limit: Limit }) {
  const [present, most] = [percent(limit.share), percent(limit.limit)];
  return (
    <Bar
      part={limit.share}
      whole={limit.limit * 1.25}
      at={limit.limit}
      band={bandOf(limit)}
      label={t`${present} abandoned, of ${most} allowed`}
    />
  );
}
