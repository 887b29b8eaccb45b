import { plural, t } from '@lingui/core/macro';
import {
  ActionIcon,
  Button,
  Checkbox,
  Group,
  Popover,
  ScrollArea,
  Stack,
  Table,
  Text,
  UnstyledButton,
} from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { type ReactNode, useState } from 'react';
import classes from './DataTable.module.css';
import { IconDown, IconLeft, IconRight, IconSettings, IconSort, IconUp } from './icons';
import { Loading } from './Loading';
import { LongBody } from './LongBody';
import { ProblemAlert, type Trouble } from './ProblemAlert';

export interface Column<Row> {
  /** By which the API sorts, and by which it is remembered that the column is hidden. */
  id: string;
  header: string;
  cell: (row: Row) => ReactNode;
  /** Figures stand at the right, below each other. */
  figures?: boolean;
  sorts?: boolean;
  /** Hidden until somebody wants it. */
  extra?: boolean;
}

/** The API's own form: `name`, or `-name` for the other way round. */
export type Sort = string;

interface Shown<Row> {
  /** Names the table for those who do not see it, and its hidden columns on this browser. */
  id: string;
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[] | undefined;
  keyOf: (row: Row) => string | number;
  /** What a row is called, for the box that selects it. */
  nameOf?: (row: Row) => string;
  /** Shown instead of rows if there are none: one of the three empties. */
  empty: ReactNode;
  problem?: Trouble | null;
  onRetry?: () => void;
  sort?: Sort;
  onSort?: (sort: Sort) => void;
  selected?: ReadonlySet<string | number>;
  onSelect?: (selected: Set<string | number>) => void;
  /** What can be done with those selected. */
  bulk?: ReactNode;
  /** Pages by cursor: whether there is one before and after this. */
  pages?: { previous: (() => void) | null; next: (() => void) | null };
}

const LONG = 100; // beyond so many rows only those in sight are drawn, and the list scrolls by itself

/** A list of the API: sorted, filtered and paged by the server; what it is sorted by stands in the address. */
export function DataTable<Row>(shown: Shown<Row>) {
  const { id, caption, columns, rows, keyOf, nameOf, empty, problem, onRetry, sort, onSort, selected, pages } =
    shown;
  const [hidden, setHidden] = useLocalStorage<string[]>({
    key: `pronto-hidden-${id}`,
    defaultValue: columns.filter((column) => column.extra).map((column) => column.id),
  });
  const [viewport, setViewport] = useState<HTMLDivElement | null>(null);
  if (problem) return <ProblemAlert problem={problem} onRetry={onRetry} />;
  if (rows === undefined) return <Loading lines={8} height={28} />;
  if (rows.length === 0 && !pages?.previous) return empty;

  const visible = columns.filter((column) => !hidden.includes(column.id));
  const select = shown.onSelect;
  const chosen = rows.filter((row) => selected?.has(keyOf(row)));
  const isLong = rows.length > LONG;
  const isSelected = (row: Row) => selected?.has(keyOf(row)) ?? false;
  const cells = (row: Row) => (
    <>
      {select && (
        <Table.Td>
          <Checkbox
            aria-label={t`Select ${nameOf?.(row) ?? String(keyOf(row))}`}
            checked={isSelected(row)}
            onChange={({ currentTarget }) => {
              const next = new Set(selected);
              if (currentTarget.checked) next.add(keyOf(row));
              else next.delete(keyOf(row));
              select(next);
            }}
          />
        </Table.Td>
      )}
      {visible.map((column) => (
        <Table.Td key={column.id} ta={column.figures ? 'right' : undefined}>
          {column.cell(row)}
        </Table.Td>
      ))}
    </>
  );
  return (
    <div>
      <Group justify="space-between" mb="xs" mih={30}>
        <Group gap="sm" role="status">
          {select && selected && selected.size > 0 && (
            <>
              <Text size="sm" fw={600}>
                {plural(selected.size, { one: '# selected', other: '# selected' })}
              </Text>
              {shown.bulk}
            </>
          )}
        </Group>
        <ColumnChoice columns={columns} hidden={hidden} onChange={setHidden} />
      </Group>
      <ScrollArea.Autosize
        type="auto"
        mah={isLong ? '70vh' : undefined}
        viewportRef={setViewport}
        viewportProps={{ tabIndex: 0, role: 'region', 'aria-label': caption }}
        className={classes.frame}
      >
        <Table
          stickyHeader
          highlightOnHover
          verticalSpacing="xs"
          aria-rowcount={isLong ? rows.length + 1 : undefined}
        >
          <Table.Caption className={classes.caption}>{caption}</Table.Caption>
          <Table.Thead>
            <Table.Tr aria-rowindex={isLong ? 1 : undefined}>
              {select && (
                <Table.Th w={40}>
                  <Checkbox
                    aria-label={t`Select all rows on this page`}
                    checked={chosen.length === rows.length}
                    indeterminate={chosen.length > 0 && chosen.length < rows.length}
                    onChange={({ currentTarget }) =>
                      select(new Set(currentTarget.checked ? rows.map((row) => keyOf(row)) : []))
                    }
                  />
                </Table.Th>
              )}
              {visible.map((column) => (
                <Head key={column.id} column={column} sort={sort} onSort={onSort} />
              ))}
            </Table.Tr>
          </Table.Thead>
          {isLong ? (
            <LongBody
              rows={rows}
              keyOf={keyOf}
              width={visible.length + (select ? 1 : 0)}
              viewport={viewport}
              cells={cells}
              isSelected={isSelected}
            />
          ) : (
            <Table.Tbody>
              {rows.map((row) => (
                <Table.Tr key={keyOf(row)} data-selected={isSelected(row) || undefined}>
                  {cells(row)}
                </Table.Tr>
              ))}
            </Table.Tbody>
          )}
        </Table>
      </ScrollArea.Autosize>
      {pages && (pages.previous || pages.next) && <Pages {...pages} />}
    </div>
  );
}

