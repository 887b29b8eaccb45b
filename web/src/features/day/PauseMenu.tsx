import { t } from '@lingui/core/macro';
import { Button, Group, Stack, Text } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import { asProblem, problemInstead } from '@/api/problem';
import { type PauseReason, pauseFor, pauseReasonsQuery, raiseHand } from '@/api/workday';
import { Loading } from '@/ui/Loading';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { lasting } from '@/words/format';
import { labelOf } from '@/words/labels';

interface Shown {
  agentId: number;
  /** The pause comes after the present call. */
  later?: boolean;
  onDone: () => void;
}

/** The reasons to pause, by digit or by click. One that needs approval raises the hand. */
export function PauseMenu({ agentId, later = false, onDone }: Shown) {
  const { data: reasons, error } = useQuery(pauseReasonsQuery);
  const list = useRef<HTMLUListElement>(null);
  const choice = useMutation({
    mutationFn: (reason: PauseReason): Promise<unknown> =>
      reason.needs_approval ? raiseHand(agentId, '', reason.code) : pauseFor(agentId, reason.code),
    onSuccess: onDone,
  });
  // Digits are heard while the list has the focus, and nowhere else.
  useEffect(() => {
    if (reasons) list.current?.querySelector('button')?.focus();
  }, [reasons]);
  const press = (event: KeyboardEvent) => {
    const found = reasons?.[Number(event.key) - 1];
    if (found && !event.ctrlKey && !event.altKey && !event.metaKey) {
      event.preventDefault();
      choice.mutate(found);
    }
  };
  const lacking = problemInstead(error, reasons);
  if (lacking) return <ProblemAlert problem={lacking} />;
  if (!reasons) return <Loading />;
  return (
    <Stack gap="xs" onKeyDown={press}>
      {choice.error && <ProblemAlert problem={asProblem(choice.error)} />}
      <ul ref={list} aria-label={t`Reason of the pause`} style={{ listStyle: 'none', margin: 0, padding: 0 }}>
        {reasons.map((reason, place) => (
          <li key={reason.code}>
            <Button
              variant="subtle"
              data-autofocus={place === 0 || undefined}
              fullWidth
              justify="flex-start"
              leftSection={<kbd>{place + 1}</kbd>}
              loading={choice.isPending && choice.variables?.code === reason.code}
              onClick={() => choice.mutate(reason)}
              aria-keyshortcuts={String(place + 1)}
            >
              <Group gap="xs">
                <span data-from="api">{labelOf(reason)}</span>
                <Text size="xs">{aboutOf(reason)}</Text>
              </Group>
            </Button>
          </li>
        ))}
      </ul>
      <Text size="sm" c="dimmed">
        {later
          ? t`The pause begins after this call. Nobody is called for you while you are away.`
          : t`Nobody is called for you while you are away.`}
      </Text>
    </Stack>
  );
}

function aboutOf(reason: PauseReason): string {
  const parts = [
    reason.limit_s === null ? '' : t`up to ${lasting(reason.limit_s)}`,
    reason.counts_as_screen_break ? t`break from the screen` : '',
    reason.needs_approval ? t`asks your supervisor` : '',
  ];
  return parts.filter(Boolean).join(' · ');
}
