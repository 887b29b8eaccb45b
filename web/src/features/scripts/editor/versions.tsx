import { t } from '@lingui/core/macro';
import { Group, NativeSelect, Stack, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type ScriptDetail, scriptVersionQuery } from '@/api/scripts';
import { State } from '@/ui/State';
import { dateAndTime } from '@/words/format';
import { actorName } from '@/words/labels';
import { differences } from './draft';

/** All versions, and what differs between two of them. */
export function Versions({ record }: { record: ScriptDetail }) {
  const [from, setFrom] = useState(Math.max(1, record.published || record.newest - 1));
  const [to, setTo] = useState(record.newest);
  const { data: before } = useQuery(scriptVersionQuery(record.id, from));
  const { data: after } = useQuery(scriptVersionQuery(record.id, to));
  const numbers = record.versions.map((one) => ({ value: String(one.number), label: t`version ${one.number}` }));
  const found = before && after ? differences(before.body, after.body) : [];
  if (record.versions.length === 0) return <Text>{t`Nothing was saved yet.`}</Text>;
  return (
    <Stack gap="md">
      <Table.ScrollContainer minWidth={480}>
        <Table withTableBorder>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t`Version`}</Table.Th>
              <Table.Th>{t`Saved`}</Table.Th>
              <Table.Th>{t`What was changed`}</Table.Th>
              <Table.Th>{t`Published`}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {record.versions.map((one) => (
              <Table.Tr key={one.number}>
                <Table.Th scope="row">{one.number}</Table.Th>
                <Table.Td>
                  {dateAndTime(new Date(one.created_at))} {actorName(one.created_by)}
                </Table.Td>
                <Table.Td>{one.note}</Table.Td>
                <Table.Td>
                  {one.published_at ? (
                    <State tone="ok">{dateAndTime(new Date(one.published_at))}</State>
                  ) : (
                    t`not yet`
                  )}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      <Group>
        <NativeSelect
          label={t`Compare`}
          data={numbers}
          value={String(from)}
          onChange={(event) => setFrom(Number(event.currentTarget.value))}
        />
        <NativeSelect
          label={t`with`}
          data={numbers}
          value={String(to)}
          onChange={(event) => setTo(Number(event.currentTarget.value))}
        />
      </Group>
      {found.length === 0 ? (
        <Text>{t`They are the same.`}</Text>
      ) : (
        <Table.ScrollContainer minWidth={480}>
          <Table withTableBorder>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t`Part`}</Table.Th>
                <Table.Th>{t`Before`}</Table.Th>
                <Table.Th>{t`After`}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {found.map(({ where, was, now }) => (
                <Table.Tr key={where}>
                  <Table.Th scope="row">{where}</Table.Th>
                  <Table.Td>{was && <del>{was}</del>}</Table.Td>
                  <Table.Td>{now && <ins>{now}</ins>}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </Stack>
  );
}
