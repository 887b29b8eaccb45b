import { i18n } from '@lingui/core';
import { t } from '@lingui/core/macro';
import { Center, Group, NativeSelect, Paper, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { keepLanguage, nameOf, speak } from '@/words/language';
import { catalogues, languages } from '@/words/words';

/** What stands around a page that is seen before one is signed in: its heading, and the language. */
export function Frame({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Center mih="100vh" p="md">
      <Stack component="main" w="100%" maw={440} gap="lg">
        <Group gap="sm" justify="center">
          <img src="/pages/icon.svg" width={36} height={36} alt="" />
          <Text fw={700} size="xl">
            Pronto
          </Text>
        </Group>
        <Paper withBorder p="xl" radius="md">
          <Title order={1} size="h3" mb="lg">
            {title}
          </Title>
          {children}
        </Paper>
        <LanguageChoice />
      </Stack>
    </Center>
  );
}

/** The language of this browser; that of the account comes first once somebody has signed in. */
export function LanguageChoice({ onChoose }: { onChoose?: (language: string) => void }) {
  return (
    <NativeSelect
      label={t`Language`}
      data={languages.map((language) => ({ value: language, label: nameOf(language) }))}
      value={i18n.locale}
      onChange={({ currentTarget: { value: language } }) => {
        keepLanguage(language);
        void speak(catalogues, language);
        onChoose?.(language);
      }}
    />
  );
}
