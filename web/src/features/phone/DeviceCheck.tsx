import { t } from '@lingui/core/macro';
import { Alert, Button, Group, Stack, Text, Title } from '@mantine/core';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { State } from '@/ui/State';
import type { Tone } from '@/ui/theme';
import { DeviceChoice } from './DeviceChoice';
import { LevelMeter } from './LevelMeter';
import { phone } from './phone';
import { usePhone } from './usePhone';
import { LOUD } from './voice-share';
import { qualityWords, stateWords, troubleWords } from './words';

const LOOK_MS = 100;
const LOUD_FOR = 4; // looks: a knock on the table is shorter

type Result = 'open' | 'passed' | 'wrong';

const TONES: Record<Result, Tone> = { open: 'rest', passed: 'ok', wrong: 'stop' };

/** Four checks before the work: microphone, level, echo, network. Each says what to mend. */
export function DeviceCheck({
  agentId,
  campaignId,
  onPassed,
}: {
  agentId: number;
  campaignId?: number;
  onPassed?: () => void;
}) {
  const { state, trouble, quality, isElsewhere, isHeldBack, connect, takeOver, callEcho, hangUp } = usePhone();
  const spoken = useLoud('spoken', state !== 'off' && state !== 'failed');
  const heard = useLoud('heard', state === 'up');
  const microphone: Result = state === 'failed' && trouble?.startsWith('microphone') ? 'wrong' : opened(state);
  const level: Result = spoken ? 'passed' : 'open';
  const echo: Result = heard ? 'passed' : 'open';
  const network: Result =
    quality === 'poor' ? 'wrong' : quality === 'good' || quality === 'fair' ? 'passed' : 'open';
  const isPassed = [microphone, level, echo].every((one) => one === 'passed') && network !== 'wrong';
  const isWarned = useRef(false);
  useEffect(() => {
    if (!isPassed || isWarned.current) return;
    isWarned.current = true;
    onPassed?.();
  }, [isPassed, onPassed]);
  return (
    <Stack gap="md">
      {isElsewhere ? (
        <Alert title={t`The phone is in another window`}>
          <Button onClick={() => void takeOver()}>{t`Take it over here`}</Button>
        </Alert>
      ) : null}
      {trouble ? (
        <Alert color="stop" title={stateWords(state)}>
          {troubleWords(trouble)}
        </Alert>
      ) : null}
      {isHeldBack ? <Alert color="warn">{t`Press any key, so that the browser lets you hear.`}</Alert> : null}
      <Group>
        <State tone={state === 'failed' ? 'stop' : state === 'off' ? 'rest' : 'ok'}>{stateWords(state)}</State>
        {state === 'off' || state === 'failed' ? (
          <Button onClick={() => void connect(agentId, campaignId)}>{t`Switch the phone on`}</Button>
        ) : null}
      </Group>
      <Check title={t`Microphone`} result={microphone} mend={t`Allow the microphone when the browser asks.`} />
      <Check
        title={t`Level`}
        result={level}
        mend={t`Say a few words as you do on the phone. If nothing moves, choose another microphone, or see whether its switch is on mute.`}
      >
        <LevelMeter of="spoken" label={t`Your voice`} />
      </Check>
      <Check
        title={t`Echo`}
        result={echo}
        mend={t`Call yourself and speak: your own voice comes back. If you hear nothing, choose another headset or turn the volume up.`}
      >
        <LevelMeter of="heard" label={t`What you hear`} />
        <Group>
          {state === 'up' ? (
            <Button variant="default" onClick={hangUp}>{t`End the call to yourself`}</Button>
          ) : (
            <Button
              variant="default"
              disabled={state !== 'registered'}
              onClick={callEcho}
            >{t`Call yourself`}</Button>
          )}
        </Group>
      </Check>
      <Check title={t`Network`} result={network} mend={networkWords(quality)} />
      <DeviceChoice />
    </Stack>
  );
}

function networkWords(quality: ReturnType<typeof usePhone>['quality']): string {
  if (quality === 'unknown') return t`Measured while you call yourself.`;
  if (quality === 'poor' || quality === 'silent')
    return t`The network loses or delays voice: use a cable in place of Wi-Fi, end downloads and VPNs, and tell your supervisor.`;
  return qualityWords(quality);
}

function opened(state: ReturnType<typeof usePhone>['state']): Result {
  return state === 'off' || state === 'failed' ? 'open' : 'passed';
}

function Check({
  title,
  result,
  mend,
  children,
}: {
  title: string;
  result: Result;
  mend: string;
  children?: ReactNode;
}) {
  const words = { open: t`not checked yet`, passed: t`works`, wrong: t`does not work` };
  return (
    <Stack gap={4} component="section" aria-label={title}>
      <Group gap="sm">
        <Title order={3} size="h5">
          {title}
        </Title>
        <State tone={TONES[result]}>{words[result]}</State>
      </Group>
      {result === 'passed' ? null : <Text size="sm">{mend}</Text>}
      {children}
    </Stack>
  );
}

/** Whether it has been as loud as speech for a moment, since it was looked at. */
function useLoud(of: 'spoken' | 'heard', looks: boolean): boolean {
  const [isLoud, setLoud] = useState(false);
  useEffect(() => {
    if (!looks || isLoud) return;
    let count = 0;
    const timer = setInterval(() => {
      count = phone.levels()[of] > LOUD ? count + 1 : 0;
      if (count >= LOUD_FOR) setLoud(true);
    }, LOOK_MS);
    return () => clearInterval(timer);
  }, [of, looks, isLoud]);
  return isLoud;
}
