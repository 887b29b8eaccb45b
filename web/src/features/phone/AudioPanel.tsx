import { t } from '@lingui/core/macro';
import { Alert, Button, Group, Stack, Text, Title } from '@mantine/core';
import { State } from '@/ui/State';
import { number, percent } from '@/words/format';
import { DeviceChoice } from './DeviceChoice';
import { LevelMeter } from './LevelMeter';
import type { Counts } from './quality';
import { usePhone } from './usePhone';
import { qualityWords, stateWords, troubleWords } from './words';

/** Microphone, headset, volume, levels and line, while one works: also during a call, which goes on. */
export function AudioPanel() {
  const { state, trouble, quality, lineCounts, beep, callEcho } = usePhone();
  return (
    <Stack gap="md">
      {trouble && (
        <Alert color="stop" title={stateWords(state)}>
          {troubleWords(trouble)}
        </Alert>
      )}
      <Group gap="xl">
        <Meter of="spoken" label={t`Your voice`} />
        <Meter of="heard" label={t`What you hear`} />
      </Group>
      <DeviceChoice />
      <Stack gap={4} component="section" aria-label={t`Line`}>
        <Group gap="sm">
          <Title order={3} size="h5">
            {t`Line`}
          </Title>
          <State tone={state === 'failed' ? 'stop' : 'rest'}>{stateWords(state)}</State>
          {state === 'up' && <Text size="sm">{qualityWords(quality)}</Text>}
        </Group>
        {lineCounts && <Text size="sm">{lineWords(lineCounts)}</Text>}
        <Group>
          <Button variant="default" onClick={beep} disabled={state === 'off' || state === 'failed'}>
            {t`Play a test tone`}
          </Button>
          {state === 'registered' && (
            <Button variant="default" onClick={callEcho}>
              {t`Call yourself`}
            </Button>
          )}
        </Group>
      </Stack>
    </Stack>
  );
}

function Meter({ of, label }: { of: 'spoken' | 'heard'; label: string }) {
  return (
    <Stack gap={2}>
      <Text size="sm" fw={500} aria-hidden>
        {label}
      </Text>
      <LevelMeter of={of} label={label} />
    </Stack>
  );
}

/** What was counted of the line since the call began, in figures. */
function lineWords({ received, lost, jitter, roundTrip }: Counts): string {
  const share = percent(received + lost > 0 ? lost / (received + lost) : 0);
  const uneven = number(jitter * 1000);
  return roundTrip === undefined
    ? t`Lost: ${share}. Jitter: ${uneven} ms.`
    : t`Lost: ${share}. Jitter: ${uneven} ms. Round trip: ${number(roundTrip * 1000)} ms.`;
}
