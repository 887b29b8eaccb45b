import { t } from '@lingui/core/macro';
import { CloseButton, Group, Paper, Text, Title } from '@mantine/core';
import { useEffect, useId, useRef } from 'react';
import classes from './card.module.css';
import { conflictSource, conflictSteps } from './conflict';

/** What to do with an angry person, at a glance. It takes the focus when it comes; Escape leaves it. */
export function ConflictCard({ title, onClose }: { title: string; onClose: () => void }) {
  const id = useId();
  const card = useRef<HTMLElement>(null);
  useEffect(() => card.current?.focus(), []);
  return (
    <Paper
      component="section"
      ref={card}
      withBorder
      p="sm"
      tabIndex={-1}
      className={classes.conflict}
      aria-labelledby={id}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose();
      }}
    >
      <Group justify="space-between" wrap="nowrap" align="start">
        <Title order={2} size="h5" id={id}>
          {title}
        </Title>
        <CloseButton aria-label={t`Close`} onClick={onClose} />
      </Group>
      <ol className={classes.steps}>
        {conflictSteps().map(({ id: step, act, how }) => (
          <li key={step}>
            <strong>{act}</strong> {how}
          </li>
        ))}
      </ol>
      <Text size="xs" c="dimmed">
        {t`Source: ${conflictSource()}`}
      </Text>
    </Paper>
  );
}
