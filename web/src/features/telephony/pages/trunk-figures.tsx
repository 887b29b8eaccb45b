import { plural, t } from '@lingui/core/macro';
import { Button, Group, Modal, Stack, Text, Title } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import type { Trunk } from '@/api/telephony';
import { useConnection } from '@/live/live';
import { Spark } from '@/ui/Spark';
import { Stale } from '@/ui/Stale';
import { State } from '@/ui/State';
import { duration, number, percent, timeOf } from '@/words/format';
import { type LiveTrunk, type Minutes, useLiveTrunk, useMinutes } from './live';
import classes from './telephony.module.css';
import { trunkWord } from './words';

interface Shown {
  trunk: Trunk;
}

const NOTHING = '–';

/** The state in a word, why, and what ends it. */
export function TrunkState({ trunk }: Shown) {
  const live = useLiveTrunk(trunk.id);
  const [tone, word] = trunkWord(live?.state ?? (trunk.enabled ? undefined : 'drained'));
  const note = live && noteOf(live);
  return (
    <div>
      <State tone={tone}>{word}</State>
      {note && <Text size="xs">{note}</Text>}
      {live?.alarm && (
        <Text size="xs" data-from="api">
          {live.alarm.text}
        </Text>
      )}
    </div>
  );
}

function noteOf({ state, rest, channels }: LiveTrunk): string {
  if (state === 'draining') return plural(channels, { one: '# call goes on', other: '# calls go on' });
  if (state === 'down') return t`Asterisk has no such endpoint, or its carrier does not answer OPTIONS.`;
  if (state !== 'resting' || !rest) return '';
  const [cause, at, who] = [rest.cause, timeOf(rest.until * 1000, true), rest.campaigns.join(', ')];
  return t`The carrier refuses: ${cause}. Tried again at ${at}, for ${who}.`;
}

/** Channels in use, of those that it may have. */
export function Channels({ trunk }: Shown) {
  const live = useLiveTrunk(trunk.id);
  const [used, most] = [live ? number(live.channels) : NOTHING, number(trunk.max_channels)];
  return <span>{t`${used} of ${most}`}</span>;
}

/** Figures with a course over the last hour. */
export const COURSES = ['placed', 'asr', 'ner', 'aloc_s', 'pdd_p50_s'] as const;
type Figure = (typeof COURSES)[number];

export function courseWord(of: Figure): string {
  const words: Record<Figure, string> = {
    placed: t`Calls/s`,
    asr: t`ASR`,
    ner: t`NER`,
    aloc_s: t`ALOC`,
    pdd_p50_s: t`PDD`,
  };
  return words[of];
}

/** A figure of the last five minutes, and its course over the last hour. */
export function Course({ trunk, of }: Shown & { of: Figure }) {
  const live = useLiveTrunk(trunk.id);
  const minutes = useMinutes(trunk.id);
  const now = live ? figureOf(live, of) : NOTHING;
  const note = besides(trunk, live, of);
  return (
    <Stack gap={2} align="flex-end">
      <span>{now}</span>
      {note && (
        <Text size="xs" c="dimmed">
          {note}
        </Text>
      )}
      {minutes && <Spark values={courseOf(minutes, of)} label={t`Over the last hour; now ${now}`} width={64} />}
    </Stack>
  );
}

const courseOf = (minutes: Minutes, of: Figure) => minutes[of];

function figureOf({ recent }: LiveTrunk, of: Figure): string {
  if (!recent) return NOTHING;
  switch (of) {
    case 'placed':
      return number(recent.per_second, 1);
    case 'asr':
    case 'ner':
      return percent(recent[of], 0);
    case 'aloc_s':
      return recent.aloc_s === null ? NOTHING : duration(recent.aloc_s);
    default:
      return recent.pdd_s ? seconds(recent.pdd_s.p50) : NOTHING;
  }
}

const seconds = (value: number) => `${number(value, 1)}\u00a0s`;

/** What stands below a figure: the trunk's limit, or by when nearly all calls ring. */
function besides(trunk: Trunk, live: LiveTrunk | undefined, of: Figure): string {
  if (of === 'placed') return t`of ${number(trunk.calls_per_second, 1)}`;
  const delays = live?.recent?.pdd_s;
  return of === 'pdd_p50_s' && delays ? t`95 % by ${seconds(delays.p95)}` : '';
}

