import { t } from '@lingui/core/macro';
import { timeOf } from '@/words/format';
import type { Goal, Shift } from './figures';

const [WIDTH, HEIGHT] = [1000, 220];

/** The day's successes as steps, where they should be, and the forecast with its range. */
export function GoalChart({ goal, target, shift, now }: { goal: Goal; target: number; shift: Shift; now: number }) {
  const ahead = goal.outlook.filter(([at]) => at > now && at <= shift.ends + 1);
  const most = Math.max(target, goal.successes, ahead.at(-1)?.[3] ?? 0, 1) * 1.08;
  const x = (at: number) => (WIDTH * (at - shift.starts)) / (shift.ends - shift.starts);
  const y = (value: number) => HEIGHT - (HEIGHT * value) / most;
  const point = (at: number, value: number) =>
    `${Math.min(WIDTH, Math.max(0, x(at))).toFixed(1)},${y(value).toFixed(1)}`;
  const past = goal.half_hours.filter(([at]) => at <= now);
  const done = [point(shift.starts, 0), ...past.map(([at, value]) => point(at, value)), point(now, goal.successes)];
  const start = point(now, goal.successes);
  const range = [
    start,
    ...ahead.map(([at, , , high]) => point(at, high)),
    ...[...ahead].reverse().map(([at, , low]) => point(at, low)),
  ];
  return (
    <figure className="chart">
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={t`Reached, due and expected over the shift`}
      >
        {target > 0 && (
          <polyline className="due" points={`${point(shift.starts, 0)} ${point(shift.ends, target)}`} />
        )}
        {ahead.length > 0 && <polygon className="range" points={range.join(' ')} />}
        {ahead.length > 0 && (
          <polyline
            className="expected"
            points={[start, ...ahead.map(([at, expected]) => point(at, expected))].join(' ')}
          />
        )}
        <polyline className="done" points={done.join(' ')} />
      </svg>
      <figcaption>
        <span>{timeOf(shift.starts * 1000)}</span>
        <span>{timeOf(shift.ends * 1000)}</span>
      </figcaption>
    </figure>
  );
}
