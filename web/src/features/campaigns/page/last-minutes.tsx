import { t } from '@lingui/core/macro';
import { SimpleGrid, Text } from '@mantine/core';
import { useMemo } from 'react';
import { useLive } from '@/live/live';
import { Chart } from '@/ui/Chart';
import { number, percent } from '@/words/format';
import type { Step } from '../live';

const MINUTE_S = 60;

interface Minute {
  at: number;
  placed: number;
  connected: number;
  abandoned: number;
  busy: number | null;
}

/** Steps of ten seconds, by minute: what happened is added up, the use of agents is their mean. */
export function minutesOf(points: readonly Step[]): Minute[] {
  const found = new Map<number, Step[]>();
  for (const point of points) {
    const at = Math.floor(point.at / MINUTE_S) * MINUTE_S;
    found.set(at, [...(found.get(at) ?? []), point]);
  }
  const sum = (steps: readonly Step[], name: 'placed' | 'connected' | 'abandoned') =>
    steps.reduce((all, step) => all + step[name], 0);
  return [...found].map(([at, steps]) => {
    const known = steps.flatMap(({ occupancy }) => (occupancy === null ? [] : [occupancy]));
    return {
      at,
      placed: sum(steps, 'placed'),
      connected: sum(steps, 'connected'),
      abandoned: sum(steps, 'abandoned'),
      busy: known.length > 0 ? known.reduce((all, one) => all + one, 0) / known.length : null,
    };
  });
}

/** The last quarter of an hour, as it comes from the engine: a change of the pacing shows here within a minute or two. */
export function LastMinutes({ campaignId }: { campaignId: number }) {
  const points = useLive(
    `campaign:${campaignId}`,
    (parts) => parts[`history:${campaignId}`]?.points as readonly Step[] | undefined,
  );
  const minutes = useMemo(() => minutesOf(points ?? []), [points]);
  const at = useMemo(() => minutes.map((one) => one.at), [minutes]);
  const use = useMemo(
    () => [
      { name: t`occupancy, %`, tone: 'brand' as const, values: minutes.map(({ busy }) => busy && busy * 100) },
    ],
    [minutes],
  );
  const calls = useMemo(
    () => [
      { name: t`placed`, tone: 'rest' as const, values: minutes.map(({ placed }) => placed), dashed: true },
      { name: t`talks`, tone: 'ok' as const, values: minutes.map(({ connected }) => connected) },
      { name: t`abandoned calls`, tone: 'stop' as const, values: minutes.map(({ abandoned }) => abandoned) },
    ],
    [minutes],
  );
  if (minutes.length === 0) return <Text c="dimmed">{t`Nothing is known of the last minutes yet.`}</Text>;
  const last = minutes.at(-1);
  const all = minutes.reduce((sum, one) => sum + one.connected + one.abandoned, 0);
  const abandoned = minutes.reduce((sum, one) => sum + one.abandoned, 0);
  return (
    <section aria-label={t`The last minutes`}>
      <SimpleGrid cols={{ base: 1, md: 2 }}>
        <Chart
          title={t`Occupancy`}
          summary={t`Occupancy by minute, at last ${last?.busy == null ? '–' : percent(last.busy)}.`}
          at={at}
          courses={use}
          height={180}
          most={100}
        />
        <Chart
          title={t`Calls by minute`}
          summary={t`Calls by minute: in all ${number(all)} people answered, ${number(abandoned)} of them found no agent.`}
          at={at}
          courses={calls}
          height={180}
        />
      </SimpleGrid>
    </section>
  );
}
