import { t } from '@lingui/core/macro';
import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { planShift } from '@/api/workplace';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { useDesk } from '../desk';

/** `2026-11-29T17:30` of this browser's clock, as the field writes it; empty for none. */
function asField(at: string | null): string {
  if (!at) return '';
  const when = new Date(at);
  return new Date(when.getTime() - when.getTimezoneOffset() * 60_000).toISOString().slice(11, 16);
}

/** The next instant with this time of day; null for none. */
export function nextAt(time: string, now: Date): string | null {
  const [hours, minutes] = time.split(':').map(Number);
  if (hours === undefined || minutes === undefined || Number.isNaN(hours) || Number.isNaN(minutes)) return null;
  const at = new Date(now.getFullYear(), now.getMonth(), now.getDate(), hours, minutes);
  if (at <= now) at.setDate(at.getDate() + 1);
  return at.toISOString();
}

/** When one leaves and when the next break is: from then on no call comes, and none is dialled ahead. */
export function ShiftPlan({ onClose }: { onClose: () => void }) {
  const { agent, run, pending, problem } = useDesk();
  const [ends, setEnds] = useState(asField(agent?.value.shift_ends_at ?? null));
  const [rests, setRests] = useState(asField(agent?.value.break_at ?? null));
  const save = async (event: FormEvent) => {
    event.preventDefault();
    if (!agent) return;
    const now = new Date();
    const plan = { shift_ends_at: nextAt(ends, now), break_at: nextAt(rests, now) };
    if (await run('plan', () => planShift(agent, plan))) onClose();
  };
  return (
    <Modal opened onClose={onClose} title={t`Plan of the shift`}>
      <form onSubmit={(event) => void save(event)}>
        <Stack>
          {problem && <ProblemAlert problem={problem} />}
          <Text size="sm">{t`From these times on no call comes to you, and nobody is called for you beforehand.`}</Text>
          <TextInput
            type="time"
            label={t`The next break begins`}
            value={rests}
            onChange={(event) => setRests(event.currentTarget.value)}
            data-autofocus
          />
          <TextInput
            type="time"
            label={t`The shift ends`}
            value={ends}
            onChange={(event) => setEnds(event.currentTarget.value)}
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t`Cancel`}
            </Button>
            <Button type="submit" loading={pending === 'plan'}>
              {t`Save`}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
