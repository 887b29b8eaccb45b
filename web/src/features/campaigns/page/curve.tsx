import { t } from '@lingui/core/macro';
import { number, percent } from '@/words/format';
import classes from './curve.module.css';

export interface CurvePoint {
  name: string;
  /** Shares of 1. */
  x: number;
  y: number;
  low: number;
  high: number;
  /** Whether it lies on the line. */
  joined: boolean;
  marked: boolean;
  present: boolean;
}

const [WIDTH, HEIGHT] = [520, 320];
const LEAST_SPAN = 10;
const [LEFT, RIGHT, TOP, BOTTOM] = [46, 14, 14, 40];

/** Round steps between the lowest and the highest share, in percent. */
export function ticksOf(low: number, high: number, most = 6): number[] {
  const step = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20].find((one) => (high - low) / one <= most) ?? 50;
  const first = Math.floor(low / step) * step;
  const count = Math.ceil((high - first) / step) + 1;
  return Array.from({ length: count }, (_, at) => Number((first + at * step).toFixed(3)));
}

/** Occupancy over the abandoned share: the line of one mode, single points of others, and the present one marked. */
export function Curve({ title, points }: { title: string; points: readonly CurvePoint[] }) {
  const xs = ticksOf(0, Math.max(0.5, ...points.map((point) => point.x * 100)));
  const lowest = Math.min(...points.map((point) => point.low * 100));
  const highest = Math.max(...points.map((point) => point.high * 100));
  // Ten points at least: what hardly differs looks alike.
  const around = Math.max(0, (LEAST_SPAN - (highest - lowest)) / 2);
  const ys = ticksOf(Math.max(0, lowest - around), Math.min(100, highest + around));
  const [xMost, yLeast, yMost] = [xs.at(-1) ?? 1, ys[0] ?? 0, ys.at(-1) ?? 100];
  const x = (share: number) => LEFT + ((share * 100) / xMost) * (WIDTH - LEFT - RIGHT);
  const y = (share: number) =>
    HEIGHT - BOTTOM - ((share * 100 - yLeast) / Math.max(yMost - yLeast, 1e-9)) * (HEIGHT - TOP - BOTTOM);
  const line = points.filter((point) => point.joined).toSorted((one, other) => one.x - other.x);
  const path = line
    .map((point, at) => `${at ? 'L' : 'M'}${x(point.x).toFixed(1)} ${y(point.y).toFixed(1)}`)
    .join('');
  const present = points.find((point) => point.present);
  const summary = points
    .map((point) => t`${point.name}: occupancy ${percent(point.y)}, abandoned ${percent(point.x, 2)}`)
    .join('; ');
  return (
    <figure className={classes.curve}>
      <figcaption>{title}</figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={summary}>
        {ys.map((tick) => (
          <g key={tick}>
            <path d={`M${LEFT} ${y(tick / 100)}H${WIDTH - RIGHT}`} className={classes.grid} />
            <text x={LEFT - 6} y={y(tick / 100) + 4} textAnchor="end">
              {number(tick, tick % 1 ? 1 : 0)}
            </text>
          </g>
        ))}
        {xs.map((tick) => (
          <text key={tick} x={x(tick / 100)} y={HEIGHT - BOTTOM + 18} textAnchor="middle">
            {number(tick, tick % 1 ? 1 : 0)}
          </text>
        ))}
        <text x={(LEFT + WIDTH - RIGHT) / 2} y={HEIGHT - 4} textAnchor="middle">
          {t`abandoned, %`}
        </text>
        <path d={path} className={classes.line} />
        {points.map((point) => (
          <g
            key={`${point.name} ${point.present}`}
            className={classes.point}
            data-marked={point.marked || undefined}
          >
            <path d={`M${x(point.x)} ${y(point.low)}V${y(point.high)}`} className={classes.spread} />
            {point.present ? (
              <path d={`M${x(point.x)} ${y(point.y) - 8}l8 8l-8 8l-8 -8z`} className={classes.present} />
            ) : (
              <circle cx={x(point.x)} cy={y(point.y)} r={point.marked ? 7 : 4.5} />
            )}
          </g>
        ))}
      </svg>
      <p className={classes.legend}>
        {present && t`◆ as it was: ${present.name}.`} {t`Bars: the lowest and the highest day.`}
      </p>
    </figure>
  );
}
