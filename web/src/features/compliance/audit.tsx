import { t } from '@lingui/core/macro';
import { Anchor, Button, Group, Stack, Text, TextInput, Title } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import {
  type AuditFilters,
  type AuditLine,
  auditFile,
  auditQuery,
  type ChainCheck,
  verifyAudit,
} from '@/api/compliance';
import { asProblem } from '@/api/problem';
import { ConfirmedFile } from '@/features/session';
import { DataTable } from '@/ui/DataTable';
import { EmptyMatch, EmptyYet } from '@/ui/Empty';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { State } from '@/ui/State';
import { dateAndTime, number } from '@/words/format';
import { type Catalogue, speakToo } from '@/words/language';
import classes from './parts/audit.module.css';

await speakToo(import.meta.glob<Catalogue>('./words/*.po'));

const instant = (day: string | undefined, ends: boolean) => {
  if (!day) return undefined;
  const at = new Date(`${day}T00:00:00`);
  if (ends) at.setDate(at.getDate() + 1);
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
};

/** Who did what, in a chain that shows if a line was changed or taken out. */
export default function Audit() {
  const asked = useSearch({ strict: false }) as AuditFilters;
  const navigate = useNavigate();
  const [draft, setDraft] = useState(asked);
  const [cursors, setCursors] = useState<(string | null)[]>([null]);
  const filters: AuditFilters = Object.fromEntries(
    Object.entries({
      subject: asked.subject,
      action: asked.action,
      since: instant(asked.since, false),
      until: instant(asked.until, true),
    }).filter(([, value]) => value),
  );
  const { data, error, refetch } = useQuery(auditQuery(filters, cursors.at(-1) ?? null));
  const next = data?.next;
  const search = (wanted: AuditFilters) => {
    setCursors([null]);
    const kept = Object.fromEntries(Object.entries(wanted).filter(([, value]) => value));
    void navigate({ to: '.', search: kept } as never);
  };
  const field = (name: keyof AuditFilters, label: string, description = '', type = 'text') => (
    <TextInput
      label={label}
      description={description || undefined}
      inputWrapperOrder={['label', 'input', 'description']}
      type={type}
      value={draft[name] ?? ''}
      maxLength={200}
      onChange={(event) => setDraft({ ...draft, [name]: event.currentTarget.value })}
    />
  );
  return (
    <Stack gap="lg">
      <Title order={1}>{t`Audit`}</Title>
      <Verify />
      <form
        aria-label={t`Filters`}
        onSubmit={(event) => {
          event.preventDefault();
          search(draft);
        }}
      >
        <Group align="start">
          {field('subject', t`About`, t`kind and number, as in campaign:3`)}
          {field('action', t`Action`, t`as in campaign.update`)}
          {field('since', t`From`, '', 'date')}
          {field('until', t`To`, '', 'date')}
          <Button type="submit" mt="1.55rem">
            {t`Search`}
          </Button>
        </Group>
      </form>
      <DataTable
        id="audit"
        caption={t`Audit`}
        rows={data?.items}
        problem={error && asProblem(error)}
        onRetry={() => void refetch()}
        keyOf={(line) => line.id}
        empty={
          Object.keys(filters).length ? (
            <EmptyMatch
              onClear={() => {
                setDraft({});
                search({});
              }}
            />
          ) : (
            <EmptyYet title={t`Nothing was written yet`} />
          )
        }
        columns={[
          { id: 'id', header: t`No.`, figures: true, cell: (line) => line.id },
          { id: 'at', header: t`When`, cell: (line) => dateAndTime(new Date(line.at)) },
          { id: 'actor', header: t`Who`, cell: (line) => <span data-from="api">{line.actor}</span> },
          { id: 'action', header: t`Action`, cell: (line) => <code data-from="api">{line.action}</code> },
          {
            id: 'subject',
            header: t`About`,
            cell: (line) =>
              line.subject && (
                <Anchor
                  component="button"
                  type="button"
                  size="sm"
                  ta="left"
                  data-from="api"
                  onClick={() => {
                    setDraft({ subject: line.subject });
                    search({ subject: line.subject });
                  }}
                >
                  {line.subject}
                </Anchor>
              ),
          },
          { id: 'facts', header: t`Details`, cell: (line) => <Facts line={line} /> },
          { id: 'hash', header: t`Hash`, extra: true, cell: (line) => <code>{line.hash.slice(0, 16)}</code> },
        ]}
        pages={{
          previous: cursors.length > 1 ? () => setCursors(cursors.slice(0, -1)) : null,
          next: next ? () => setCursors([...cursors, next]) : null,
        }}
      />
    </Stack>
  );
}

/** The facts of a line as they stand there: their names are those of the API. */
function Facts({ line }: { line: AuditLine }) {
  const text = JSON.stringify(line.facts, null, 1);
  if (text === '{}') return '';
  if (text.length < 80)
    return (
      <code className={classes.facts} data-from="api">
        {text.replace(/\s+/g, ' ')}
      </code>
    );
  return (
    <details data-from="api">
      <summary>{text.replace(/\s+/g, ' ').slice(0, 60)}…</summary>
      <pre className={classes.facts}>{text}</pre>
    </details>
  );
}

/** Whether the chain is whole: every line's hash covers the line and the one before. */
function Verify() {
  const { mutate, isPending, error, data } = useMutation({ mutationFn: verifyAudit });
  return (
    <section aria-label={t`The chain`}>
      <Group>
        <Button variant="default" loading={isPending} onClick={() => mutate()}>
          {t`Verify the chain`}
        </Button>
        <ConfirmedFile read={auditFile} name="audit.jsonl">
          {t`Save all of it`}
        </ConfirmedFile>
        <span role="status">{data && <Checked check={data} />}</span>
      </Group>
      {error && <ProblemAlert problem={asProblem(error)} />}
      <Text size="sm" mt="xs">
        {t`Each line holds the hash of the one before: a line that was changed or taken out breaks the chain. Whoever has the saved file can check it without Pronto.`}
      </Text>
    </section>
  );
}

function Checked({ check }: { check: ChainCheck }) {
  const lines = number(check.lines);
  if (check.whole) return <State tone="ok">{t`Whole: ${lines} lines, each as it was written`}</State>;
  return <State tone="stop">{t`Broken at line ${check.broken_at ?? 0}: ${check.why}`}</State>;
}
