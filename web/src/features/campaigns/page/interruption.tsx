import { t } from '@lingui/core/macro';
import { NativeSelect, Stack, TextInput, Title } from '@mantine/core';
import type { Edit } from './use-edit';

/** What people hear while a talk is interrupted: on hold, and until the agent's leg is joined again. */
export function Interruption({ edit }: { edit: Edit }) {
  const { settings, change, mayWrite } = edit;
  const languages = ['', 'en', 'it'];
  return (
    <section aria-label={t`While a talk is interrupted`}>
      <Title order={2} size="h3" mb="sm">{t`While a talk is interrupted`}</Title>
      <Stack maw={520}>
        <TextInput
          label={t`Music on hold`}
          description={t`A music class of Asterisk, as in musiconhold.conf; empty: comfort noise.`}
          value={settings.hold_music}
          maxLength={80}
          disabled={!mayWrite}
          error={edit.errorAt('hold_music')}
          onChange={(event) => change({ hold_music: event.currentTarget.value.replace(/[^A-Za-z0-9_-]/g, '') })}
        />
        <NativeSelect
          label={t`Language of recordings`}
          description={t`For people whose own language is not known: one whose agent's line is lost hears a sentence in it.`}
          value={settings.language}
          disabled={!mayWrite}
          error={edit.errorAt('language')}
          onChange={(event) => change({ language: event.currentTarget.value })}
          data={[
            { value: '', label: t`as the installation has it` },
            { value: 'en', label: t`English` },
            { value: 'it', label: t`Italian` },
            ...(languages.includes(settings.language)
              ? []
              : [{ value: settings.language, label: settings.language }]),
          ]}
        />
      </Stack>
    </section>
  );
}
