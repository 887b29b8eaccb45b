import { t } from '@lingui/core/macro';
import { Box, Group, Stack, Text } from '@mantine/core';
import type { Finding } from '@/api/campaigns';
import { EmptyDone } from '@/ui/Empty';
import { Prose } from '@/ui/Prose';
import { State } from '@/ui/State';
import { dateAndTime } from '@/words/format';
import { mendOfFinding } from './mend';
import { MendButton } from './top-line';

interface Shown {
  campaignId: number;
  findings: readonly Finding[];
  onFollow?: () => void;
}

/** What the check has found, the worst first, each with what mends it. */
export function Findings({ campaignId, findings, onFollow }: Shown) {
  if (findings.length === 0) return <EmptyDone title={t`Nothing is in the way`} />;
  return (
    <Stack gap="xs" component="ul" m={0} p={0} aria-label={t`What was found`}>
      {findings.map((one) => {
        const mend = mendOfFinding(one.about);
        return (
          <Group
            key={`${one.about} ${one.rule} ${one.what} ${one.facts} ${one.held_list}`}
            component="li"
            justify="space-between"
            wrap="nowrap"
            align="flex-start"
          >
            <Box miw={0} style={{ overflowWrap: 'anywhere' }}>
              <State tone={one.weight === 'stops' ? 'stop' : one.weight === 'delays' ? 'warn' : 'brand'}>
                {weightText(one)}
              </State>
              <Text data-from="api">
                <Prose>{capital(one.rule ? `${one.what} (${one.rule})` : one.what)}</Prose>
              </Text>
              {one.facts && (
                <Text size="sm" data-from="api">
                  <Prose>{capital(one.facts)}</Prose>
                </Text>
              )}
              {one.mend && (
                <Text size="sm" c="dimmed" data-from="api">
                  <Prose>{capital(one.mend)}</Prose>
                </Text>
              )}
              {one.until && <Text size="sm">{t`until ${dateAndTime(new Date(one.until))}`}</Text>}
            </Box>
            {mend && (
              <MendButton campaignId={campaignId} mend={mend} onStart={null} {...(onFollow ? { onFollow } : {})} />
            )}
          </Group>
        );
      })}
    </Stack>
  );
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

function weightText({ weight, holds, held_list }: Finding): string {
  if (weight === 'stops') return t`stops it`;
  if (held_list) return t`holds a list`;
  if (weight === 'delays') return holds ? t`nobody is called meanwhile` : t`slows it`;
  return t`good to know`;
}
