import { t } from '@lingui/core/macro';
import { Anchor, Group, Progress, Stack, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { penetrationQuery } from '@/api/campaigns';
import type { Versioned } from '@/api/client';
import type { List, ListFigures } from '@/api/lists';
import { problemInstead } from '@/api/problem';
import { EmptyYet } from '@/ui/Empty';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { dateAndTime, number, percent } from '@/words/format';
import { Shares } from './shares';
import { leadStates, leadsWords } from './words';

/** Where a list stands: its leads by state, how far it is worked through, and its share of the campaign's calls. */
export function Figures({ read, mayWrite }: { read: Versioned<ListFigures>; mayWrite: boolean }) {
  const list = read.value;
  const counts = list.archived_counts ?? list.leads;
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  if (total === 0) {
    return (
      <EmptyYet
        title={t`Nobody is in this list yet`}
      >{t`Load a file, or let a program send leads one by one.`}</EmptyYet>
    );
  }
  return (
    <Stack gap="lg">
      {list.task && <Task list={list} />}
      <Group align="flex-start" gap="xl">
        <Table w={380} withTableBorder captionSide="top" verticalSpacing={6}>
          <Table.Caption ta="left">{leadsWords(total)}</Table.Caption>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t`State`}</Table.Th>
              <Table.Th ta="right">{t`Leads`}</Table.Th>
              <Table.Th ta="right">{t`Share`}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {Object.entries(leadStates())
              .filter(([state]) => (counts[state] ?? 0) > 0)
              .map(([state, words]) => (
                <Table.Tr key={state}>
                  <Table.Th scope="row" fw={400}>
                    <Anchor inherit component={Link} to={`/leads?list=${list.id}&state=${state}`}>
                      {words}
                    </Anchor>
                  </Table.Th>
                  <Table.Td ta="right" className="figures">
                    {number(counts[state] ?? 0)}
                  </Table.Td>
                  <Table.Td ta="right" className="figures">
                    {percent((counts[state] ?? 0) / total)}
                  </Table.Td>
                </Table.Tr>
              ))}
          </Table.Tbody>
        </Table>
        {list.campaign_id !== null && <Worked list={list} campaignId={list.campaign_id} />}
      </Group>
      {list.campaign_id !== null && <Shares listId={list.id} campaignId={list.campaign_id} mayWrite={mayWrite} />}
    </Stack>
  );
}

/** How far work on all leads of the list is. */
export function Task({ list }: { list: List }) {
  const share = list.task_total ? list.task_done / list.task_total : 0;
  const words =
    list.task === 'rank'
      ? t`Leads are put in order: ${percent(share, 0)}`
      : t`Leads are put into the archive or taken out of it: ${percent(share, 0)}`;
  return (
    <Stack gap={4} maw={620}>
      <Text size="sm" role="status">
        {words}
      </Text>
      <Progress value={share * 100} aria-label={t`How far it is`} />
    </Stack>
  );
}

/** Penetration: how many were tried and reached, how many are due, and until when they last. */
function Worked({ list, campaignId }: { list: List; campaignId: number }) {
  const { data, error } = useQuery(penetrationQuery(campaignId));
  const lacking = problemInstead(error, data);
  if (lacking) return <ProblemAlert problem={lacking} />;
  const own = data?.lists.find(({ list_id }) => list_id === list.id);
  if (!own) return null;
  const share = (count: number) => `${number(count)} (${percent(own.total ? count / own.total : 0)})`;
  const facts: [string, string][] = [
    [t`called at least once`, share(own.dialled)],
    [t`talked to`, share(own.contacted)],
    [t`due now`, share(own.due)],
    [
      t`runs dry`,
      own.dry_at
        ? dateAndTime(new Date(own.dry_at))
        : own.is_off
          ? t`is not dialled`
          : t`not within a week, or the campaign does not dial`,
    ],
  ];
  return (
    <Table w={420} withTableBorder captionSide="top" verticalSpacing={6}>
      <Table.Caption ta="left">{t`Penetration`}</Table.Caption>
      <Table.Tbody>
        {facts.map(([what, said]) => (
          <Table.Tr key={what}>
            <Table.Th scope="row" fw={400}>
              {what}
            </Table.Th>
            <Table.Td ta="right" className="figures">
              {said}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
