import { t } from '@lingui/core/macro';
import { Alert, Button, Group, NumberInput, Stack, Text, Title } from '@mantine/core';
import { useRef, useState } from 'react';
import { becomeReady, pause } from '@/api/workplace';
import { Card } from '@/features/cards';
import { BreakClock, DayLine } from '@/features/day';
import { useLive } from '@/live/live';
import { useNow } from '@/ui/clock';
import { IconInfo, IconWarn } from '@/ui/icons';
import { useDesk } from '../desk';
import type { LeftTalk } from '../dialogs/finish';
import { MOST_MINUTES, pauseEnds } from '../pause-end';
import { usePauseWords } from '../pause-words';
import classes from '../workplace.module.css';
import { Unfinished } from './unfinished';

/** While no call is there: why none comes, and what may be done. */
export function Waiting({ onFinish }: { onFinish: (talk: LeftTalk) => void }) {
  const { screen, moment, campaign, agentId, connection, run, pending, open } = useDesk();
  const [turn] = useState(() => Math.floor(Date.now() / 600_000)); // another card in each break
  const words = usePauseWords();
  return (
    <Stack gap="md" className={classes.waiting}>
      {screen?.withdrawn && <Notice text={screen.withdrawn.text} />}
      {screen?.not_dialled && <Notice text={screen.not_dialled.text} />}
      {screen?.refused && <Notice text={t`The lead was not called: the rules do not let it be called now.`} />}
      {moment === 'ready' && (
        <>
          <Title order={2} size="h3">
            {t`Ready for a call`}
          </Title>
          {campaign && <WhyNoCall campaignId={campaign.id} />}
          <DayLine agentId={agentId} />
          <Unfinished onFinish={onFinish} />
          <Group>
            <Button variant="default" onClick={() => open('dial')}>
              {t`Call somebody by hand…`}
            </Button>
          </Group>
        </>
      )}
      {moment === 'no_phone' && (
        <>
          <Title order={2} size="h3">
            {t`Your phone is not connected`}
          </Title>
          <Text>{t`It rings now, or in a few seconds: pick it up and leave it up. Calls come to it by themselves.`}</Text>
        </>
      )}
      {(moment === 'paused' || moment === 'recovery_break') && (
        <>
          <Title order={2} size="h3">
            {moment === 'recovery_break' ? t`Recovery break` : words(screen?.reason ?? '')}
          </Title>
          {screen?.reason === 'break_due' && (
            <Text>{t`Fifteen minutes away from the screen every two hours: no call comes meanwhile.`}</Text>
          )}
          {screen && <BreakClock screen={screen} offset={connection.clockOffset} />}
          <Unfinished onFinish={onFinish} />
          <Group>
            <Button
              data-lands
              onClick={() => void run('ready', () => becomeReady(agentId))}
              loading={pending === 'ready'}
              size="md"
            >
              {t`Ready`}
            </Button>
            <PauseEnds />
            {screen?.reason === 'shift_end' && (
              <Button variant="default" onClick={() => open('end')}>
                {t`End work…`}
              </Button>
            )}
            {moment === 'paused' && !screen?.returns_at && <PauseLength />}
          </Group>
          <Card turn={turn} />
        </>
      )}
    </Stack>
  );
}

/** When the pause is to end by itself; the first button stays, and keeps the focus, when others take their place. */
function PauseEnds() {
  useNow();
  const group = useRef<HTMLDivElement>(null);
  return (
    <Group ref={group}>
      {pauseEnds(useDesk()).map(({ label, act }, place) => (
        <Button
          // biome-ignore lint/suspicious/noArrayIndexKey: the element is to stay while its words change
          key={place}
          variant="default"
          onClick={() => {
            act();
            group.current?.querySelector('button')?.focus();
          }}
        >
          {label}
        </Button>
      ))}
    </Group>
  );
}

/** A pause of any length: the minutes after which the agent is ready again. */
function PauseLength() {
  const { agentId, screen, run, pending } = useDesk();
  const [minutes, setMinutes] = useState<number | string>('');
  const isLength = typeof minutes === 'number';
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (isLength) void run('pause', () => pause(agentId, screen?.reason ?? '', minutes * 60));
      }}
    >
      <Group gap="xs" align="end">
        <NumberInput
          label={t`Minutes until ready again`}
          value={minutes}
          onChange={setMinutes}
          min={1}
          max={MOST_MINUTES}
          allowDecimal={false}
          allowNegative={false}
          hideControls
          w={200}
        />
        <Button type="submit" variant="default" disabled={!isLength || pending === 'pause'}>
          {t`Set`}
        </Button>
      </Group>
    </form>
  );
}

function Notice({ text }: { text: string }) {
  return (
    <Alert color="warn" icon={<IconWarn />} role="status">
      {text}
    </Alert>
  );
}

/** The engine's own sentence on what the campaign waits for. */
function WhyNoCall({ campaignId }: { campaignId: number }) {
  const why = useLive(`campaign:${campaignId}`, (parts) => {
    const said = parts[`campaign:${campaignId}`]?.why as { text?: string } | null | undefined;
    return said?.text ?? null;
  });
  return (
    <Group gap="xs" wrap="nowrap" align="start">
      <IconInfo />
      <Text>{why ? t`Why no call comes just now: ${why}` : t`The next call comes by itself.`}</Text>
    </Group>
  );
}
