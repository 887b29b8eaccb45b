import { t } from '@lingui/core/macro';
import {
  ActionIcon,
  Anchor,
  Autocomplete,
  Button,
  Group,
  Paper,
  SimpleGrid,
  Stack,
  Text,
  TextInput,
  Title,
} from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Week } from '@/api/campaigns';
import { profileQuery } from '@/api/compliance';
import { DateField } from '@/ui/DateField';
import { IconClose, IconPlus } from '@/ui/icons';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { dateOf } from '@/words/format';
import type { Law, Settings } from './settings';
import type { Edit } from './use-edit';

type Override = NonNullable<Law['overrides']>[number];
const MOST = 50;

/** Rules of the law that somebody has loosened for this campaign: each with a person, a reason and a last day. */
export function LoosenedRules({ edit, week }: { edit: Edit; week: Week | undefined }) {
  const { settings, change, mayWrite } = edit;
  const law = settings.law as Law;
  const all = law.overrides ?? [];
  const { data: profile } = useQuery(profileQuery(week?.laws[0]?.id ?? ''));
  const put = (overrides: Override[]) => change({ law: { ...law, overrides } as Settings['law'] });
  const set = (at: number, part: Partial<Override>) =>
    put(all.map((one, index) => (index === at ? { ...one, ...part } : one)));
  const wrong = edit.errorAt('law');
  const known = [...new Set((profile?.rules ?? []).map(({ id }) => id))];
  return (
    <section aria-label={t`Loosened rules`}>
      <Title order={2} size="h3">{t`Loosened rules`}</Title>
      <Text size="sm" mb="sm" maw={720}>
        {t`Until its last day a rule that is named here only warns. Who answers for it, and why, goes into the audit and the report of the campaign. A person's no and the record of what was done cannot be loosened.`}
      </Text>
      {wrong && <ProblemAlert problem={{ kind: 'invalid', title: wrong, message: '' }} />}
      <Stack gap="sm">
        {all.length === 0 && <Text>{t`None: all rules hold.`}</Text>}
        {all.map((one, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: its rule is being written
          <Paper key={at} component="section" aria-label={t`Loosened rule ${at + 1}`} withBorder p="sm" radius="md">
            <Group justify="space-between" wrap="nowrap" align="flex-start">
              <SimpleGrid cols={{ base: 1, sm: 2 }} style={{ flex: 1 }}>
                <Autocomplete
                  label={t`Rule`}
                  value={one.rule_id}
                  data={known}
                  disabled={!mayWrite}
                  maxLength={100}
                  onChange={(rule) => set(at, { rule_id: rule.toUpperCase().replace(/[^A-Z0-9@-]/g, '') })}
                />
                <DateField
                  label={t`Until and including`}
                  value={one.ends_at ? lastDay(one.ends_at) : null}
                  clearable={false}
                  disabled={!mayWrite}
                  onChange={(day) => day && set(at, { ends_at: endOf(day) })}
                />
                <TextInput
                  label={t`Who answers for it`}
                  value={one.person}
                  maxLength={200}
                  disabled={!mayWrite}
                  onChange={(event) => set(at, { person: event.currentTarget.value })}
                />
                <TextInput
                  label={t`Why`}
                  value={one.reason}
                  maxLength={200}
                  disabled={!mayWrite}
                  onChange={(event) => set(at, { reason: event.currentTarget.value })}
                />
              </SimpleGrid>
              {mayWrite && (
                <ActionIcon
                  variant="subtle"
                  color="rest"
                  aria-label={t`Let rule ${at + 1} hold again`}
                  onClick={() => put(all.filter((_, index) => index !== at))}
                >
                  <IconClose size={16} />
                </ActionIcon>
              )}
            </Group>
            <Text size="sm" mt="xs">
              {one.ends_at && new Date(one.ends_at).getTime() < Date.now()
                ? t`It has held again since ${dateOf(new Date(one.ends_at))}.`
                : one.params
                  ? t`It holds with other figures until then: they were written over the API.`
                  : t`It only warns until then.`}{' '}
              {one.rule_id && (
                <Anchor
                  component={Link}
                  size="sm"
                  to={'/compliance' as never}
                  search={{ tab: 'rules', rule: one.rule_id } as never}
                >
                  {t`Read ${one.rule_id}`}
                </Anchor>
              )}
            </Text>
          </Paper>
        ))}
        {mayWrite && all.length < MOST && (
          <Group>
            <Button
              size="xs"
              variant="default"
              leftSection={<IconPlus size={16} />}
              onClick={() =>
                put([...all, { rule_id: '', person: '', reason: '', ends_at: endOf(inAMonth()) } as Override])
              }
            >
              {t`Loosen a rule`}
            </Button>
          </Group>
        )}
      </Stack>
    </section>
  );
}

/** The end of a day by this computer's clocks, and the day of such an end. */
const endOf = (day: string) => new Date(`${day}T23:59:59`).toISOString();
const lastDay = (at: string) => {
  const end = new Date(at);
  return `${end.getFullYear()}-${String(end.getMonth() + 1).padStart(2, '0')}-${String(end.getDate()).padStart(2, '0')}`;
};
const inAMonth = () => lastDay(new Date(Date.now() + 30 * 86_400_000).toISOString());
