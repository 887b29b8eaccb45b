import { Table } from '@mantine/core';
import { defaultRangeExtractor, type Range, useVirtualizer } from '@tanstack/react-virtual';
import { type FocusEvent, Fragment, type ReactNode, useRef } from 'react';
import classes from './DataTable.module.css';

const ROW_PX = 41; // until a row was measured
const AROUND = 10; // rows drawn before and after those in sight

interface Shown<Row> {
  rows: readonly Row[];
  keyOf: (row: Row) => string | number;
  /** How many cells a row has. */
  width: number;
  /** What scrolls; null until it is there. */
  viewport: HTMLDivElement | null;
  cells: (row: Row) => ReactNode;
  isSelected: (row: Row) => boolean;
}

/** The rows in sight of a long list, and the one that has the focus; empty rows stand for all others. */
export function LongBody<Row>({ rows, keyOf, width, viewport, cells, isSelected }: Shown<Row>) {
  const focused = useRef<number | null>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => viewport,
    estimateSize: () => ROW_PX,
    overscan: AROUND,
    rangeExtractor: (range: Range) => {
      const own = focused.current === null || focused.current >= rows.length ? [] : [focused.current];
      return [...new Set([...defaultRangeExtractor(range), ...own])].sort((one, other) => one - other);
    },
  });
  // A correction of the place would cut short what the End key began; a row's height is off by a pixel at most.
  virtual.shouldAdjustScrollPositionOnItemSizeChange = () => false;
  const drawn = virtual.getVirtualItems();
  const ends = (place: number) => (place < 0 ? 0 : (drawn[place]?.end ?? 0));
  const note = ({ target }: FocusEvent) => {
    const row = target.closest('tr');
    focused.current = row ? Number(row.dataset.index) : null;
  };
  return (
    <Table.Tbody
      className={classes.long}
      onFocus={note}
      onBlur={() => {
        focused.current = null;
      }}
    >
      {drawn.map(({ index, start }, place) => {
        const row = rows[index];
        if (row === undefined) return null;
        return (
          <Fragment key={keyOf(row)}>
            <Gap height={start - ends(place - 1)} width={width} />
            <Table.Tr
              ref={virtual.measureElement}
              data-index={index}
              data-selected={isSelected(row) || undefined}
              aria-rowindex={index + 2}
            >
              {cells(row)}
            </Table.Tr>
          </Fragment>
        );
      })}
      <Gap height={virtual.getTotalSize() - ends(drawn.length - 1)} width={width} />
    </Table.Tbody>
  );
}

function Gap({ height, width }: { height: number; width: number }) {
  if (height < 1) return null;
  return (
    <tr aria-hidden>
      <td colSpan={width} style={{ height, padding: 0 }} />
    </tr>
  );
}
