// Calling hours as a grid of whole hours, and as the API writes them.

export interface HoursRow {
  days: string[];
  from: string;
  to: string;
}

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const clock = (hour: number) => `${String(hour).padStart(2, '0')}:00`;

/** By weekday from Monday, then by hour. */
export function gridOf(rows: readonly HoursRow[]): boolean[][] {
  return DAYS.map((day) =>
    Array.from({ length: 24 }, (_, hour) =>
      rows.some(({ days, from, to }) => days.includes(day) && from <= clock(hour) && clock(hour + 1) <= to),
    ),
  );
}

/** The spans of a grid; days with the same span stand together. */
export function rowsOf(grid: readonly (readonly boolean[])[]): HoursRow[] {
  const spans = new Map<string, HoursRow>();
  DAYS.forEach((day, at) => {
    const hours = grid[at] ?? [];
    for (let hour = 0; hour < 24; hour++) {
      if (!hours[hour] || hours[hour - 1]) continue;
      let end = hour;
      while (hours[end]) end++;
      const key = `${hour} ${end}`;
      const span = spans.get(key) ?? { days: [], from: clock(hour), to: clock(end) };
      span.days.push(day);
      spans.set(key, span);
    }
  });
  return [...spans.values()];
}
