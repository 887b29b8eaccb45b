import { plural, t } from '@lingui/core/macro';
import { Button, Group, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { IdentityState, Step } from '@/script';
import { State } from '@/ui/State';
import { said } from './words';

interface Shown {
  step: Step;
  state: IdentityState;
  triesLeft: number | null;
  language: string;
  /** Nothing can be compared before the call has reached the server. */
  isReady: boolean;
  /** Returns whether it was compared. */
  onIdentify: (given: string) => Promise<boolean>;
}

/** What the person says is compared with what is on file, which is not shown. */
export function Identification({ step, state, triesLeft, language, isReady, onIdentify }: Shown) {
  const [given, setGiven] = useState('');
  const [isBusy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!given.trim() || isBusy) return;
    setBusy(true);
    setGiven(''); // at once: what is typed while the server compares is the next try
    const isCompared = await onIdentify(given);
    if (!isCompared) setGiven((next) => next || given);
    setBusy(false);
  };
  if (state !== 'not_asked')
    return (
      <p role="status">
        {state === 'matched' ? (
          <State tone="ok">{t`Identified`}</State>
        ) : (
          <State tone="stop">{t`Not identified`}</State>
        )}
      </p>
    );
  return (
    <form onSubmit={(event) => void submit(event)}>
      <Group align="flex-end" gap="xs">
        <TextInput
          data-first
          data-region-start
          autoComplete="off"
          label={said(step.identify?.label, language)}
          description={
            triesLeft === null ? undefined : plural(triesLeft, { one: '# try left', other: '# tries left' })
          }
          value={given}
          maxLength={200}
          onChange={(event) => setGiven(event.currentTarget.value)}
        />
        <Button type="submit" loading={isBusy} disabled={!isReady}>{t`Compare`}</Button>
      </Group>
    </form>
  );
}
