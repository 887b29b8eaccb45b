import { t } from '@lingui/core/macro';
import { TextInput } from '@mantine/core';

/** When a register answered, to the minute: `2026-11-28T09:30` in and out, empty where it is not known. */
export function AnswerTime({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  return (
    <TextInput
      type="datetime-local"
      label={t`Answered on`}
      description={t`The age of the check counts from this time, or from the request if you leave it empty.`}
      value={value}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
    />
  );
}
