import { i18n } from '@lingui/core';
import { t } from '@lingui/core/macro';
import { Button, Checkbox, Group, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { asProblem, problemInstead } from '@/api/problem';
import {
  changeReportSchedule,
  createReportSchedule,
  type ReportFigure,
  type ReportSchedule,
  reportScheduleQuery,
} from '@/api/report-schedules';
import { Loading } from '@/ui/Loading';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { weekdays } from '@/words/format';
import { nameOf } from '@/words/language';
import { languages } from '@/words/words';
import { dimensionText } from './words';

const FIGURES: ReportFigure[] = ['disposition', 'list', 'agent', 'caller_id', 'trunk', 'outcome', 'cause'];

type Values = Pick<ReportSchedule, 'rhythm' | 'weekday' | 'at' | 'time_zone' | 'language'> & {
  figures: string[];
  recipients: string;
};

const addressesOf = (said: string) => said.split(/[\s,;]+/).filter(Boolean);

interface New {
  campaigns: readonly { value: string; label: string }[];
  campaignId: number;
  onMade: () => void;
}

/** Results of a campaign that are to be sent from now on. */
export function NewSchedule({ campaigns, campaignId, onMade }: New) {
  const queries = useQueryClient();
  const [campaign, setCampaign] = useState(String(campaignId));
  const making = useMutation({
    mutationFn: ({ recipients, figures, ...said }: Values) =>
      createReportSchedule({
        ...said,
        campaign_id: Number(campaign),
        figures: figures as ReportFigure[],
        recipients: addressesOf(recipients),
        is_paused: false,
      }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['report-schedules'] });
      onMade();
    },
  });
  return (
    <Stack gap="sm">
      {making.error && <ProblemAlert problem={asProblem(making.error)} />}
      <NativeSelect
        label={t`Campaign`}
        data={[...campaigns]}
        value={campaign}
        onChange={(event) => setCampaign(event.currentTarget.value)}
      />
      <ScheduleForm
        initial={{
          rhythm: 'daily',
          weekday: 0,
          at: '07:30',
          time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
          figures: ['disposition'],
          recipients: '',
          language: languages.includes(i18n.locale) ? i18n.locale : 'en',
        }}
        action={t`Have it sent`}
        isSending={making.isPending}
        onSend={(said) => making.mutate(said)}
      />
    </Stack>
  );
}

/** When, to whom and what is sent; what another has changed meanwhile is not overwritten. */
export function ChangeSchedule({ scheduleId, onDone }: { scheduleId: number; onDone: () => void }) {
  const queries = useQueryClient();
  const { data: read, error } = useQuery(reportScheduleQuery(scheduleId));
  const changing = useMutation({
    mutationFn: async ({ recipients, figures, ...said }: Values) => {
      if (!read) return;
      const wanted = { ...said, figures: figures as ReportFigure[], recipients: addressesOf(recipients) };
      await changeReportSchedule(read, wanted);
    },
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['report-schedules'] });
      onDone();
    },
  });
  const lacking = problemInstead(error, read);
  if (lacking) return <ProblemAlert problem={lacking} />;
  if (!read) return <Loading lines={5} />;
  const one = read.value;
  return (
    <Stack gap="sm">
      {changing.error && (
        <ProblemAlert
          problem={asProblem(changing.error)}
          onReread={() => void queries.invalidateQueries({ queryKey: ['report-schedules'] })}
        />
      )}
      <ScheduleForm
        key={read.etag}
        initial={{ ...one, figures: [...one.figures], recipients: one.recipients.join(', ') }}
        action={t`Save`}
        isSending={changing.isPending}
        onSend={({ rhythm, weekday, at, time_zone, language, figures, recipients }) =>
          changing.mutate({ rhythm, weekday, at, time_zone, language, figures, recipients })
        }
      />
    </Stack>
  );
}

interface FormShown {
  initial: Values;
  action: string;
  isSending: boolean;
  onSend: (said: Values) => void;
}

function ScheduleForm({ initial, action, isSending, onSend }: FormShown) {
  const [said, setSaid] = useState(initial);
  const set = (part: Partial<Values>) => setSaid({ ...said, ...part });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onSend(said);
      }}
    >
      <Stack gap="sm">
        <Group grow align="flex-end">
          <NativeSelect
            label={t`How often`}
            data={[
              { value: 'daily', label: t`daily, about the day before` },
              { value: 'weekly', label: t`weekly, about the seven days before` },
            ]}
            value={said.rhythm}
            onChange={(event) => set({ rhythm: event.currentTarget.value as Values['rhythm'] })}
          />
          {said.rhythm === 'weekly' && (
            <NativeSelect
              label={t`Weekday`}
              data={weekdays().map((label, day) => ({ value: String(day), label }))}
              value={String(said.weekday)}
              onChange={(event) => set({ weekday: Number(event.currentTarget.value) })}
            />
          )}
          <TextInput
            label={t`At (hours and minutes)`}
            description={t`By the clocks of ${said.time_zone}`}
            value={said.at}
            pattern="([01][0-9]|2[0-3]):[0-5][0-9]"
            required
            onChange={(event) => set({ at: event.currentTarget.value })}
          />
        </Group>
        <TextInput
          label={t`Recipients`}
          description={t`E-mail addresses, with commas between`}
          value={said.recipients}
          required
          onChange={(event) => set({ recipients: event.currentTarget.value })}
        />
        <Checkbox.Group label={t`Broken down by`} value={said.figures} onChange={(figures) => set({ figures })}>
          <Group gap="md" mt={4}>
            {FIGURES.map((figure) => (
              <Checkbox key={figure} value={figure} label={dimensionText(figure)} />
            ))}
          </Group>
        </Checkbox.Group>
        <NativeSelect
          label={t`Language of the message`}
          data={languages.map((code) => ({ value: code, label: nameOf(code) }))}
          value={said.language}
          onChange={(event) => set({ language: event.currentTarget.value })}
        />
        <Text
          size="sm"
          c="dimmed"
        >{t`The message holds counts alone: no number and no name of a person called.`}</Text>
        <Group>
          <Button type="submit" loading={isSending}>
            {action}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
