import { t } from '@lingui/core/macro';
import { Group, NativeSelect, Stack, Table, Text, Title } from '@mantine/core';
import type { Part, Results } from '@/api/results';
import { canList, DIMENSIONS, type Dimension, type Rows } from './address';
import { Figure } from './figure';
import { asShare } from './funnel';
import { sideName } from './results';
import { countAt, dimensionText, partName, partsOf, STAGES, shareOf, stageText } from './words';

interface Shown {
  results: Results;
  compared: Results | undefined;
  by: Dimension;
  onBy: (by: Dimension) => void;
  onRows: (rows: Rows) => void;
}

/** The figures by what attempts have in common. */
export function Breakdown({ results, compared, by, onBy, onRows }: Shown) {
  const dimensions = DIMENSIONS.filter((one) => one !== 'agent' || results.agents !== null);
  const mine = partsOf(results, by);
  const theirs = compared && by !== 'day' ? partsOf(compared, by) : [];
  const parts = [...mine, ...theirs.filter((one) => !mine.some((own) => isSame(by, one, own))).map(emptied)];
  return (
    <Stack gap="sm" component="section" aria-label={t`Broken down`}>
      <Group justify="space-between" align="flex-end">
        <Title order={2} size="h3">{t`Broken down`}</Title>
        <NativeSelect
          label={t`By`}
          value={by}
          data={dimensions.map((one) => ({ value: one, label: dimensionText(one) }))}
          onChange={(event) => onBy(event.currentTarget.value as Dimension)}
        />
      </Group>
      {by === 'agent' && (
        <Text size="sm" c="dimmed">
          {t`Calls that have ended. These figures depend on the lists and hours that an agent got: do not rank people by them.`}
        </Text>
      )}
      <Table.ScrollContainer minWidth={760}>
        <Table highlightOnHover withTableBorder>
          <Table.Caption>{sideName(results)}</Table.Caption>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{dimensionText(by)}</Table.Th>
              {STAGES.map((stage) => (
                <Table.Th key={stage} ta="right">
                  {stage === 'tried' ? t`attempts` : stageText(stage)}
                </Table.Th>
              ))}
              <Table.Th ta="right">{t`hit rate`}</Table.Th>
              <Table.Th ta="right">{t`conversion of right parties`}</Table.Th>
              {compared && (
                <>
                  <Table.Th ta="right">{t`attempts compared`}</Table.Th>
                  <Table.Th ta="right">{t`conversions compared`}</Table.Th>
                  <Table.Th ta="right">{t`hit rate compared`}</Table.Th>
                </>
              )}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {parts.map((part) => (
              <PartRow
                key={`${part.value} ${part.detail}`}
                part={part}
                by={by}
                beside={compared && (partsOf(compared, by).find((one) => isSame(by, one, part)) ?? null)}
                onRows={onRows}
              />
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Stack>
  );
}

/** A part that the other side alone has. */
const emptied = (part: Part): Part => ({
  ...part,
  attempts: 0,
  answered: 0,
  persons: 0,
  right_parties: 0,
  successes: 0,
  talks: 0,
  talk_s: 0,
});

/** Days of two periods are not the same things; all else is by its id. */
const isSame = (by: Dimension, one: Part, other: Part) =>
  by !== 'day' && one.value === other.value && one.detail === other.detail;

interface PartRowShown {
  part: Part;
  by: Dimension;
  beside: Part | null | undefined;
  onRows: (rows: Rows) => void;
}

function PartRow({ part, by, beside, onRows }: PartRowShown) {
  const name = partName(by, part);
  const opens = (rows: Rows) =>
    canList(by, part.value)
      ? () => onRows({ of: by, value: part.value, detail: part.detail || undefined, ...rows })
      : undefined;
  return (
    <Table.Tr>
      <Table.Th scope="row">{name}</Table.Th>
      {STAGES.map((stage) => (
        <Table.Td key={stage} ta="right">
          <Figure
            value={countAt(part, stage)}
            name={`${name}, ${stageText(stage)}`}
            onOpen={opens({ reached: stage })}
          />
        </Table.Td>
      ))}
      <Table.Td ta="right">
        <Figure
          value={part.persons}
          text={asShare(shareOf(part.persons, part.attempts))}
          name={t`${name}, hit rate`}
          onOpen={opens({ reached: 'person', out_of: 'tried' })}
        />
      </Table.Td>
      <Table.Td ta="right">
        <Figure
          value={part.successes}
          text={asShare(shareOf(part.successes, part.right_parties))}
          name={t`${name}, conversion of right parties`}
          onOpen={opens({ reached: 'success', out_of: 'right_party' })}
        />
      </Table.Td>
      {beside !== undefined && (
        <>
          <Table.Td ta="right">
            {beside ? (
              <Figure
                value={beside.attempts}
                name={t`${name}, attempts compared`}
                onOpen={opens({ reached: 'tried', side: 'other' })}
              />
            ) : (
              '–'
            )}
          </Table.Td>
          <Table.Td ta="right">
            {beside ? (
              <Figure
                value={beside.successes}
                name={t`${name}, conversions compared`}
                onOpen={opens({ reached: 'success', side: 'other' })}
              />
            ) : (
              '–'
            )}
          </Table.Td>
          <Table.Td ta="right">
            {beside ? (
              <Figure
                value={beside.persons}
                text={asShare(shareOf(beside.persons, beside.attempts))}
                name={t`${name}, hit rate compared`}
                onOpen={opens({ reached: 'person', out_of: 'tried', side: 'other' })}
              />
            ) : (
              '–'
            )}
          </Table.Td>
        </>
      )}
    </Table.Tr>
  );
}
