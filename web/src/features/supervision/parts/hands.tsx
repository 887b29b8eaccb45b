import { t } from '@lingui/core/macro';
import { Button, Group, Stack } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { asProblem } from '@/api/problem';
import { answerHand, handsQuery, pauseReasonsOfQuery } from '@/api/supervision';
import { useLive } from '@/live/live';
import { DataTable } from '@/ui/DataTable';
import { EmptyDone } from '@/ui/Empty';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { Since } from '@/ui/Since';
import { labelOf } from '@/words/labels';
import { campaignsOf } from './live';

/** Who asks for help, the longest waiting first; and the answer. */
export function Hands() {
  const queries = useQueryClient();
  const { data, error, refetch } = useQuery(handsQuery);
  const { data: reasons } = useQuery(pauseReasonsOfQuery(null));
  const campaigns = useLive('board', campaignsOf);
  // The stream tells how many there are; whose they are is asked for then.
  const raised = useLive('board', (parts) =>
    campaignsOf(parts).reduce((sum, one) => sum + Number((one as { hands?: number }).hands ?? 0), 0),
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: another number of hands is asked for anew
  useEffect(() => void queries.invalidateQueries({ queryKey: ['hands'] }), [raised, queries]);
  const answering = useMutation({
    mutationFn: ({ id, approved }: { id: number; approved: boolean }) => answerHand(id, approved),
    onSettled: () => void queries.invalidateQueries({ queryKey: ['hands'] }),
  });
  const wordsOf = (code: string) => {
    const known = reasons?.value.reasons.find((one) => one.code === code);
    return known ? labelOf(known) : code;
  };
  return (
    <Stack>
      {answering.error && <ProblemAlert problem={asProblem(answering.error)} />}
      <DataTable
        id="hands"
        caption={t`Raised hands`}
        rows={data}
        problem={error && asProblem(error)}
        onRetry={() => void refetch()}
        keyOf={(hand) => hand.agent_id}
        empty={<EmptyDone title={t`Nobody asks for help`} />}
        columns={[
          { id: 'agent', header: t`Agent`, cell: (hand) => hand.agent_name },
          {
            id: 'since',
            header: t`For`,
            figures: true,
            cell: (hand) =>
              hand.raised_at ? <Since at={Date.parse(hand.raised_at) / 1000} warn={60} stop={180} /> : '',
          },
          {
            id: 'campaign',
            header: t`Campaign`,
            cell: (hand) => campaigns.find((one) => one.id === hand.campaign_id)?.name ?? '',
          },
          { id: 'asks', header: t`Asks for`, cell: (hand) => (hand.asks ? wordsOf(hand.asks) : t`help`) },
          { id: 'note', header: t`Note`, cell: (hand) => hand.note },
          {
            id: 'answer',
            header: t`Answer`,
            cell: (hand) => (
              <Group gap="xs" wrap="nowrap">
                {hand.asks && (
                  <Button size="compact-sm" onClick={() => answering.mutate({ id: hand.agent_id, approved: true })}>
                    {t`Approve`}
                  </Button>
                )}
                <Button
                  size="compact-sm"
                  variant="default"
                  onClick={() => answering.mutate({ id: hand.agent_id, approved: false })}
                >
                  {hand.asks ? t`Not now` : t`I come`}
                </Button>
              </Group>
            ),
          },
        ]}
      />
    </Stack>
  );
}
