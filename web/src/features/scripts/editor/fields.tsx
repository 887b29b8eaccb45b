import { Group, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Texts } from '@/script';

interface TextsShown {
  label: string;
  texts: Texts | undefined;
  languages: readonly string[];
  isLong?: boolean;
  onChange: (texts: Texts) => void;
}

/** A text in each language of the script, side by side. */
export function InEachLanguage({ label, texts, languages, isLong = false, onChange }: TextsShown) {
  const Field = isLong ? Textarea : TextInput;
  return (
    <Group grow align="flex-start">
      {languages.map((language) => (
        <Field
          key={language}
          lang={language}
          label={`${label} (${language})`}
          value={texts?.[language] ?? ''}
          maxLength={4000}
          onChange={(event: { currentTarget: { value: string } }) =>
            onChange({ ...texts, [language]: event.currentTarget.value })
          }
          {...(isLong ? { autosize: true, minRows: 3, maxRows: 12 } : {})}
        />
      ))}
    </Group>
  );
}

interface LinesShown {
  label: string;
  description?: string;
  text: string;
  onChange: (text: string) => void;
}

/** Lines that mean something once they are whole: taken over when the field is left. */
export function Lines({ label, description, text, onChange }: LinesShown) {
  const [written, setWritten] = useState(text);
  return (
    <Textarea
      autosize
      minRows={2}
      maxRows={10}
      label={label}
      description={description}
      value={written}
      onChange={(event) => setWritten(event.currentTarget.value)}
      onBlur={() => written !== text && onChange(written)}
    />
  );
}

/** Names with commas or blanks between. */
export const namesOf = (text: string): string[] =>
  text
    .split(/[\s,]+/)
    .map((one) => one.trim())
    .filter(Boolean);
