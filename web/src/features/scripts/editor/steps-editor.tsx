import { t } from '@lingui/core/macro';
import { ActionIcon, Button, Group, NavLink, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { ScriptProblem } from '@/api/scripts';
import type { Script, Step } from '@/script';
import { IconClose, IconDown, IconPlus, IconUp, IconWarn } from '@/ui/icons';
import { changed, inserted, moved, removed, type Where } from './draft';
import classes from './scripts.module.css';
import { StepForm } from './step-form';

interface Shown {
  script: Script;
  mayWrite: boolean;
  problems: readonly ScriptProblem[];
  onChange: (script: Script) => void;
}

/** The steps in order, and the one that is being written. */
export function StepsEditor({ script, mayWrite, problems, onChange }: Shown) {
  const [at, setAt] = useState<{ where: Where; place: number }>({ where: 'steps', place: 0 });
  const step = script[at.where]?.[at.place];
  const wrong = new Set(problems.map((one) => one.step));
  const list = (where: Where, title: string) => (
    <Stack gap={0}>
      <Group justify="space-between">
        <Text fw={600} size="sm">
          {title}
        </Text>
        {mayWrite && (
          <ActionIcon
            variant="subtle"
            aria-label={where === 'steps' ? t`Add a step` : t`Add an objection`}
            onClick={() => {
              const after = at.where === where ? at.place : (script[where]?.length ?? 0) - 1;
              onChange(inserted(script, where, after));
              setAt({ where, place: after + 1 });
            }}
          >
            <IconPlus size={16} />
          </ActionIcon>
        )}
      </Group>
      {(script[where] ?? []).map((one, place) => (
        <NavLink
          key={one.id}
          component="button"
          active={at.where === where && at.place === place}
          label={titleOf(one, script)}
          description={one.id}
          rightSection={wrong.has(one.id) && <IconWarn size={16} />}
          onClick={() => setAt({ where, place })}
        />
      ))}
    </Stack>
  );
  return (
    <div className={classes.editor}>
      <Stack gap="md">
        {list('steps', t`Steps`)}
        {list('asides', t`Objections`)}
      </Stack>
      {step ? (
        <Stack gap="sm">
          {mayWrite && (
            <Group gap="xs">
              <Button
                size="xs"
                variant="default"
                leftSection={<IconUp size={16} />}
                disabled={at.place === 0}
                onClick={() => {
                  onChange(moved(script, at.where, at.place, -1));
                  setAt({ ...at, place: at.place - 1 });
                }}
              >
                {t`Up`}
              </Button>
              <Button
                size="xs"
                variant="default"
                leftSection={<IconDown size={16} />}
                disabled={at.place >= (script[at.where]?.length ?? 0) - 1}
                onClick={() => {
                  onChange(moved(script, at.where, at.place, 1));
                  setAt({ ...at, place: at.place + 1 });
                }}
              >
                {t`Down`}
              </Button>
              <Button
                size="xs"
                variant="default"
                leftSection={<IconClose size={16} />}
                disabled={at.where === 'steps' && script.steps.length < 2}
                onClick={() => {
                  onChange(removed(script, at.where, at.place));
                  setAt({ where: 'steps', place: 0 });
                }}
              >
                {t`Remove`}
              </Button>
            </Group>
          )}
          <StepForm
            key={`${at.where} ${at.place}`}
            script={script}
            step={step}
            mayWrite={mayWrite}
            onChange={(next) => onChange(changed(script, at.where, at.place, next))}
          />
        </Stack>
      ) : null}
    </div>
  );
}

const titleOf = (step: Step, script: Script): string =>
  Object.values(step.title ?? {})[0] ?? step.say?.[script.languages[0] ?? '']?.slice(0, 40) ?? step.id;
