import { t } from '@lingui/core/macro';
import { Code, Table, Text } from '@mantine/core';
import { Fragment } from 'react';
import type { ObjectChange } from '@/api/provisioning';
import { EmptyYet } from '@/ui/Empty';
import classes from './provisioning.module.css';

interface Shown {
  changes: readonly ObjectChange[];
  caption: string;
  before: string;
  after: string;
  nothing: string;
}

/** What changes of PJSIP's objects, option by option. */
export function Changes({ changes, caption, before, after, nothing }: Shown) {
  if (changes.length === 0) return <EmptyYet title={nothing} />;
  return (
    <Table captionSide="top" withTableBorder verticalSpacing={4} className={classes.changes}>
      <Table.Caption ta="left">{caption}</Table.Caption>
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">{t`Option`}</Table.Th>
          <Table.Th scope="col">{before}</Table.Th>
          <Table.Th scope="col">{after}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {changes.map((one) => (
          <Fragment key={`${one.kind} ${one.name}`}>
            <Table.Tr>
              <Table.Th scope="rowgroup" colSpan={3}>
                <Text span size="sm" fw={600}>
                  {changeText(one)}
                </Text>
              </Table.Th>
            </Table.Tr>
            {one.options.map(({ option, before: was, after: is }) => (
              <Table.Tr key={option}>
                <Table.Th scope="row" fw={400}>
                  <Code>{option}</Code>
                </Table.Th>
                <Table.Td>
                  {was === null ? '–' : <span className={classes.value}>{was || t`(empty)`}</span>}
                </Table.Td>
                <Table.Td>{is === null ? '–' : <span className={classes.value}>{is || t`(empty)`}</span>}</Table.Td>
              </Table.Tr>
            ))}
          </Fragment>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function changeText({ kind, change }: ObjectChange) {
  const words: Record<string, string> = {
    auth: t`log-in (auth)`,
    aor: t`address (aor)`,
    endpoint: t`endpoint`,
    identify: t`incoming address (identify)`,
    registration: t`registration`,
  };
  const thing = words[kind] ?? kind;
  if (change === 'added') return t`New: ${thing}`;
  if (change === 'removed') return t`Taken away: ${thing}`;
  return t`Changed: ${thing}`;
}

/** A configuration file's text. */
export function ConfText({ text, label }: { text: string; label: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a long text is scrolled by keyboard
    <section className={classes.conf} aria-label={label} tabIndex={0}>
      <pre data-from="api">{text}</pre>
    </section>
  );
}
