import { t } from '@lingui/core/macro';
import { Button, Group, Modal, SegmentedControl, Stack, Text, Textarea } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { asProblem } from '@/api/problem';
import { type IssueReport, issueReportsQuery, resolveIssueReport } from '@/api/supervision';
import { DataTable } from '@/ui/DataTable';
import { EmptyDone } from '@/ui/Empty';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { dateAndTime } from '@/words/format';
import { issueReportKind } from './words';

/** What agents report as wrong, and the answer that they read. */
export function IssueReports() {
  const [state, setState] = useState<'open' | 'resolved'>('open');
  const { data, error, refetch } = useQuery(issueReportsQuery(state));
  const [chosen, choose] = useState<IssueReport | null>(null);
  return (
    <Stack>
      <Group>
        <SegmentedControl
          aria-label={t`Which issue reports`}
          value={state}
          onChange={(value) => setState(value as 'open' | 'resolved')}
          data={[
            { value: 'open', label: t`Waiting for an answer` },
            { value: 'resolved', label: t`Answered` },
          ]}
        />
      </Group>
      <DataTable
        id="issue-reports"
        caption={t`Issue reports`}
        rows={data}
        problem={error && asProblem(error)}
        onRetry={() => void refetch()}
        keyOf={(issueReport) => issueReport.id}
        empty={
          <EmptyDone title={state === 'open' ? t`No issue report waits for an answer` : t`None was answered yet`} />
        }
        columns={[
          { id: 'made', header: t`When`, cell: (issueReport) => dateAndTime(new Date(issueReport.made_at)) },
          { id: 'agent', header: t`Agent`, cell: (issueReport) => issueReport.agent_name },
          { id: 'kind', header: t`About`, cell: (issueReport) => issueReportKind(issueReport.kind) },
          { id: 'note', header: t`What is wrong`, cell: (issueReport) => issueReport.note },
          { id: 'answer', header: t`Answer`, cell: (issueReport) => issueReport.answer },
          {
            id: 'act',
            header: t`Act`,
            cell: (issueReport) => (
              <Button size="compact-sm" variant="default" onClick={() => choose(issueReport)}>
                {issueReport.resolved_at ? t`Answer again` : t`Answer it`}
              </Button>
            ),
          },
        ]}
      />
      {chosen && <AnswerForm issueReport={chosen} onClose={() => choose(null)} />}
    </Stack>
  );
}

function AnswerForm({ issueReport, onClose }: { issueReport: IssueReport; onClose: () => void }) {
  const queries = useQueryClient();
  const [answer, setAnswer] = useState(issueReport.answer);
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => resolveIssueReport(issueReport.id, answer),
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: ['issue-reports'] });
      onClose();
    },
  });
  return (
    <Modal opened onClose={onClose} title={t`Answer to ${issueReport.agent_name}`}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          mutate();
        }}
      >
        <Stack>
          {error && <ProblemAlert problem={asProblem(error)} />}
          <Text>{issueReport.note || issueReportKind(issueReport.kind)}</Text>
          <Textarea
            label={t`What came of it`}
            value={answer}
            onChange={(event) => setAnswer(event.currentTarget.value)}
            maxLength={1000}
            autosize
            minRows={2}
            data-autofocus
          />
          <Group justify="flex-end">
            <Button type="submit" loading={isPending}>
              {t`Answer it`}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
