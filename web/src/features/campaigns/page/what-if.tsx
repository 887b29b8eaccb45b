import { plural, t } from '@lingui/core/macro';
import { Button, Group, Progress, SimpleGrid, Stack, Table, Text, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Campaign } from '@/api/campaigns';
import { asProblem } from '@/api/problem';
import { runs, type SimulatedPoint, type Simulation, simulate, simulationsQuery } from '@/api/simulations';
import { useJobChanges } from '@/live/jobs';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { State } from '@/ui/State';
import { dateAndTime, number, percent } from '@/words/format';
import { Curve } from './curve';
import { NumberBox } from './number-box';
import { paceText } from './pace-text';
import type { Edit } from './use-edit';
import { WhatHappened } from './what-happened';

interface Shown {
  campaign: Campaign;
  edit: Edit;
  /** How many agents are logged in now; 0: nobody. */
  agents: number;
}

/** What other settings would bring, played with the campaign's own past calls; and what came of those that were taken. */
export function WhatIf({ campaign, edit, agents }: Shown) {
  const { data: all, error, refetch } = useQuery(simulationsQuery(campaign.id));
  const newest = all?.[0];
  const running = newest && runs(newest) ? newest : undefined;
  useJobChanges(running?.job_id, simulationsQuery(campaign.id).queryKey);
  const shown = all?.find((one) => one.status === 'done');
  return (
    <section aria-label={t`What if`}>
      <Title order={2} size="h3">{t`What if?`}</Title>
      <Text size="sm" mb="sm">
        {t`Pronto plays hours of this campaign at other settings, with its own past calls, its own law and the pacing that dials.`}
      </Text>
      <Stack>
        {error && <ProblemAlert problem={asProblem(error)} onRetry={() => void refetch()} />}
        {edit.mayWrite && <Ask campaignId={campaign.id} agents={agents} running={running} />}
        {running && <HowFar one={running} />}
        {newest?.status === 'failed' && (
          <ProblemAlert problem={{ kind: 'refused', title: t`It could not be played`, message: newest.failed }} />
        )}
        {shown && <Found one={shown} edit={edit} />}
        {all && <WhatHappened all={all} />}
      </Stack>
    </section>
  );
}

function Ask({
  campaignId,
  agents,
  running,
}: {
  campaignId: number;
  agents: number;
  running: Simulation | undefined;
}) {
  const queries = useQueryClient();
  const [asked, setAsked] = useState<{ agents?: number; past_days: number }>({ past_days: 30 });
  // Who is logged in is known a moment after the page: until somebody says another number, it is that.
  const chosen = { agents, ...asked };
  const asking = useMutation({
    mutationFn: () => simulate(campaignId, { ...chosen, hours: 2, days: 3 }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['campaigns', campaignId, 'simulations'] }),
  });
  return (
    <>
      <Group align="flex-end">
        <NumberBox
          label={t`Agents`}
          description={t`0: as many as in the past`}
          value={chosen.agents}
          onNumber={(value) => setAsked({ ...asked, agents: value })}
          min={0}
          max={500}
          w={170}
        />
        <NumberBox
          label={t`Past days`}
          description={t`whose calls are used`}
          value={asked.past_days}
          onNumber={(value) => setAsked({ ...asked, past_days: value })}
          min={1}
          max={365}
          w={170}
        />
        <Button onClick={() => asking.mutate()} loading={asking.isPending} disabled={running !== undefined}>
          {t`Play other settings`}
        </Button>
      </Group>
      {asking.error && <ProblemAlert problem={asProblem(asking.error)} />}
    </>
  );
}

function HowFar({ one }: { one: Simulation }) {
  const share = one.total ? (one.done / one.total) * 100 : 0;
  return (
    <div role="status">
      <Text size="sm">
        {one.total
          ? t`${number(one.done)} of ${number(one.total)} days are played. You may leave the page: it goes on.`
          : t`It begins in a moment.`}
      </Text>
      <Progress value={share} aria-label={t`Days that are played`} mt={4} animated maw={520} />
    </div>
  );
}

