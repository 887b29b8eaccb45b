import { t } from '@lingui/core/macro';
import { Table, Text, Title } from '@mantine/core';
import type { Simulation } from '@/api/simulations';
import { dateAndTime, number, percent } from '@/words/format';
import { paceText } from './pace-text';

const share = (value: number | null | undefined, digits = 1) => (value == null ? '–' : percent(value, digits));

interface Row {
  key: string;
  what: string;
  when: string;
  foretold: string;
  foretoldAbandoned: string;
  happened: string;
  happenedAbandoned: string;
  hours: number;
}

/** What was foretold beside what happened: at the setting that was taken, and before at the one there was. */
export function WhatHappened({ all }: { all: readonly Simulation[] }) {
  const rows: Row[] = all.flatMap((one) => {
    const found: Row[] = [];
    const point = one.chosen === null ? undefined : one.points[one.chosen];
    const present = one.points.find((each) => each.is_present);
    if (point && one.after && one.chosen_at) {
      const until = one.replaced_at ? dateAndTime(new Date(one.replaced_at)) : t`now`;
      found.push({
        key: `${one.id} after`,
        what: paceText(point),
        when: t`${dateAndTime(new Date(one.chosen_at))} to ${until}`,
        foretold: `${percent(point.occupancy_low, 0)}–${percent(point.occupancy_high, 0)}`,
        foretoldAbandoned: percent(point.abandoned, 2),
        happened: share(one.after.occupancy),
        happenedAbandoned: share(one.after.abandoned_share, 2),
        hours: one.after.agent_hours,
      });
    }
    if (present && one.before.agent_hours > 0) {
      found.push({
        key: `${one.id} before`,
        what: t`${paceText(present)}, as it was`,
        when: t`${number(one.past_days)} days to ${dateAndTime(new Date(one.asked_at))}`,
        foretold: `${percent(present.occupancy_low, 0)}–${percent(present.occupancy_high, 0)}`,
        foretoldAbandoned: percent(present.abandoned, 2),
        happened: share(one.before.occupancy),
        happenedAbandoned: share(one.before.abandoned_share, 2),
        hours: one.before.agent_hours,
      });
    }
    return found;
  });
  if (rows.length === 0) return null;
  return (
    <section aria-label={t`What was foretold, and what happened`}>
      <Title order={3} size="h4" mt="md">{t`What was foretold, and what happened`}</Title>
      <Text size="sm" mb="xs">
        {t`Every simulation is kept. What happened is counted from the first whole quarter of an hour after the change.`}
      </Text>
      <Table.ScrollContainer minWidth={700}>
        <Table withTableBorder>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t`Setting`}</Table.Th>
              <Table.Th>{t`When`}</Table.Th>
              <Table.Th ta="right">{t`Occupancy foretold`}</Table.Th>
              <Table.Th ta="right">{t`happened`}</Table.Th>
              <Table.Th ta="right">{t`Abandoned foretold`}</Table.Th>
              <Table.Th ta="right">{t`happened`}</Table.Th>
              <Table.Th ta="right">{t`Agents' hours`}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map((row) => (
              <Table.Tr key={row.key}>
                <Table.Th scope="row">{row.what}</Table.Th>
                <Table.Td>{row.when}</Table.Td>
                <Table.Td ta="right">{row.foretold}</Table.Td>
                <Table.Td ta="right">{row.happened}</Table.Td>
                <Table.Td ta="right">{row.foretoldAbandoned}</Table.Td>
                <Table.Td ta="right">{row.happenedAbandoned}</Table.Td>
                <Table.Td ta="right">{number(row.hours, 1)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </section>
  );
}
