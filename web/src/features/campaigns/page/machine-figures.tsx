import { t } from '@lingui/core/macro';
import { List, NativeSelect, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { detectionQuery, type MachineDetection, type Share } from '@/api/campaigns';
import { asProblem } from '@/api/problem';
import { Loading } from '@/ui/Loading';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { number, percent } from '@/words/format';
import classes from './campaign.module.css';

/** What machine detection costs: the delay of each answer, the machines it misses, and the people it may lose. */
export function MachineFigures({ campaignId }: { campaignId: number }) {
  const [days, setDays] = useState(30);
  const { data, error, refetch } = useQuery(detectionQuery(campaignId, days));
  return (
    <section aria-label={t`What machine detection costs`}>
      <Title order={2} size="h3">{t`What machine detection costs`}</Title>
      <NativeSelect
        label={t`Counted over`}
        value={String(days)}
        onChange={(event) => setDays(Number(event.currentTarget.value))}
        data={[
          { value: '1', label: t`the last 24 hours` },
          { value: '7', label: t`the last 7 days` },
          { value: '30', label: t`the last 30 days` },
          { value: '90', label: t`the last 90 days` },
        ]}
        maw={260}
        my="sm"
      />
      {error && <ProblemAlert problem={asProblem(error)} onRetry={() => void refetch()} />}
      {!data && !error && <Loading />}
      {data &&
        (data.delay_s === null ? <Text>{t`No answer was judged in this time.`}</Text> : <Found found={data} />)}
    </section>
  );
}

function Found({ found }: { found: MachineDetection }) {
  const seconds = (value: number | null) => (value === null ? '–' : `${number(value, 1)}\u00a0s`);
  const figures: [string, string][] = [
    [t`delay of half of the answers, at most`, seconds(found.delay_s)],
    [t`delay of 95 in 100, at most`, seconds(found.late_delay_s)],
    [t`taken for machines`, number(found.machines)],
    [t`passed to an agent`, number(found.talks)],
  ];
  return (
    <>
      <dl className={classes.figures}>
        {figures.map(([label, figure]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{figure}</dd>
          </div>
        ))}
      </dl>
      <List mt="sm" spacing={6}>
        <List.Item>
          {found.missed === null
            ? t`Machines that it missed: none was noticed yet.`
            : t`Machines that it missed: ${part(found.missed)}, by what agents said of their talks: ${interval(found.missed)}.`}
        </List.Item>
        <List.Item>{lost(found)}</List.Item>
        {found.like_people && (
          <List.Item>
            {t`Of ${number(found.like_people.whole)} calls that were taken for a machine and not hung up on at once, ${number(found.like_people.part)} ended as a person ends them: the called side spoke or hung up. As many people at most were taken for machines, save those who listened to the end: ${interval(found.like_people)}.`}
          </List.Item>
        )}
        {found.spoke > 0 && (
          <List.Item>
            {t`${number(found.spoke)} people spoke after they had been told who calls, and were not lost.`}
          </List.Item>
        )}
      </List>
      <Text size="sm" c="dimmed" mt="xs">
        {t`Each range holds the true share with 95 % confidence.`}
      </Text>
    </>
  );
}

/** People taken for machines, by the audit: the only way to know where machines are hung up on. */
function lost({ audited, machines, like_people }: MachineDetection): string {
  if (audited === null) {
    return like_people
      ? t`People taken for machines: nobody has listened to a sample yet.`
      : t`People taken for machines cannot be seen from calls that are hung up on at once: listen to a sample, and write below what was heard.`;
  }
  const [low, high] = [number(Math.floor(audited.low * machines)), number(Math.ceil(audited.high * machines))];
  return t`People taken for machines, by the sample: ${part(audited)}, ${interval(audited)}; so of these ${number(machines)} calls between ${low} and ${high}.`;
}

const part = ({ part, whole }: Share) => t`${number(part)} of ${number(whole)}`;
const interval = ({ low, high }: Share) => t`${percent(low, 1)} to ${percent(high, 1)}`;
