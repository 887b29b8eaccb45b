import { t } from '@lingui/core/macro';
import { Button, Group, Text } from '@mantine/core';
import { State } from '@/ui/State';
import type { Tone } from '@/ui/theme';
import type { Quality } from './quality';
import { usePhone } from './usePhone';
import { qualityWords, stateWords, troubleWords } from './words';

const TONES: Record<Quality, Tone> = { unknown: 'rest', good: 'ok', fair: 'warn', poor: 'stop', silent: 'stop' };

/** The phone in a line of the page: what it does, how good its line is, and whatever needs a hand. */
export function PhoneStrip() {
  const { state, trouble, quality, isMuted, isElsewhere, isHeldBack, isLinked, takeOver, resume } = usePhone();
  if (isElsewhere)
    return (
      <Group gap="xs">
        <Text size="sm">{t`The phone is in another window`}</Text>
        <Button size="compact-sm" onClick={() => void takeOver()}>{t`Take it over here`}</Button>
      </Group>
    );
  if (state === 'off') return null;
  if (state === 'failed')
    return (
      <Group gap="xs" role="alert">
        <State tone="stop">{stateWords(state)}</State>
        {trouble && <Text size="sm">{troubleWords(trouble)}</Text>}
        <Button size="compact-sm" variant="default" onClick={resume}>{t`Try again`}</Button>
      </Group>
    );
  const isUp = state === 'up';
  return (
    <Group gap="xs">
      {isUp && quality !== 'unknown' ? (
        <State tone={TONES[quality]}>{qualityWords(quality)}</State>
      ) : (
        <State tone={state === 'connecting' ? 'warn' : 'ok'}>{stateWords(state)}</State>
      )}
      {isUp && !isLinked && <State tone="warn">{t`Network away: the talk goes on`}</State>}
      {isUp && isMuted && <State tone="stop">{t`Muted`}</State>}
      {isHeldBack && <Text size="sm">{t`Press any key, so that the browser lets you hear.`}</Text>}
    </Group>
  );
}