/** The final SIP responses of the last five minutes by class, "2xx 61 % · 4xx 39 %", each with its last hour. */
export function Sip({ trunk }: Shown) {
  const recent = useLiveTrunk(trunk.id)?.recent;
  const minutes = useMinutes(trunk.id);
  if (!recent) return <span>{NOTHING}</span>;
  const parts = Object.entries(recent.sip).map(([name, count]) => {
    const part = percent(count / recent.placed, 0);
    const text = name === 'none' ? t`none ${part}` : `${name} ${part}`;
    return { name, text, course: minutes?.sip?.[name] };
  });
  return (
    <Stack gap={0}>
      {parts.map(({ name, text, course }) => (
        <Group key={name} gap={6} wrap="nowrap" justify="space-between">
          <Text size="xs">{text}</Text>
          {course && <Spark values={course} label={t`Over the last hour; now ${text}`} width={48} height={16} />}
        </Group>
      ))}
    </Stack>
  );
}

/** All figures of one trunk, by name, as the list of trunks shows them. */
export function TrunkFigures({ trunk }: Shown) {
  const { heardAt, engineAge } = useConnection();
  const [explained, setExplained] = useState(false);
  const figures: [string, ReactNode][] = [
    [t`State`, <TrunkState key="state" trunk={trunk} />],
    [t`Channels`, <Channels key="channels" trunk={trunk} />],
    ...COURSES.map((of): [string, ReactNode] => [courseWord(of), <Course key={of} trunk={trunk} of={of} />]),
    [t`SIP`, <Sip key="sip" trunk={trunk} />],
  ];
  return (
    <section aria-label={t`Figures of this moment`}>
      <Group justify="space-between" mb="xs">
        <Title order={2} size="h4">{t`Figures of this moment`}</Title>
        <Button size="xs" variant="default" onClick={() => setExplained(true)}>
          {t`What the figures mean`}
        </Button>
      </Group>
      <Stale heardAt={heardAt} engineAge={engineAge}>
        <dl className={classes.figures}>
          {figures.map(([label, figure]) => (
            <div key={label}>
              <Text component="dt" size="sm" c="dimmed">
                {label}
              </Text>
              <dd>{figure}</dd>
            </div>
          ))}
        </dl>
      </Stale>
      <Explained opened={explained} onClose={() => setExplained(false)} />
    </section>
  );
}

/** The figures' names with their formulas, over the page. */
export function Explained({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Modal opened={opened} onClose={onClose} title={t`What the figures mean`} size="lg">
      <Meaning />
    </Modal>
  );
}

/** The figures' names with their formulas. */
function Meaning() {
  const meanings: [string, string][] = [
    [
      t`ASR`,
      t`Answer-seizure ratio: answered calls by calls placed on the trunk (ITU-T E.425). Machines count. It says more of the people who are called than of the carrier.`,
    ],
    [
      t`NER`,
      t`Network effectiveness ratio: calls that came as far as a phone (answered, busy, not answered, declined) by calls placed (ITU-T E.425). It is the carrier's own quality: below 95 % ask the carrier.`,
    ],
    [t`ALOC`, t`Average length of conversation: the time from answer to end, by answered calls.`],
    [
      t`PDD`,
      t`Post-dial delay: from the call to its first ringing. Half of the calls ring by the first time, 95 of 100 by the second.`,
    ],
    [t`SIP`, t`How the calls ended for the carrier: 2xx answered, 4xx not reached, 5xx a failure of the carrier.`],
  ];
  return (
    <Stack gap="sm">
      <Stack component="dl" gap="sm" m={0}>
        {meanings.map(([name, text]) => (
          <div key={name}>
            <Text component="dt" fw={600}>
              {name}
            </Text>
            <Text component="dd" m={0}>
              {text}
            </Text>
          </div>
        ))}
      </Stack>
      <Text size="sm" c="dimmed">
        {t`The figures are of the last five minutes, the lines of the last hour. They are counted as calls end, since the engine was started.`}
      </Text>
    </Stack>
  );
}