function Head<Row>({ column, sort, onSort }: { column: Column<Row> } & Pick<Shown<Row>, 'sort' | 'onSort'>) {
  const by = sort?.replace(/^-/, '') === column.id ? (sort?.startsWith('-') ? 'descending' : 'ascending') : 'none';
  const align = column.figures ? 'right' : 'left';
  if (!column.sorts || !onSort) return <Table.Th ta={align}>{column.header}</Table.Th>;
  const Icon = by === 'none' ? IconSort : by === 'ascending' ? IconUp : IconDown;
  return (
    <Table.Th ta={align} aria-sort={by}>
      <UnstyledButton
        className={classes.sort}
        onClick={() => onSort(by === 'ascending' ? `-${column.id}` : column.id)}
      >
        {column.header}
        <Icon size={16} />
      </UnstyledButton>
    </Table.Th>
  );
}

function ColumnChoice<Row>(props: {
  columns: readonly Column<Row>[];
  hidden: string[];
  onChange: (hidden: string[]) => void;
}) {
  const { columns, hidden, onChange } = props;
  return (
    <Popover position="bottom-end" trapFocus withinPortal={false}>
      <Popover.Target>
        <ActionIcon variant="default" size={30} aria-label={t`Columns`}>
          <IconSettings size={18} />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown aria-label={t`Columns`}>
        <Stack gap="xs">
          {columns.map(({ id, header }) => (
            <Checkbox
              key={id}
              label={header}
              checked={!hidden.includes(id)}
              onChange={({ currentTarget }) =>
                onChange(currentTarget.checked ? hidden.filter((one) => one !== id) : [...hidden, id])
              }
            />
          ))}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

function Pages({ previous, next }: NonNullable<Shown<never>['pages']>) {
  return (
    <Group component="nav" justify="flex-end" mt="sm" gap="xs" aria-label={t`Pages`}>
      <Button
        size="xs"
        variant="default"
        leftSection={<IconLeft size={16} />}
        disabled={!previous}
        onClick={() => previous?.()}
      >{t`Previous`}</Button>
      <Button
        size="xs"
        variant="default"
        rightSection={<IconRight size={16} />}
        disabled={!next}
        onClick={() => next?.()}
      >{t`Next`}</Button>
    </Group>
  );
}
