import { t } from '@lingui/core/macro';
import { Text } from '@mantine/core';
import type { ProofStep } from '@/api/provisioning';
import { State } from '@/ui/State';
import type { Tone } from '@/ui/theme';
import classes from './provisioning.module.css';

const TONES: Record<ProofStep['state'], Tone> = { ok: 'ok', failed: 'stop', note: 'warn' };

/** What came of each step, in words, and what to do. */
export function Outcome({ steps, label }: { steps: readonly ProofStep[]; label: string }) {
  return (
    <ol className={classes.steps} aria-label={label}>
      {steps.map(({ id, state, what, mend }) => (
        <li key={`${id} ${what}`}>
          <State tone={TONES[state]}>{stepText(id)}</State>
          <Text size="sm">{what}</Text>
          {mend && (
            <Text size="sm" c="dimmed">
              {mend}
            </Text>
          )}
        </li>
      ))}
    </ol>
  );
}

function stepText(id: string): string {
  const words: Record<string, string> = {
    options: t`Options`,
    written: t`Written`,
    read_back: t`Read back`,
    qualify: t`Asked by OPTIONS`,
    registration: t`Registration`,
    undone: t`Taken back`,
  };
  return words[id] ?? id;
}
