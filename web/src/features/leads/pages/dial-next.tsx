import { t } from '@lingui/core/macro';
import { Button, Group, Modal, Select, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { agentsQuery } from '@/api/agents';
import { dialNext } from '@/api/leads';
import { asProblem } from '@/api/problem';
import { ProblemAlert } from '@/ui/ProblemAlert';

/** Let a lead be the next that its campaign dials, for anyone or for one agent. */
export function DialNext({ leadId, disabled }: { leadId: number; disabled: boolean }) {
  const queries = useQueryClient();
  const [isOpen, setOpen] = useState(false);
  const [agent, setAgent] = useState<string | null>(null);
  const { data: agents = [] } = useQuery({ ...agentsQuery, enabled: isOpen });
  const next = useMutation({
    mutationFn: () => dialNext(leadId, agent ? Number(agent) : null),
    onSuccess: ({ waits }) => {
      setOpen(false);
      notifications.show({ color: 'ok', title: t`It is the next to be dialled.`, message: waits.text });
    },
    onSettled: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: ['leads', leadId] }),
        queries.invalidateQueries({ queryKey: ['callbacks'] }),
      ]),
  });
  return (
    <>
      <Button disabled={disabled} onClick={() => setOpen(true)}>{t`Dial next`}</Button>
      <Modal
        opened={isOpen}
        onClose={() => {
          setOpen(false);
          next.reset();
        }}
        title={t`Dial next`}
      >
        <Stack>
          {next.error && <ProblemAlert problem={asProblem(next.error)} />}
          <Text size="sm">{t`For five minutes it goes before all others, by the same rules as every call.`}</Text>
          <Select
            label={t`For`}
            placeholder={t`anyone`}
            data={agents.map(({ id, name, display_name }) => ({
              value: String(id),
              label: display_name || name,
            }))}
            value={agent}
            onChange={setAgent}
            clearable
            clearButtonProps={{ 'aria-label': t`anyone` }}
            searchable
          />
          <Group justify="flex-end">
            <Button loading={next.isPending} onClick={() => next.mutate()} data-autofocus>{t`Dial next`}</Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}
