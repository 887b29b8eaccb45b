import { plural, t } from '@lingui/core/macro';
import { Button, Code, Group, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { asProblem } from '@/api/problem';
import { beginCheck, isUnderWay, type NodeFinding, nodeCheckQuery } from '@/api/telephony';
import { useJobChanges } from '@/live/jobs';
import { Loading } from '@/ui/Loading';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { Prose } from '@/ui/Prose';
import { State } from '@/ui/State';
import { dateAndTime } from '@/words/format';

/** What `pronto asterisk check` finds, asked for here, with what to write where. */
export function NodeCheckPanel({ nodeId }: { nodeId: number }) {
  const queries = useQueryClient();
  const asked = nodeCheckQuery(nodeId);
  const { data: check, error } = useQuery(asked);
  useJobChanges(isUnderWay(check) ? check?.job_id : null, asked.queryKey);
  const [all, setAll] = useState(false);
  const beginning = useMutation({
    mutationFn: () => beginCheck(nodeId),
    onSuccess: (begun) => queries.setQueryData(asked.queryKey, begun),
  });
  // Whoever asks for a check wants one: only where there is none yet does it begin by itself.
  const never = check?.status === 'never';
  const begin = beginning.mutate;
  useEffect(() => {
    if (never) begin();
  }, [never, begin]);
  const problem = beginning.error ?? error;
  if (problem) return <ProblemAlert problem={asProblem(problem)} onRetry={() => beginning.mutate()} />;
  if (check === undefined) return <Loading lines={4} />;
  const wrong = check.findings.filter(({ ok }) => !ok);
  const well = check.findings.length - wrong.length;
  const runs = isUnderWay(check) || never;
  return (
    <Stack gap="md">
      <Text role="status">
        {runs
          ? t`Asterisk is asked for its modules, dialplan, codecs, sounds, trunks and phones.`
          : summary(check.status, wrong.length, well, check.ended_at)}
      </Text>
      {check.status === 'failed' && <Text>{check.message}</Text>}
      <Findings findings={all ? check.findings : wrong} />
      <Group>
        <Button onClick={() => beginning.mutate()} loading={runs || beginning.isPending}>
          {t`Check again`}
        </Button>
        {well > 0 && (
          <Button variant="subtle" onClick={() => setAll(!all)} aria-expanded={all}>
            {all
              ? t`Hide what is in order`
              : plural(well, { one: 'Show # line that is in order', other: 'Show # lines that are in order' })}
          </Button>
        )}
      </Group>
    </Stack>
  );
}

function summary(status: string, wrong: number, well: number, endedAt: string | null): string {
  if (status === 'failed') return t`The check did not come to its end.`;
  const at = endedAt === null ? '' : dateAndTime(new Date(endedAt));
  if (wrong === 0) return t`${at}: everything that Pronto needs is in order.`;
  const found = plural(wrong, { one: '# thing is to be mended', other: '# things are to be mended' });
  return `${at}: ${found}, ${plural(well, { one: '# is in order', other: '# are in order' })}.`;
}

/** A line to write into a file is shown as such, with its line breaks. */
const isLine = (mend: string) => /^[\w([#].*( = |=>|#include)|\n/.test(mend);

function Findings({ findings }: { findings: readonly NodeFinding[] }) {
  if (findings.length === 0) return null;
  return (
    <Stack component="ul" gap="sm" p={0} m={0} aria-label={t`What was found`} style={{ listStyle: 'none' }}>
      {findings.map(({ ok, what, where, mend }) => (
        <li key={`${what} ${where}`}>
          <Group gap="sm" align="baseline" wrap="nowrap">
            <Text component="div" miw={110} style={{ flex: 'none' }}>
              <State tone={ok ? 'ok' : 'stop'}>{ok ? t`in order` : t`to mend`}</State>
            </Text>
            <div data-from="api">
              <Text>
                <Prose>{what}</Prose>{' '}
                <Text span c="dimmed" size="sm">
                  {where}
                </Text>
              </Text>
              {mend && (isLine(mend) ? <Code block>{mend}</Code> : <Text size="sm">{<Prose>{mend}</Prose>}</Text>)}
            </div>
          </Group>
        </li>
      ))}
    </Stack>
  );
}
