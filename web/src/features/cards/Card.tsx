import { t } from '@lingui/core/macro';
import { Paper, Stack, Text, Title } from '@mantine/core';
import classes from './card.module.css';
import { type CardKind, cardOf } from './cards';

/** One card on voice or posture. `turn` chooses it: count it up, and all of them come round. */
export function Card({ kind, turn = 0 }: { kind?: CardKind; turn?: number }) {
  const card = cardOf(turn, kind);
  return (
    <Paper component="section" withBorder p="lg" maw={560} className={classes.card} aria-label={card.title}>
      <Stack gap="sm">
        <Title order={3} size="h3">
          {card.title}
        </Title>
        <Text size="lg">{card.text}</Text>
        <Text size="xs" c="dimmed">
          {t`Source: ${card.source}`}
        </Text>
      </Stack>
    </Paper>
  );
}
