import { t } from '@lingui/core/macro';
import { Radio, Table } from '@mantine/core';
import type { ReactNode } from 'react';

export interface Difference {
  field: string;
  label: string;
  mine: ReactNode;
  theirs: ReactNode;
  /** What it was before both. */
  before?: ReactNode;
}

interface Shown {
  /** Who changed it meanwhile, and when, in a sentence. */
  caption: string;
  differences: readonly Difference[];
  /** By field: whose is kept. */
  chosen: Readonly<Record<string, 'mine' | 'theirs'>>;
  onChoose: (field: string, whose: 'mine' | 'theirs') => void;
}

/** Two people changed the same thing: both versions, field by field, and a choice for each. */
export function Diff({ caption, differences, chosen, onChoose }: Shown) {
  const hasBefore = differences.some(({ before }) => before !== undefined);
  return (
    <Table captionSide="top" withTableBorder verticalSpacing="xs">
      <Table.Caption ta="left">{caption}</Table.Caption>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t`Field`}</Table.Th>
          {hasBefore && <Table.Th>{t`Before`}</Table.Th>}
          <Table.Th>{t`Mine`}</Table.Th>
          <Table.Th>{t`Theirs`}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {differences.map(({ field, label, before, mine, theirs }) => (
          <Table.Tr key={field}>
            <Table.Th scope="row">{label}</Table.Th>
            {hasBefore && <Table.Td>{before}</Table.Td>}
            {(['mine', 'theirs'] as const).map((whose) => (
              <Table.Td key={whose}>
                <Radio
                  name={`diff-${field}`}
                  checked={(chosen[field] ?? 'theirs') === whose}
                  onChange={() => onChoose(field, whose)}
                  label={whose === 'mine' ? mine : theirs}
                  aria-label={whose === 'mine' ? t`${label}: mine` : t`${label}: theirs`}
                />
              </Table.Td>
            ))}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
