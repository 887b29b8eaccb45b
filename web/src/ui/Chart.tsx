import { useMantineColorScheme } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { useEffect, useRef } from 'react';
import { number, timeOf } from '@/words/format';
import classes from './charts.module.css';
import type { Tone } from './theme';
import 'uplot/dist/uPlot.min.css';

export interface Course {
  name: string;
  tone: Tone;
  /** One value for each instant; null where nothing is known. */
  values: readonly (number | null)[];
  /** Told apart by the line too, not by its colour alone. */
  dashed?: boolean;
}

/** From one mark of the time to the next: never less than the minutes that are written at them. */
const MINUTES = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 10080];
const INCREMENTS_S = MINUTES.map((minutes) => minutes * 60);
/** From one mark of the figures to the next: never less than the digits that are written at them. */
const incrementsOf = (digits: number) =>
  Array.from({ length: 10 }, (_, power) => [1, 2, 5].map((one) => one * 10 ** (power - digits))).flat();

interface Shown {
  title: string;
  /** What the chart shows, in a sentence, for those who do not see it. */
  summary: string;
  /** Instants in epoch seconds. */
  at: readonly number[];
  courses: readonly Course[];
  height?: number;
  digits?: number;
  /** What the scale ends at, where the figures cannot be larger: 100 for a share. */
  most?: number;
}

/** Figures over time. uPlot is loaded when the first chart is drawn. */
export function Chart({ title, summary, at, courses, height = 200, digits = 0, most }: Shown) {
  const { ref, width } = useElementSize();
  const { colorScheme } = useMantineColorScheme();
  const place = useRef<HTMLDivElement>(null);
  const wide = Math.round(width);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the colours follow the scheme
  useEffect(() => {
    const box = place.current;
    if (!box || wide === 0) return;
    let drawn: { destroy(): void } | undefined;
    let left = false;
    void import('uplot').then(({ default: UPlot }) => {
      if (left) return;
      const style = getComputedStyle(box);
      const colour = (name: string) => style.getPropertyValue(name).trim();
      const axis = {
        stroke: colour('--mantine-color-text'),
        grid: { stroke: colour('--pronto-line'), width: 1 },
        ticks: { stroke: colour('--pronto-line'), width: 1 },
      };
      drawn = new UPlot(
        {
          width: wide,
          height,
          legend: { show: false },
          cursor: { show: false },
          axes: [
            { ...axis, incrs: INCREMENTS_S, values: (_, ticks) => ticks.map((tick) => timeOf(tick * 1000)) },
            {
              ...axis,
              size: 56,
              incrs: incrementsOf(digits),
              values: (_, ticks) => ticks.map((tick) => number(tick, digits)),
            },
          ],
          ...(most === undefined ? {} : { scales: { y: { range: [0, most] as [number, number] } } }),
          series: [
            {},
            ...courses.map(({ tone, dashed }) => ({
              stroke: colour(`--pronto-${tone}`),
              width: 2,
              points: { show: false },
              ...(dashed ? { dash: [6, 4] } : {}),
            })),
          ],
        },
        [at as number[], ...courses.map((course) => course.values as (number | null)[])],
        box,
      );
    });
    return () => {
      left = true;
      drawn?.destroy();
    };
  }, [at, courses, wide, height, digits, most, colorScheme]);

  return (
    <figure className={classes.chart} ref={ref}>
      <figcaption>{title}</figcaption>
      <div role="img" aria-label={summary}>
        <div ref={place} className={classes.plot} />
      </div>
      <ul className={classes.legend}>
        {courses.map(({ name, tone, dashed }) => (
          <li key={name}>
            <svg width="24" height="8" aria-hidden="true">
              <path
                d="M0 4H24"
                style={{ stroke: `var(--pronto-${tone})` }}
                strokeWidth="2.5"
                {...(dashed ? { strokeDasharray: '6 4' } : {})}
              />
            </svg>
            {name}
          </li>
        ))}
      </ul>
    </figure>
  );
}
