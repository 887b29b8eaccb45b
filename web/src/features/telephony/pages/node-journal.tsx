import { t } from '@lingui/core/macro';
import { Code, Group, Stack, Switch, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { asProblem } from '@/api/problem';
import { type JournalLine, journalQuery } from '@/api/telephony';
import { DataTable } from '@/ui/DataTable';
import { EmptyMatch, EmptyYet } from '@/ui/Empty';
import { State } from '@/ui/State';
import { number, timeOf } from '@/words/format';

/** What was sent to Asterisk in the last ten minutes and what it answered, in words. */
export function NodeJournal({ nodeId }: { nodeId: number }) {
  const [follow, setFollow] = useState(true);
  const [find, setFind] = useState('');
  const [audits, setAudits] = useState(false);
  const { data: lines, error, refetch } = useQuery(journalQuery(nodeId, follow));
  const wanted = find.trim().toLowerCase();
  const shown = lines
    ?.filter((line) => audits || !isAudit(line))
    .filter((line) => `${line.what} ${line.answer} ${line.raw}`.toLowerCase().includes(wanted))
    .map((line, place) => ({ ...line, key: `${line.at} ${place}` }));
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">
        {t`The last ten minutes, from the engine's memory. Secrets are not in it, and phone numbers are masked.`}
      </Text>
      <Group align="flex-end">
        <TextInput
          label={t`Find`}
          value={find}
          onChange={(event) => setFind(event.currentTarget.value)}
          autoComplete="off"
        />
        <Switch label={t`Follow`} checked={follow} onChange={(event) => setFollow(event.currentTarget.checked)} />
        <Switch
          label={t`With Pronto's regular looks`}
          checked={audits}
          onChange={(event) => setAudits(event.currentTarget.checked)}
        />
      </Group>
      <DataTable
        id="journal"
        caption={t`What was said`}
        rows={shown}
        problem={error && asProblem(error)}
        onRetry={() => void refetch()}
        keyOf={(line) => line.key}
        empty={
          wanted ? (
            <EmptyMatch onClear={() => setFind('')} />
          ) : (
            <EmptyYet title={t`Nothing was said`}>
              {t`In the last ten minutes Pronto had nothing to ask of this Asterisk but what it looks at regularly.`}
            </EmptyYet>
          )
        }
        columns={[
          { id: 'at', header: t`At`, cell: (line) => timeOf(new Date(line.at), true) },
          {
            id: 'way',
            header: t`Who`,
            cell: (line) => (line.way === 'sent' ? t`Pronto asks` : t`Asterisk says`),
          },
          { id: 'what', header: t`What`, cell: (line) => <span data-from="api">{line.what}</span> },
          { id: 'answer', header: t`Answer`, cell: (line) => <AnswerCell line={line} /> },
          {
            id: 'took',
            header: t`After`,
            figures: true,
            cell: (line) => (line.took_ms === null ? '' : `${number(line.took_ms, 1)}\u00a0ms`),
          },
          {
            id: 'raw',
            header: t`As written`,
            extra: true,
            cell: (line) => line.raw && <Code block>{line.raw}</Code>,
          },
        ]}
      />
    </Stack>
  );
}

function AnswerCell({ line }: { line: JournalLine }) {
  if (line.way === 'heard') return line.ok === false ? <State tone="warn">{t`look`}</State> : null;
  if (line.ok === null) return <State tone="rest">{t`none yet`}</State>;
  return (
    <State tone={line.ok ? 'ok' : 'warn'}>
      <span data-from="api">{line.answer || t`none in time`}</span>
    </State>
  );
}

const AUDITS = ['CoreShowChannels', 'DBGetTree', 'DBGet', 'Ping', 'PJSIPShowEndpoint'];

/** What Pronto asks every few seconds, whether anybody calls or not. */
const isAudit = ({ way, ok, raw }: JournalLine) =>
  way === 'sent' &&
  ok !== false &&
  AUDITS.some((name) => raw.startsWith(`Action: ${name}\n`) || raw === `Action: ${name}`);
