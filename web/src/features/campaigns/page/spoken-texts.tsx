import { t } from '@lingui/core/macro';
import { Checkbox, SimpleGrid, Stack, Text, Textarea, TextInput, Title } from '@mantine/core';
import type { Law, Settings } from './settings';
import type { Edit } from './use-edit';

const MOST = 200_000;

/** Which script and which privacy notice people hear, so that it can be proven later; and whether a machine speaks. */
export function SpokenTexts({ edit }: { edit: Edit }) {
  const { settings, change, mayWrite } = edit;
  const law = settings.law as Law;
  const set = (part: Partial<Law>) => change({ law: { ...law, ...part } as Settings['law'] });
  const version = (field: 'script_version' | 'privacy_version', label: string) => (
    <TextInput
      label={label}
      description={t`A number, a name or a date.`}
      value={law[field] ?? ''}
      disabled={!mayWrite}
      maxLength={200}
      onChange={(event) => set({ [field]: event.currentTarget.value })}
    />
  );
  const text = (kind: 'script' | 'privacy', label: string) => {
    const kept = law[`${kind}_sha256`];
    return (
      <Textarea
        label={label}
        description={
          kept
            ? t`A text is kept as its fingerprint ${kept.slice(0, 12)}. Put in another when it changes.`
            : t`Only its fingerprint (SHA-256) is kept: it proves which text it was to who has the text.`
        }
        value={law[`${kind}_text`] ?? ''}
        disabled={!mayWrite}
        autosize
        minRows={2}
        maxRows={8}
        maxLength={MOST}
        onChange={({ currentTarget: { value } }) => {
          const next: Partial<Law> = { ...law };
          if (value) next[`${kind}_text`] = value;
          else delete next[`${kind}_text`];
          change({ law: next as Settings['law'] });
        }}
      />
    );
  };
  return (
    <section aria-label={t`What people are told`}>
      <Title order={2} size="h3">{t`What people are told`}</Title>
      <Text size="sm" mb="sm" maw={720}>
        {t`Each change is kept with its time, so that you can show years later what was said in a call. The law of the United States asks for the script's version: the campaign's report names calls that lack it.`}
      </Text>
      <Stack gap="md">
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          {version('script_version', t`Version of the script`)}
          {version('privacy_version', t`Version of the privacy notice`)}
          {text('script', t`Text of the script`)}
          {text('privacy', t`Text of the privacy notice`)}
        </SimpleGrid>
        <Checkbox
          label={t`A recorded or artificial voice speaks to people`}
          description={t`Not the recording for people whom no agent takes. In the United States only people who have consented in writing are called then; under the European rules the campaign does not start, since Pronto cannot make such a voice say what it is.`}
          checked={law.artificial_voice ?? false}
          disabled={!mayWrite}
          maw={720}
          onChange={(event) => set({ artificial_voice: event.currentTarget.checked })}
        />
      </Stack>
    </section>
  );
}
