import { t } from '@lingui/core/macro';
import { type KeyboardEvent, useRef, useState } from 'react';
import { weekdays } from '@/words/format';
import classes from './WeekGrid.module.css';

interface Shown {
  label: string;
  /** By weekday from Monday, then by hour: whether it is chosen. */
  value: readonly (readonly boolean[])[];
  onChange: (value: boolean[][]) => void;
  /** The first and the last hour that are shown. */
  from?: number;
  to?: number;
  readOnly?: boolean;
}

const two = (hour: number) => String(hour).padStart(2, '0');

/** Hours of a week, chosen one by one, by drawing over them, or with the arrow keys and the space bar. */
export function WeekGrid({ label, value, onChange, from = 0, to = 24, readOnly = false }: Shown) {
  const days = weekdays();
  const hours = Array.from({ length: to - from }, (_, index) => from + index);
  const [focus, setFocus] = useState<[number, number]>([0, from]);
  const paint = useRef<boolean | null>(null);
  const table = useRef<HTMLTableElement>(null);

  const put = (day: number, hour: number, on: boolean) =>
    onChange(
      value.map((row, index) => (index === day ? row.map((was, at) => (at === hour ? on : was)) : [...row])),
    );
  const isOn = (day: number, hour: number) => value[day]?.[hour] ?? false;

  function move(event: KeyboardEvent, day: number, hour: number) {
    const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
    if (!step) return;
    event.preventDefault();
    const next: [number, number] = [
      Math.min(6, Math.max(0, day + (step[0] ?? 0))),
      Math.min(to - 1, Math.max(from, hour + (step[1] ?? 0))),
    ];
    setFocus(next);
    table.current?.querySelector<HTMLButtonElement>(`[data-at="${next[0]}-${next[1]}"]`)?.focus();
    if (event.shiftKey && !readOnly) put(...next, isOn(day, hour));
  }

  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached with the keyboard
    <section className={classes.scroll} aria-label={label} tabIndex={0}>
      <table
        className={classes.week}
        ref={table}
        aria-label={label}
        onPointerUp={() => {
          paint.current = null;
        }}
        onPointerLeave={() => {
          paint.current = null;
        }}
      >
        <thead>
          <tr>
            <td />
            {hours.map((hour) => (
              <th key={hour} scope="col">
                {hour}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {days.map((name, day) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {hours.map((hour) => (
                <td key={hour}>
                  <button
                    type="button"
                    data-at={`${day}-${hour}`}
                    aria-pressed={isOn(day, hour)}
                    aria-label={t`${name} from ${two(hour)}:00 to ${two(hour + 1)}:00`}
                    tabIndex={focus[0] === day && focus[1] === hour ? 0 : -1}
                    disabled={readOnly}
                    onFocus={() => setFocus([day, hour])}
                    onKeyDown={(event) => move(event, day, hour)}
                    onPointerDown={() => {
                      paint.current = !isOn(day, hour);
                    }}
                    onPointerEnter={() => paint.current !== null && put(day, hour, paint.current)}
                    onClick={() => put(day, hour, !isOn(day, hour))}
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
