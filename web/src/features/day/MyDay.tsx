import { plural, t } from '@lingui/core/macro';
import { Alert, Anchor, Button, Group, Stack, Table, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { problemInstead } from '@/api/problem';
import {
  type Day,
  dayQuery,
  type OwnFigures,
  ownFiguresQuery,
  type PauseReason,
  pauseReasonsQuery,
} from '@/api/workday';
import { shareOf, type VoiceDay } from '@/features/phone';
import { IconOk } from '@/ui/icons';
import { Loading } from '@/ui/Loading';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { duration, number, percent, timeOf } from '@/words/format';
import { labelOf } from '@/words/labels';

export type UnfinishedTalk = Day['unfinished'][number];
export type DisposedTalk = Day['disposed'][number];

interface Shown {
  agentId: number;
  /** What a disposition's code is called, in the present campaign or another one. */
  dispositionOf?: (code: string, campaignId?: number) => string;
  /** Opens a talk that has no disposition yet. */
  onFinish?: (talk: UnfinishedTalk) => void;
  /** Opens a talk whose disposition is to be another one. */
  onCorrect?: (talk: DisposedTalk) => void;
  /** What this browser has measured of the agent's own voice; with a phone on the desk, nothing. */
  voice?: VoiceDay;
}

/** The agent's own day: what is unfinished or owed, figures, breaks, plan. At its end, the sheet of the shift. */
export function MyDay({ agentId, dispositionOf = (code) => code, onFinish, onCorrect, voice }: Shown) {
  // The line of the ready view keeps an older day: what was left open since stands here at once. The end of a call is
  // written a moment after the page heard of it, and calls may end while the day is open: hence again and again.
  const { data: day, error } = useQuery({ ...dayQuery(agentId), refetchOnMount: 'always', refetchInterval: 5_000 });
  const { data: own } = useQuery(ownFiguresQuery(agentId));
  const { data: reasons = [] } = useQuery(pauseReasonsQuery);
  const lacking = problemInstead(error, day);
  if (lacking) return <ProblemAlert problem={lacking} />;
  if (!day) return <Loading />;
  return (
    <Stack gap="lg">
      <Open day={day} onFinish={onFinish} />
      <Figures day={day} dispositionOf={dispositionOf} />
      {own && <Own own={own} />}
      {voice && <Voice voice={voice} />}
      <Disposed talks={day.disposed} dispositionOf={dispositionOf} onCorrect={onCorrect} />
      <Breaks day={day} reasons={reasons} />
    </Stack>
  );
}

function Figures({ day, dispositionOf }: { day: Day; dispositionOf: (code: string) => string }) {
  const { figures } = day;
  const given = Object.entries(figures.dispositions).sort(([, one], [, other]) => other - one);
  const perTalk = figures.talks ? figures.talk_s / figures.talks : 0;
  return (
    <section>
      <Title order={3} size="h4">{t`My figures today`}</Title>
      <Group gap="xl" mt="xs">
        <Figure what={t`Talks`} value={number(figures.talks)} />
        <Figure what={t`Time in talk`} value={duration(figures.talk_s)} />
        <Figure what={t`On average`} value={duration(perTalk)} />
        <Figure what={t`Wrap-up`} value={duration(figures.wrap_up_s)} />
        <Figure what={t`Successes`} value={number(figures.successes)} />
        {figures.wrap_ups_extended > 0 && (
          <Figure what={t`Wrap-ups extended`} value={number(figures.wrap_ups_extended)} />
        )}
      </Group>
      {given.length > 0 && (
        <Text size="sm" mt="xs">
          {given.map(([code, count]) => `${dispositionOf(code)} ${number(count)}`).join(' · ')}
        </Text>
      )}
      <Text size="xs" c="dimmed" mt="xs">
        {t`Others see these figures only as far as the law lets them.`}
      </Text>
    </section>
  );
}

/** For the agent alone: the length of talks beside the script's own, and the share of hard ones beside the team's. */
function Own({ own }: { own: OwnFigures }) {
  const scripts = own.scripts.filter((one) => one.talks > 0 || one.usual_s !== null);
  const share = own.talks ? own.hard_talks / own.talks : 0;
  const teams = own.team_hard_share;
  if (scripts.length === 0 && own.hard_talks === 0 && teams === null) return null;
  return (
    <section>
      <Title order={3} size="h4">{t`Only for me`}</Title>
      {scripts.length > 0 && (
        <Table verticalSpacing={4} mt="xs">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t`Script`}</Table.Th>
              <Table.Th ta="right">{t`My talks`}</Table.Th>
              <Table.Th ta="right">{t`My median`}</Table.Th>
              <Table.Th ta="right">{t`The script’s median`}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {scripts.map((one) => (
              <Table.Tr key={one.script_id}>
                <Table.Td data-from="api">{one.name}</Table.Td>
                <Table.Td ta="right">{number(one.talks)}</Table.Td>
                <Table.Td ta="right">{one.median_s === null ? '–' : duration(one.median_s)}</Table.Td>
                <Table.Td ta="right">{one.usual_s === null ? '–' : duration(one.usual_s)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      {(own.hard_talks > 0 || teams !== null) && (
        <Text mt="xs">
          {t`Hard talks: ${number(own.hard_talks)} (${percent(share)})`}
          {teams !== null && ` · ${t`in the whole team: ${percent(teams)}`}`}
        </Text>
      )}
      <Text size="xs" c="dimmed" mt="xs">
        {t`The script’s median is of everybody’s last talks. Where fewer than five people had them, nothing is said.`}
      </Text>
    </section>
  );
}

/** The day so far in one line, while no call is there. */
export function DayLine({ agentId }: { agentId: number }) {
  const { data: day } = useQuery({ ...dayQuery(agentId), staleTime: 60_000 });
  if (!day?.figures.talks) return null;
  const { talks, talk_s, successes } = day.figures;
  const said = [
    plural(talks, { one: '# talk', other: '# talks' }),
    t`${duration(talk_s / talks)} on average`,
    plural(successes, { one: '# success', other: '# successes' }),
  ];
  return <Text data-day>{t`Today: ${said.join(' · ')}`}</Text>;
}

/** For the agent alone: to listen more, and to spare the voice. */
function Voice({ voice }: { voice: VoiceDay }) {
  const share = shareOf(voice);
  const last = shareOf(voice.last);
  if (share === null) return null;
  return (
    <section>
      <Title order={3} size="h4">{t`My voice today`}</Title>
      <Group gap="xl" mt="xs">
        <Figure what={t`I have spoken for`} value={duration(voice.spoken)} />
        <Figure what={t`My share of the talking`} value={percent(share)} />
        {last !== null && <Figure what={t`Of the last talk`} value={percent(last)} />}
      </Group>
      <Text size="xs" c="dimmed" mt="xs">
        {t`Measured in this browser, kept until the day is over, and sent to nobody.`}
      </Text>
    </section>
  );
}

function Figure({ what, value }: { what: string; value: string }) {
  return (
    <Stack gap={0}>
      <Text size="sm" c="dimmed">
        {what}
      </Text>
      <Text size="xl" style={{ fontVariantNumeric: 'tabular-nums' }}>
        {value}
      </Text>
    </Stack>
  );
}

function Open({ day, onFinish }: { day: Day; onFinish: ((talk: UnfinishedTalk) => void) | undefined }) {
  if (day.is_finished) {
    return (
      <Alert color="ok" icon={<IconOk />} title={t`Nothing is left open`}>
        {t`Every talk has a disposition, and nothing that you promised is due any more today.`}
      </Alert>
    );
  }
  return (
    <section>
      <Title order={3} size="h4">{t`Still open`}</Title>
      {day.unfinished.length > 0 && (
        <Lines
          caption={plural(day.unfinished.length, {
            one: '# talk without a disposition',
            other: '# talks without a disposition',
          })}
          lines={day.unfinished.map((one) => ({
            id: one.attempt_id,
            at: one.ended_at,
            name: one.lead_name,
            onClick: onFinish && (() => onFinish(one)),
          }))}
        />
      )}
      {day.tasks.length > 0 && (
        <Lines
          caption={plural(day.tasks.length, { one: '# task due today', other: '# tasks due today' })}
          lines={day.tasks.map((one) => ({ id: String(one.task_id), at: one.due_at, name: one.note || one.kind }))}
        />
      )}
      {day.promises.length > 0 && (
        <Lines
          caption={plural(day.promises.length, { one: '# call-back due today', other: '# call-backs due today' })}
          lines={day.promises.map((one) => ({ id: String(one.callback_id), at: one.due_at, name: one.lead_name }))}
        />
      )}
    </section>
  );
}

interface DisposedShown {
  talks: readonly DisposedTalk[];
  dispositionOf: NonNullable<Shown['dispositionOf']>;
  onCorrect: Shown['onCorrect'];
}

/** The talks of today that have a disposition: until the day is over each can be given another one. */
function Disposed({ talks, dispositionOf, onCorrect }: DisposedShown) {
  if (talks.length === 0) return null;
  return (
    <section>
      <Title order={3} size="h4">{t`My talks today`}</Title>
      <Table verticalSpacing={4} mt="xs">
        <Table.Thead>
          <Table.Tr>
            <Table.Th w={90}>{t`Ended`}</Table.Th>
            <Table.Th>{t`With`}</Table.Th>
            <Table.Th>{t`Disposition`}</Table.Th>
            {onCorrect && <Table.Td w={110} />}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {talks.map((talk) => {
            const name = talk.lead_name || t`Without a name`;
            const at = timeOf(new Date(talk.ended_at));
            return (
              <Table.Tr key={talk.attempt_id}>
                <Table.Td>{at}</Table.Td>
                <Table.Td data-from="api">{name}</Table.Td>
                <Table.Td data-from="api">{dispositionOf(talk.disposition, talk.campaign_id)}</Table.Td>
                {onCorrect && (
                  <Table.Td>
                    <Button
                      size="compact-sm"
                      variant="default"
                      aria-label={t`Correct the disposition of ${name}, ${at}`}
                      onClick={() => onCorrect(talk)}
                    >
                      {t`Correct`}
                    </Button>
                  </Table.Td>
                )}
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
    </section>
  );
}

interface Line {
  id: string;
  at: string;
  name: string;
  onClick?: (() => void) | undefined;
}

function Lines({ caption, lines }: { caption: string; lines: readonly Line[] }) {
  return (
    <Table captionSide="top" verticalSpacing={4}>
      <Table.Caption ta="left">{caption}</Table.Caption>
      <Table.Tbody>
        {lines.map(({ id, at, name, onClick }) => (
          <Table.Tr key={id}>
            <Table.Td w={90}>{timeOf(new Date(at))}</Table.Td>
            <Table.Td>
              {onClick ? (
                <Anchor component="button" type="button" onClick={onClick}>
                  {name || t`Without a name`}
                </Anchor>
              ) : (
                name || t`Without a name`
              )}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Breaks({ day, reasons }: { day: Day; reasons: readonly PauseReason[] }) {
  const labels = new Map(reasons.map((one) => [one.code, labelOf(one)]));
  const plan = [
    day.break_at && t`next break at ${timeOf(new Date(day.break_at))}`,
    day.shift_ends_at && t`end of the shift at ${timeOf(new Date(day.shift_ends_at))}`,
  ].filter(Boolean);
  return (
    <section>
      <Title order={3} size="h4">{t`Pauses`}</Title>
      <Text mt="xs">{t`Breaks from the screen today: ${duration(day.screen_break_s)}`}</Text>
      {plan.length > 0 && <Text>{t`Planned: ${plan.join(', ')}`}</Text>}
      {day.pauses.length > 0 && (
        <Table verticalSpacing={4} mt="xs">
          <Table.Tbody>
            {day.pauses.map((pause) => (
              <Table.Tr key={pause.started_at}>
                <Table.Td w={150}>
                  {timeOf(new Date(pause.started_at))} –{' '}
                  {pause.ended_at ? timeOf(new Date(pause.ended_at)) : t`now`}
                </Table.Td>
                <Table.Td>{labels.get(pause.reason) ?? nameOf(pause.reason)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </section>
  );
}

/** Reasons that Pronto gives itself; a text of one's own stays as it is. */
function nameOf(reason: string): string {
  switch (reason) {
    case 'break_due':
      return t`Break due by law`;
    case 'break':
      return t`Planned break`;
    case 'shift_end':
      return t`End of the shift`;
    case 'phone_not_answered':
      return t`Phone not answered`;
    case 'screen_locked':
      return t`Screen locked`;
    case 'by_supervisor':
      return t`Asked by the supervisor`;
    case '':
      return t`Pause`;
    default:
      return reason;
  }
}
