import { t } from '@lingui/core/macro';
import { Group, NumberInput, TextInput } from '@mantine/core';
import { areasIn, cap } from './words';

/** Whom a number is for and how often it may be shown, as typed. */
export interface Limits {
  areas: string;
  hour: number | string;
  day: number | string;
}

/** The same as the API takes it. */
export const limitsInput = ({ areas, hour, day }: Limits) => ({
  areas: areasIn(areas),
  calls_per_hour: cap(hour),
  calls_per_day: cap(day),
});

export function LimitFields({ limits, onChange }: { limits: Limits; onChange: (limits: Limits) => void }) {
  return (
    <>
      <TextInput
        label={t`Areas`}
        description={t`Beginnings of the numbers called, as in +3902 +39031. Empty: for all.`}
        value={limits.areas}
        autoComplete="off"
        onChange={(event) => onChange({ ...limits, areas: event.currentTarget.value })}
      />
      <Group>
        <NumberInput
          label={t`Calls an hour`}
          placeholder={t`no cap`}
          min={1}
          value={limits.hour}
          onChange={(hour) => onChange({ ...limits, hour })}
          w={160}
        />
        <NumberInput
          label={t`Calls a day`}
          placeholder={t`no cap`}
          min={1}
          value={limits.day}
          onChange={(day) => onChange({ ...limits, day })}
          w={160}
        />
      </Group>
    </>
  );
}
