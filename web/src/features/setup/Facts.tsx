import { t } from '@lingui/core/macro';
import { Box, Code, Group, Stack, Text } from '@mantine/core';
import type { SetupFact } from '@/api/setup';
import { Prose } from '@/ui/Prose';
import { State } from '@/ui/State';
import { dateAndTime } from '@/words/format';

const TONES = { ok: 'ok', note: 'rest', todo: 'brand', delays: 'warn', stops: 'stop' } as const;
const wordOf = (weight: SetupFact['weight']) =>
  ({ ok: t`in order`, note: t`good to know`, todo: t`to do`, delays: t`delays`, stops: t`to mend` })[weight];

/** A line to write into a file is shown as such, with its line breaks. */
const isLine = (mend: string) => /^[\w([#].*( = |=>|#include)|\n/.test(mend);

/** What was found, the gravest first, each with what to do about it. */
export function Facts({ facts, label }: { facts: readonly SetupFact[]; label: string }) {
  if (facts.length === 0) return null;
  return (
    <Stack component="ul" gap="sm" p={0} m={0} aria-label={label} style={{ listStyle: 'none' }}>
      {facts.map(({ weight, what, where, mend, rule, facts: seen, until }) => (
        <li key={`${what} ${where} ${rule} ${seen}`}>
          <Group gap="sm" align="baseline" wrap="nowrap">
            <Text component="div" miw={120} style={{ flex: 'none' }}>
              <State tone={TONES[weight]}>{wordOf(weight)}</State>
            </Text>
            <Box miw={0} style={{ overflowWrap: 'anywhere' }} data-from="api">
              <Text>
                <Prose>{rule ? `${what} (${rule})` : what}</Prose>{' '}
                {where && (
                  <Text span c="dimmed" size="sm">
                    {where}
                  </Text>
                )}
              </Text>
              {seen && (
                <Text size="sm">
                  <Prose>{seen}</Prose>
                </Text>
              )}
              {until && <Text size="sm">{t`until ${dateAndTime(new Date(until))}`}</Text>}
              {mend &&
                (isLine(mend) ? (
                  <Code block style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
                    {mend}
                  </Code>
                ) : (
                  <Text size="sm">
                    <Prose>{mend}</Prose>
                  </Text>
                ))}
            </Box>
          </Group>
        </li>
      ))}
    </Stack>
  );
}
