import { t } from '@lingui/core/macro';
import { Stack, Text } from '@mantine/core';
import { useNow } from '@/ui/clock';
import { duration, lasting, timeOf } from '@/words/format';
import classes from './day.module.css';

const RADIUS = 44;
const around = 2 * Math.PI * RADIUS;

/** What the engine says of breaks, beside every state of the agent; epoch seconds of the server. */
export interface BreakFacts {
  break?:
    | {
        readonly next_at?: number | null;
        readonly warn_at?: number | null;
        readonly must_stop_at?: number | null;
        readonly since?: number | null;
        readonly long_enough_at?: number | null;
      }
    | undefined;
  returns_at?: number | undefined;
  since?: number | undefined;
}

/** The next break as a line for the status bar: marked once the law's break is near. */
export function NextBreak({ screen, offset = 0 }: { screen: BreakFacts; offset?: number }) {
  const now = useNow() / 1000 + offset;
  const next = screen.break?.next_at ?? null;
  if (next === null) return null;
  const warnAt = screen.break?.warn_at ?? null;
  const isNear = warnAt !== null && now >= warnAt;
  const left = lasting(Math.max(0, Math.ceil((next - now) / 60)) * 60);
  return (
    <Text component="span" size="sm" fw={isNear ? 600 : undefined} data-near={isNear || undefined}>
      {isNear && <span aria-hidden>▲ </span>}
      {next <= now ? t`Break due now` : t`Break in ${left}`}
    </Text>
  );
}

/** During a break or a recovery break: how long it still lasts, large, with nothing else that needs the eyes. */
export function BreakClock({ screen, offset = 0 }: { screen: BreakFacts; offset?: number }) {
  const now = useNow() / 1000 + offset;
  const ends = screen.returns_at ?? screen.break?.long_enough_at ?? null;
  const began = screen.break?.since ?? screen.since ?? null;
  if (ends === null || began === null || ends <= began) return null;
  const left = Math.max(0, ends - now);
  const share = Math.min(1, Math.max(0, (now - began) / (ends - began)));
  const isRecovery = screen.returns_at !== undefined;
  return (
    <Stack align="center" gap="xs">
      <svg viewBox="0 0 100 100" className={classes.ring} aria-hidden>
        <circle cx="50" cy="50" r={RADIUS} className={classes.whole} />
        <circle
          cx="50"
          cy="50"
          r={RADIUS}
          className={classes.left}
          strokeDasharray={`${around * (1 - share)} ${around}`}
          transform="rotate(-90 50 50)"
        />
        <text x="50" y="50" className={classes.time}>
          {duration(left)}
        </text>
      </svg>
      <Text>{endOf(isRecovery, left, ends)}</Text>
    </Stack>
  );
}

function endOf(isRecovery: boolean, left: number, ends: number): string {
  const at = timeOf(ends * 1000);
  if (isRecovery) return t`You are ready again by yourself at ${at}.`;
  return left > 0
    ? t`The break counts in full at ${at}.`
    : t`The break has been long enough: come back when you like.`;
}
