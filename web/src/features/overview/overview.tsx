import { t } from '@lingui/core/macro';
import { Stack, Table, Title } from '@mantine/core';
import { useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { asProblem } from '@/api/problem';
import { readinessQuery } from '@/api/readiness';
import { meQuery } from '@/api/session';
import { SetupNotice } from '@/features/setup';
import { Loading } from '@/ui/Loading';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { Prose } from '@/ui/Prose';
import { State } from '@/ui/State';
import { CampaignsNow } from './campaigns-now';

// Loaded behind the rest: it has words of its own, and asks again and again.
const AlertList = lazy(async () => ({ default: (await import('@/features/alerts')).AlertList }));

/** Whether Pronto can place calls, what is missing if it cannot, and what campaigns do now. */
export default function Overview() {
  const { data: me } = useSuspenseQuery(meQuery);
  const { data, error, refetch } = useQuery(readinessQuery);
  return (
    <Stack gap="xl">
      <Title order={1}>{t`Overview`}</Title>
      {me.permissions.includes('node.write') && <SetupNotice />}
      {error && <ProblemAlert problem={asProblem(error)} onRetry={() => void refetch()} />}
      {!data && !error && <Loading />}
      {data && (
        <section aria-label={t`State of Pronto`}>
          <Title order={2} size="h3" mb="sm">
            {data.status === 'ready' ? t`Pronto can place calls` : t`Pronto cannot place calls yet`}
          </Title>
          <Table withTableBorder maw={760}>
            <Table.Tbody>
              {data.checks.map(({ name, ok, words }) => (
                <Table.Tr key={name}>
                  <Table.Td w={140}>
                    <State tone={ok ? 'ok' : 'stop'}>{ok ? t`in order` : t`missing`}</State>
                  </Table.Td>
                  <Table.Td>
                    <Prose>{words}</Prose>
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </section>
      )}
      {me.permissions.includes('board.read') && (
        <>
          <Suspense fallback={<Loading />}>
            <AlertList most={5} />
          </Suspense>
          <CampaignsNow />
        </>
      )}
    </Stack>
  );
}
