import { t } from '@lingui/core/macro';
import { Anchor, Button, Group, Loader, NativeSelect, Stack, Text } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { campaignNamesQuery, makeReport } from '@/api/compliance';
import { asProblem } from '@/api/problem';
import { useJob } from '@/live/jobs';
import { EmptyYet } from '@/ui/Empty';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { State } from '@/ui/State';
import { CampaignChoice, chosenOf } from './choices';

/** The compliance report of a campaign: made in the background from stored events alone, and kept for a day. */
export function Report() {
  const { data: campaigns } = useQuery(campaignNamesQuery);
  const [picked, pick] = useState(0);
  const [form, setForm] = useState<'html' | 'json' | 'events'>('html');
  const campaignId = chosenOf(picked, campaigns);
  const making = useMutation({ mutationFn: () => makeReport(campaignId, form) });
  const job = useJob(making.data?.id);
  if (campaigns?.length === 0) return <EmptyYet title={t`There is no campaign yet`} />;
  return (
    <Stack>
      <Text maw="44rem">
        {t`Nineteen points for an authority, made from stored events alone: the rules and their changes, abandoned calls, registers, bases, objections. Its hash proves that nobody has changed it.`}
      </Text>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          making.mutate();
        }}
      >
        <Group align="end">
          <CampaignChoice value={campaignId} onChange={pick} />
          <NativeSelect
            label={t`Form`}
            value={form}
            data={[
              { value: 'html', label: t`a page to read and print` },
              { value: 'json', label: t`data with its hash (JSON)` },
              { value: 'events', label: t`the raw events (CSV)` },
            ]}
            onChange={(event) => setForm(event.currentTarget.value as typeof form)}
          />
          <Button type="submit" loading={making.isPending}>
            {t`Make it`}
          </Button>
        </Group>
      </form>
      {making.error && <ProblemAlert problem={asProblem(making.error)} />}
      <div role="status">
        {job && job.status !== 'done' && job.status !== 'failed' && (
          <Group gap="xs">
            <Loader size="sm" aria-hidden />
            <Text>{job.phase || job.message || t`It is being made…`}</Text>
          </Group>
        )}
        {job?.status === 'failed' && <State tone="stop">{job.message || t`It could not be made`}</State>}
        {job?.status === 'done' && job.file && (
          <Group>
            <State tone="ok">{t`The report is ready; it is kept for a day.`}</State>
            <Anchor href={job.file} download>
              {t`Save it`}
            </Anchor>
          </Group>
        )}
      </div>
    </Stack>
  );
}
