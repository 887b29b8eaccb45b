import { t } from '@lingui/core/macro';
import { Stack, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { problemInstead } from '@/api/problem';
import { recordedQuery } from '@/api/workday';
import { Loading } from '@/ui/Loading';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { dateOf, number } from '@/words/format';

/** What the system records about the agent: what, why, how long, who sees it, how much there is. For the agent alone. */
export function Recorded({ agentId }: { agentId: number }) {
  const { data, error } = useQuery(recordedQuery(agentId));
  const lacking = problemInstead(error, data);
  if (lacking) return <ProblemAlert problem={lacking} />;
  if (!data) return <Loading />;
  return (
    <Stack gap="sm">
      <Text>{t`Nobody may check your work by a program without your knowing. This is all that Pronto keeps about you; the numbers are counted now.`}</Text>
      <Table.ScrollContainer
        minWidth={640}
        scrollAreaProps={{
          viewportProps: { tabIndex: 0, role: 'region', 'aria-label': t`What the system records about me` },
        }}
      >
        <Table verticalSpacing="xs">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t`What`}</Table.Th>
              <Table.Th>{t`What for`}</Table.Th>
              <Table.Th>{t`How long`}</Table.Th>
              <Table.Th>{t`Who sees it`}</Table.Th>
              <Table.Th ta="right">{t`Entries`}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {data.map((one) => (
              <Table.Tr key={one.code}>
                <Table.Td>{one.what}</Table.Td>
                <Table.Td>{one.purpose}</Table.Td>
                <Table.Td>{one.kept}</Table.Td>
                <Table.Td>{one.seen_by}</Table.Td>
                <Table.Td ta="right">
                  {one.rows === null ? '–' : number(one.rows)}
                  {one.first_at && (
                    <Text size="xs" c="dimmed">
                      {t`since ${dateOf(new Date(one.first_at))}`}
                    </Text>
                  )}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Stack>
  );
}
