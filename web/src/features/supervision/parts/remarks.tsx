import { t } from '@lingui/core/macro';
import { Button, Group, Modal, SegmentedControl, Stack, Text, Textarea } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { asProblem } from '@/api/problem';
import { type Remark, remarksQuery, resolveRemark } from '@/api/supervision';
import { DataTable } from '@/ui/DataTable';
import { EmptyDone } from '@/ui/Empty';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { dateAndTime } from '@/words/format';
import { remarkKind } from './words';

/** What agents report as wrong, and the answer that they read. */
export function Remarks() {
  const [state, setState] = useState<'open' | 'resolved'>('open');
  const { data, error, refetch } = useQuery(remarksQuery(state));
  const [chosen, choose] = useState<Remark | null>(null);
  return (
    <Stack>
      <Group>
        <SegmentedControl
          aria-label={t`Which remarks`}
          value={state}
          onChange={(value) => setState(value as 'open' | 'resolved')}
          data={[
            { value: 'open', label: t`Waiting for an answer` },
            { value: 'resolved', label: t`Answered` },
          ]}
        />
      </Group>
      <DataTable
        id="remarks"
        caption={t`Remarks`}
        rows={data}
        problem={error && asProblem(error)}
        onRetry={() => void refetch()}
        keyOf={(remark) => remark.id}
        empty={<EmptyDone title={state === 'open' ? t`No remark waits for an answer` : t`None was answered yet`} />}
        columns={[
          { id: 'made', header: t`When`, cell: (remark) => dateAndTime(new Date(remark.made_at)) },
          { id: 'agent', header: t`Agent`, cell: (remark) => remark.agent_name },
          { id: 'kind', header: t`About`, cell: (remark) => remarkKind(remark.kind) },
          { id: 'note', header: t`What is wrong`, cell: (remark) => remark.note },
          { id: 'answer', header: t`Answer`, cell: (remark) => remark.answer },
          {
            id: 'act',
            header: t`Act`,
            cell: (remark) => (
              <Button size="compact-sm" variant="default" onClick={() => choose(remark)}>
                {remark.resolved_at ? t`Answer again` : t`Answer it`}
              </Button>
            ),
          },
        ]}
      />
      {chosen && <AnswerForm remark={chosen} onClose={() => choose(null)} />}
    </Stack>
  );
}

function AnswerForm({ remark, onClose }: { remark: Remark; onClose: () => void }) {
  const queries = useQueryClient();
  const [answer, setAnswer] = useState(remark.answer);
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => resolveRemark(remark.id, answer),
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: ['remarks'] });
      onClose();
    },
  });
  return (
    <Modal opened onClose={onClose} title={t`Answer to ${remark.agent_name}`}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          mutate();
        }}
      >
        <Stack>
          {error && <ProblemAlert problem={asProblem(error)} />}
          <Text>{remark.note || remarkKind(remark.kind)}</Text>
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