function Found({ one, edit }: { one: Simulation; edit: Edit }) {
  const { points, past } = one;
  const present = points.find((point) => point.is_present);
  const [marked, setMarked] = useState<number | null>(null);
  if (!past || !present) return null;
  const { settings } = edit;
  const isSet = (point: SimulatedPoint) =>
    point.mode === settings.mode &&
    (point.mode !== 'predictive' || Math.abs(point.target - settings.target_abandon_share) < 1e-6) &&
    (point.mode !== 'ratio' || Math.abs(point.ratio - settings.ratio) < 1e-6);
  return (
    <Stack gap="sm">
      <Text size="sm">
        {t`Played on ${dateAndTime(new Date(one.asked_at))} from ${number(past.calls)} calls, of which ${percent(past.answered_share, 0)} were answered by a person, with ${agentsText(past.agents, one)}.`}{' '}
        {past.assumed.length > 0 && t`Assumed, since the calls do not say it: ${past.assumed.join(', ')}.`}
      </Text>
      <SimpleGrid cols={{ base: 1, xl: 2 }}>
        <Curve
          title={t`Occupancy against abandoned calls`}
          points={points.map((point, at) => ({
            name: paceText(point),
            x: point.abandoned,
            y: point.occupancy,
            low: point.occupancy_low,
            high: point.occupancy_high,
            joined: point.mode === 'predictive',
            marked: marked === at,
            present: point.is_present,
          }))}
        />
        <Table.ScrollContainer minWidth={440}>
          <Table withTableBorder highlightOnHover aria-label={t`What each setting would bring`}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t`Setting`}</Table.Th>
                <Table.Th ta="right">{t`Occupancy`}</Table.Th>
                <Table.Th ta="right">{t`Abandoned`}</Table.Th>
                <Table.Th ta="right">{t`Talks an agent's hour`}</Table.Th>
                <Table.Th />
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {points.map((point, at) => (
                <Table.Tr
                  key={paceText(point) + String(point.is_present)}
                  onMouseEnter={() => setMarked(at)}
                  onMouseLeave={() => setMarked(null)}
                >
                  <Table.Th scope="row">
                    {paceText(point)} {point.is_present && <State tone="brand">{t`as it was`}</State>}
                  </Table.Th>
                  <Table.Td ta="right">
                    {percent(point.occupancy)}
                    <Text size="xs" c="dimmed">
                      {point.is_present
                        ? `${percent(point.occupancy_low, 0)}–${percent(point.occupancy_high, 0)}`
                        : difference(point.occupancy - present.occupancy)}
                    </Text>
                  </Table.Td>
                  <Table.Td ta="right">{percent(point.abandoned, 2)}</Table.Td>
                  <Table.Td ta="right">{number(point.talks_per_agent_hour, 1)}</Table.Td>
                  <Table.Td>
                    {edit.mayWrite && (
                      <Button
                        size="compact-sm"
                        variant="default"
                        styles={{ label: { whiteSpace: 'nowrap' } }}
                        disabled={isSet(point)}
                        aria-label={t`Use ${paceText(point)}`}
                        onFocus={() => setMarked(at)}
                        onBlur={() => setMarked(null)}
                        onClick={() =>
                          edit.change({
                            mode: point.mode as typeof settings.mode,
                            ratio: point.ratio,
                            target_abandon_share: point.target,
                          })
                        }
                      >
                        {isSet(point) ? t`is set` : t`Use it`}
                      </Button>
                    )}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      </SimpleGrid>
      <Text size="sm" c="dimmed">
        {t`Means of ${plural(one.days, { one: '# day', other: '# days' })} of ${number(one.hours, one.hours % 1 ? 1 : 0)} hours from a cold start. Days differ by themselves: a difference smaller than the spread of the present setting is none.`}
      </Text>
    </Stack>
  );
}

function agentsText(inThePast: number, one: Simulation): string {
  const agents = one.agents || inThePast;
  return plural(agents, { one: '# agent', other: '# agents' });
}

const difference = (share: number) => {
  const points = number(Math.abs(share * 100), 1);
  if (Math.abs(share) < 0.0005) return t`the same`;
  return share >= 0 ? t`${points} points more` : t`${points} points less`;
};
