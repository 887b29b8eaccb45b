import { t } from '@lingui/core/macro';
import { Button, Group, Stack } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { callerIdQuery, deleteCallerId } from '@/api/caller-ids';
import { callerIdsQuery } from '@/api/installation';
import { asProblem } from '@/api/problem';
import { confirm } from '@/ui/Confirm';
import { ProblemAlert } from '@/ui/ProblemAlert';

/** Take a number away that no campaign shows any more, as one that went back to the carrier. */
export function DeleteCallerId({ callerIdId, onDone }: { callerIdId: number; onDone: () => void }) {
  const queries = useQueryClient();
  const { data: read } = useQuery(callerIdQuery(callerIdId));
  const { mutate, isPending, error } = useMutation({
    mutationFn: deleteCallerId,
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: callerIdsQuery.queryKey });
      onDone();
    },
  });
  if (!read) return null;
  const { number } = read.value;
  const ask = async () => {
    const body = t`No campaign can show it any more, and what was written of it goes. Calls that showed it keep the number.`;
    if (await confirm({ title: t`Delete the caller id ${number}?`, body, action: t`Delete it`, tone: 'stop' }))
      mutate(read);
  };
  return (
    <Stack gap="xs">
      {error && (
        <ProblemAlert
          problem={asProblem(error)}
          onReread={() => void queries.invalidateQueries({ queryKey: callerIdsQuery.queryKey })}
        />
      )}
      <Group justify="flex-end">
        <Button size="xs" variant="subtle" color="stop" loading={isPending} onClick={() => void ask()}>
          {t`Delete this caller id`}
        </Button>
      </Group>
    </Stack>
  );
}
