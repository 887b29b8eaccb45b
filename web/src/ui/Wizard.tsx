import { t } from '@lingui/core/macro';
import { Button, Group, Stack, Title } from '@mantine/core';
import { type ReactNode, useEffect, useRef } from 'react';
import { IconOk, IconWarn } from './icons';
import classes from './Wizard.module.css';

export interface Step {
  id: string;
  title: string;
  /** `done` can be looked at again; `wrong` needs something; `closed` waits for the steps before it. */
  state: 'open' | 'done' | 'wrong' | 'closed';
}

interface Shown {
  label: string;
  steps: readonly Step[];
  /** The id of the step that is shown. It stands in the address, so that the wizard can be left and taken up again. */
  current: string;
  onStep: (id: string) => void;
  children: ReactNode;
  /** Null where the step may not be left forwards yet. */
  onNext: (() => void) | null;
  next?: string;
  busy?: boolean;
  onLeave?: () => void;
}

/** A path of steps, each of which says how it stands. */
export function Wizard(shown: Shown) {
  const { label, steps, current, onStep, children, onNext, next, busy = false, onLeave } = shown;
  const at = steps.findIndex((step) => step.id === current);
  const step = steps[at];
  const previous = steps[at - 1];
  const heading = useRef<HTMLHeadingElement>(null);
  const first = useRef(true);
  // A new step begins at its heading, for the keyboard and for screen readers.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the step is what moves the focus
  useEffect(() => {
    if (!first.current) heading.current?.focus();
    first.current = false;
  }, [current]);
  return (
    <div className={classes.wizard}>
      <nav aria-label={label}>
        <ol className={classes.steps}>
          {steps.map(({ id, title, state }, index) => (
            <li key={id}>
              <button
                type="button"
                className={classes.step}
                data-state={state}
                aria-current={id === current ? 'step' : undefined}
                disabled={state === 'closed' && id !== current}
                onClick={() => onStep(id)}
              >
                <span className={classes.mark}>
                  {state === 'done' ? (
                    <IconOk size={16} label={t`done`} />
                  ) : state === 'wrong' ? (
                    <IconWarn size={16} label={t`needs something`} />
                  ) : (
                    index + 1
                  )}
                </span>
                {title}
              </button>
            </li>
          ))}
        </ol>
      </nav>
      <Stack className={classes.body}>
        <Title order={2} ref={heading} tabIndex={-1} className={classes.heading}>
          {step?.title}
        </Title>
        {children}
        <Group justify="space-between" mt="md">
          <Group gap="xs">
            {previous && <Button variant="default" onClick={() => onStep(previous.id)}>{t`Back`}</Button>}
            {onLeave && <Button variant="subtle" onClick={onLeave}>{t`Go on later`}</Button>}
          </Group>
          <Button onClick={() => onNext?.()} disabled={!onNext} loading={busy}>
            {next ?? t`Next`}
          </Button>
        </Group>
      </Stack>
    </div>
  );
}
