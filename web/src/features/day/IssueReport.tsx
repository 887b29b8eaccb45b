import { t } from '@lingui/core/macro';
import { Button, Group, Radio, Stack, Text, Textarea } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { asProblem } from '@/api/problem';
import { type IssueReportKind, ownIssueReportsQuery, reportIssue } from '@/api/workday';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { dateAndTime } from '@/words/format';

interface Shown {
  agentId: number;
  /** The call in which it was noticed. */
  attemptId?: string | null;
  onDone: () => void;
}

/** "Something is wrong here": the script, a price, who is called, the line. It goes to those who can mend it. */
export function IssueReport({ agentId, attemptId = null, onDone }: Shown) {
  const queries = useQueryClient();
  const [kind, setKind] = useState<IssueReportKind>('script');
  const [note, setNote] = useState('');
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => reportIssue(agentId, { kind, note, attempt_id: attemptId }),
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: ownIssueReportsQuery(agentId).queryKey });
      onDone();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    mutate();
  };
  const kinds: [IssueReportKind, string][] = [
    ['script', t`The script`],
    ['price', t`A price or an offer`],
    ['list', t`Who is called`],
    ['line', t`The line, the sound`],
    ['other', t`Something else`],
  ];
  return (
    <form onSubmit={submit}>
      <Stack>
        {error && <ProblemAlert problem={asProblem(error)} />}
        <Radio.Group
          label={t`What is wrong?`}
          value={kind}
          onChange={(value) => setKind(value as IssueReportKind)}
          required
        >
          <Stack gap="xs" mt="xs">
            {kinds.map(([value, label], place) => (
              <Radio key={value} value={value} label={label} data-autofocus={place === 0 || undefined} />
            ))}
          </Stack>
        </Radio.Group>
        <Textarea
          label={t`In a few words`}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
          maxLength={1000}
          autosize
          minRows={2}
        />
        {attemptId && (
          <Text size="sm" c="dimmed">
            {t`The present call is sent with it.`}
          </Text>
        )}
        <Group justify="flex-end">
          <Button type="submit" loading={isPending}>
            {t`Send to who can mend it`}
          </Button>
        </Group>
        <Answers agentId={agentId} />
      </Stack>
    </form>
  );
}

/** What came of the last issue reports. */
function Answers({ agentId }: { agentId: number }) {
  const { data = [] } = useQuery(ownIssueReportsQuery(agentId));
  const answered = data.filter((one) => one.resolved_at !== null).slice(0, 3);
  if (!answered.length) return null;
  return (
    <Stack gap={4}>
      <Text size="sm" fw={600}>{t`Answers to your last issue reports`}</Text>
      {answered.map((one) => (
        <Text size="sm" key={one.id}>
          {`${dateAndTime(new Date(one.resolved_at ?? one.made_at))} · ${one.note || one.kind}: ${one.answer || t`done`}`}
        </Text>
      ))}
    </Stack>
  );
}
