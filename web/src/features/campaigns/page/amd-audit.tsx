import { t } from '@lingui/core/macro';
import { Button, Group, SimpleGrid, Text, TextInput, Title } from '@mantine/core';
import { DateField } from '@/ui/DateField';
import { NumberBox } from './number-box';
import type { Law, Settings } from './settings';
import type { Edit } from './use-edit';

/** A sample of calls that were taken for machines, and how many people somebody heard in it: some laws ask for it. */
export function AmdAudit({ edit }: { edit: Edit }) {
  const { settings, change, mayWrite } = edit;
  const law = settings.law as Law;
  const audit = law.amd_audit ?? null;
  const set = (next: typeof audit) => change({ law: { ...law, amd_audit: next } as Settings['law'] });
  const wrong = edit.errorAt('law');
  return (
    <section aria-label={t`Sample of machines`}>
      <Title order={2} size="h3">{t`Sample of machines`}</Title>
      <Text size="sm" mb="sm" maw={640}>
        {t`Somebody listens to calls that were taken for machines, and counts the people among them. Some laws let detection work only with such a sample, and count its share of people as abandoned.`}
      </Text>
      {wrong && (
        <Text c="stop" size="sm" role="alert">
          {wrong}
        </Text>
      )}
      {audit ? (
        <>
          <SimpleGrid cols={{ base: 1, sm: 2 }} maw={640}>
            <NumberBox
              label={t`Calls that were listened to`}
              value={audit.sample}
              min={1}
              max={1_000_000}
              disabled={!mayWrite}
              onNumber={(sample) => set({ ...audit, sample })}
            />
            <NumberBox
              label={t`People among them`}
              value={audit.people}
              min={0}
              max={audit.sample}
              disabled={!mayWrite}
              onNumber={(people) => set({ ...audit, people })}
            />
            <DateField
              label={t`Listened to on`}
              value={audit.at.slice(0, 10)}
              clearable={false}
              disabled={!mayWrite}
              onChange={(day) => day && set({ ...audit, at: `${day}T12:00:00Z` })}
            />
            <TextInput
              label={t`By whom`}
              value={audit.by ?? ''}
              maxLength={200}
              disabled={!mayWrite}
              onChange={(event) => set({ ...audit, by: event.currentTarget.value })}
            />
          </SimpleGrid>
          {mayWrite && (
            <Group mt="sm">
              <Button variant="default" size="xs" onClick={() => set(null)}>{t`Remove the sample`}</Button>
            </Group>
          )}
        </>
      ) : (
        <Group>
          <Text>{t`Nobody has listened to a sample.`}</Text>
          {mayWrite && (
            <Button
              variant="default"
              size="xs"
              onClick={() => set({ at: `${today()}T12:00:00Z`, sample: 400, people: 0, by: '' })}
            >
              {t`Write down a sample`}
            </Button>
          )}
        </Group>
      )}
    </section>
  );
}

const today = () => new Date().toISOString().slice(0, 10);
