import { t } from '@lingui/core/macro';
import { Anchor, Group, NativeSelect, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { campaignNamesQuery, decisionsQuery, rulingsQuery } from '@/api/compliance';
import { asProblem } from '@/api/problem';
import { DataTable } from '@/ui/DataTable';
import { EmptyDone, EmptyYet } from '@/ui/Empty';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { State } from '@/ui/State';
import type { Tone } from '@/ui/theme';
import { dateAndTime, duration, number, timeOf } from '@/words/format';
import { CampaignChoice, chosenOf } from './choices';

const DAYS = [1, 7, 30, 90];

/** What the rules refused, put off or held back for a campaign, and what the pacer decided in the last hour. */
export function Decisions() {
  const { data: campaigns } = useQuery(campaignNamesQuery);
  const [picked, pick] = useState(0);
  const [days, setDays] = useState(7);
  const campaignId = chosenOf(picked, campaigns);
  if (campaigns?.length === 0) return <EmptyYet title={t`There is no campaign yet`} />;
  return (
    <Stack gap="lg">
      <Group align="end">
        <CampaignChoice value={campaignId} onChange={pick} />
        <NativeSelect
          label={t`Period`}
          value={days}
          data={DAYS.map((one) => ({ value: String(one), label: one === 1 ? t`last day` : t`last ${one} days` }))}
          onChange={(event) => setDays(Number(event.currentTarget.value))}
        />
      </Group>
      <Ruled campaignId={campaignId} days={days} />
      <Paced campaignId={campaignId} />
    </Stack>
  );
}

function answerOf(answer: string): [Tone, string] {
  switch (answer) {
    case 'refuse':
      return ['stop', t`refused`];
    case 'defer':
      return ['warn', t`put off`];
    case 'degrade':
      return ['brand', t`held back`];
    default:
      return ['rest', t`warned`];
  }
}

function pointOf(point: string): string {
  switch (point) {
    case 'import':
      return t`when a list was loaded`;
    case 'campaign_start':
      return t`at the start of the campaign`;
    case 'pre_dial':
      return t`before a call`;
    case 'in_call':
      return t`during a call`;
    case 'post_call':
      return t`after a call`;
    default:
      return t`when an agent was chosen`;
  }
}

function Ruled({ campaignId, days }: { campaignId: number; days: number }) {
  const { data, error, refetch } = useQuery(rulingsQuery(campaignId, days));
  return (
    <section aria-label={t`By rule`}>
      <Title order={2} size="h3" mb="xs">
        {t`By rule`}
      </Title>
      {data && !data.is_whole && (
        <Text size="sm">{t`There were more than can be counted at once: the oldest are left out.`}</Text>
      )}
      <DataTable
        id="rulings"
        caption={t`Decisions by rule`}
        rows={data?.rules}
        problem={error && asProblem(error)}
        onRetry={() => void refetch()}
        keyOf={(one) => `${one.rule} ${one.answer} ${one.point}`}
        empty={<EmptyDone title={t`No rule has objected in this time`} />}
        columns={[
          {
            id: 'rule',
            header: t`Rule`,
            cell: (one) => (
              <>
                <Anchor component={Link} to="/compliance" search={{ tab: 'rules', rule: one.rule } as never}>
                  {one.rule}
                </Anchor>
                {one.title && <Text size="sm">{one.title}</Text>}
              </>
            ),
          },
          {
            id: 'answer',
            header: t`Answer`,
            cell: (one) => {
              const [tone, word] = answerOf(one.answer);
              return <State tone={tone}>{word}</State>;
            },
          },
          { id: 'point', header: t`When`, cell: (one) => pointOf(one.point) },
          { id: 'count', header: t`How often`, figures: true, cell: (one) => number(one.count) },
          { id: 'last', header: t`The last time`, cell: (one) => dateAndTime(new Date(one.last_at)) },
          { id: 'facts', header: t`What it knew`, cell: (one) => one.facts },
          { id: 'source', header: t`Source`, extra: true, cell: (one) => one.citation },
        ]}
      />
    </section>
  );
}

function Paced({ campaignId }: { campaignId: number }) {
  const { data, error } = useQuery({ ...decisionsQuery(campaignId), retry: false });
  const problem = error && asProblem(error);
  return (
    <section aria-label={t`Pacing of the last hour`}>
      <Title order={2} size="h3" mb="xs">
        {t`Pacing of the last hour`}
      </Title>
      {problem && problem.kind !== 'busy' && <ProblemAlert problem={problem} />}
      {problem?.kind === 'busy' && (
        <Text>{t`No engine runs this campaign now: it keeps these in its memory.`}</Text>
      )}
      {data && (
        <Stack>
          <DataTable
            id="pacing-reasons"
            caption={t`Reasons of the last hour`}
            rows={data.summary}
            keyOf={(one) => one.code}
            empty={<EmptyDone title={t`Nothing was decided in the last hour`} />}
            columns={[
              { id: 'text', header: t`Reason`, cell: (one) => one.text },
              { id: 'decisions', header: t`Decisions`, figures: true, cell: (one) => number(one.decisions) },
              { id: 'dialled', header: t`Calls started`, figures: true, cell: (one) => number(one.dialled) },
              { id: 'seconds', header: t`Time`, figures: true, cell: (one) => duration(one.seconds) },
            ]}
          />
          {data.decisions.length > 0 && (
            <DataTable
              id="pacing-decisions"
              caption={t`Last decisions`}
              rows={data.decisions}
              keyOf={(one) => one.number}
              empty={null}
              columns={[
                { id: 'at', header: t`At`, cell: (one) => timeOf(new Date(one.at), true) },
                { id: 'text', header: t`Reason`, cell: (one) => one.text },
                { id: 'words', header: t`Figures`, cell: (one) => one.words },
              ]}
            />
          )}
        </Stack>
      )}
    </section>
  );
}
