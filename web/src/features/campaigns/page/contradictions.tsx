import { t } from '@lingui/core/macro';
import { Button, Group, NativeSelect, Paper, SimpleGrid, Stack, Text, TextInput, Title } from '@mantine/core';
import type { Week } from '@/api/campaigns';
import type { Law, Settings } from './settings';
import type { Edit } from './use-edit';

type Settlement = NonNullable<Law['settlements']>[number];

/** Rules of several countries' laws that cannot both be kept: who decides which of them holds. Nothing where there are none. */
export function Contradictions({ edit, week }: { edit: Edit; week: Week | undefined }) {
  const { settings, change, mayWrite } = edit;
  const law = settings.law as Law;
  const settled = law.settlements ?? [];
  const found = week?.contradictions ?? [];
  const ids = [...new Set([...found.map(({ id }) => id), ...settled.map(({ conflict_id }) => conflict_id)])];
  if (ids.length === 0) return null;
  const put = (settlements: Settlement[]) => change({ law: { ...law, settlements } as Settings['law'] });
  const set = (id: string, part: Partial<Settlement>) =>
    put(settled.map((one) => (one.conflict_id === id ? { ...one, ...part } : one)));
  return (
    <section aria-label={t`Rules that contradict each other`}>
      <Title order={2} size="h3">{t`Rules that contradict each other`}</Title>
      <Text size="sm" mb="sm" maw={720}>
        {t`The laws of two countries apply at once, and two of their rules cannot both be kept. The campaign does not start until somebody answers for which of them holds; the other only warns. The audit and the campaign's report name the person and the reason.`}
      </Text>
      <Stack gap="sm">
        {ids.map((id) => {
          const one = settled.find(({ conflict_id }) => conflict_id === id);
          const rules = found.find((each) => each.id === id)?.rules ?? id.split('/');
          return (
            <Paper key={id} component="section" aria-label={id} withBorder p="sm" radius="md">
              <Text mb="xs">{found.find((each) => each.id === id)?.what ?? id}</Text>
              {one ? (
                <>
                  <SimpleGrid cols={{ base: 1, sm: 3 }}>
                    <NativeSelect
                      label={t`The rule that holds`}
                      value={one.keeps}
                      disabled={!mayWrite}
                      data={[...rules]}
                      onChange={(event) => set(id, { keeps: event.currentTarget.value })}
                    />
                    <TextInput
                      label={t`Who answers for it`}
                      value={one.person}
                      maxLength={200}
                      disabled={!mayWrite}
                      onChange={(event) => set(id, { person: event.currentTarget.value })}
                    />
                    <TextInput
                      label={t`Why`}
                      value={one.reason}
                      maxLength={200}
                      disabled={!mayWrite}
                      onChange={(event) => set(id, { reason: event.currentTarget.value })}
                    />
                  </SimpleGrid>
                  {mayWrite && (
                    <Group mt="sm">
                      <Button
                        size="xs"
                        variant="default"
                        onClick={() => put(settled.filter(({ conflict_id }) => conflict_id !== id))}
                      >
                        {t`Leave it open again`}
                      </Button>
                    </Group>
                  )}
                </>
              ) : (
                mayWrite && (
                  <Button
                    size="xs"
                    onClick={() =>
                      put([...settled, { conflict_id: id, keeps: rules[0] ?? '', person: '', reason: '' }])
                    }
                  >
                    {t`Settle it`}
                  </Button>
                )
              )}
            </Paper>
          );
        })}
      </Stack>
    </section>
  );
}
