import { VisuallyHidden } from '@mantine/core';
import classes from './charts.module.css';

interface Shown {
  caption: string;
  rows: readonly string[];
  columns: readonly string[];
  /** By row, then column; null where nothing is known. */
  values: readonly (readonly (number | null)[])[];
  format: (value: number) => string;
  /** What a press on a cell does; the cell's name is read out before its figure. */
  onPick?: (row: number, column: number) => void;
}

const LEVELS = 5;

/** Figures by two things, such as weekday and hour, as a table whose cells are darker the higher they are. */
export function HeatMap({ caption, rows, columns, values, format, onPick }: Shown) {
  const highest = Math.max(0, ...values.flat().filter((value) => value !== null));
  const level = (value: number) => (highest ? Math.min(LEVELS - 1, Math.floor((value / highest) * LEVELS)) : 0);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached with the keyboard
    <section className={classes.scroll} aria-label={caption} tabIndex={0}>
      <table className={classes.heat}>
        <caption>
          <VisuallyHidden>{caption}</VisuallyHidden>
        </caption>
        <thead>
          <tr>
            <td />
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={row}>
              <th scope="row">{row}</th>
              {columns.map((column, place) => {
                const value = values[index]?.[place] ?? null;
                return (
                  <td key={column} data-level={value === null ? undefined : level(value)}>
                    {value === null ? (
                      '–'
                    ) : onPick ? (
                      <button
                        type="button"
                        className={classes.pick}
                        aria-label={`${row} ${column}: ${format(value)}`}
                        onClick={() => onPick(index, place)}
                      >
                        {format(value)}
                      </button>
                    ) : (
                      format(value)
                    )}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
