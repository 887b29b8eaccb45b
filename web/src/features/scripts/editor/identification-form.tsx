import { t } from '@lingui/core/macro';
import { Checkbox, Fieldset, Group, NativeSelect, NumberInput, Stack, TextInput } from '@mantine/core';
import type { Identify, Step } from '@/script';
import { InEachLanguage } from './fields';
import { matches } from './words';

interface Shown {
  step: Step;
  languages: readonly string[];
  onChange: (step: Step) => void;
}

const BEGUN: Identify = { field: '', label: {}, match: 'whole', tries: 2 };

/** By which field of the lead a step identifies the person; the agent never sees its value. */
export function IdentificationForm({ step, languages, onChange }: Shown) {
  const { identify, ...others } = step;
  const put = (change: Partial<Identify>) =>
    identify && onChange({ ...step, identify: { ...identify, ...change } });
  return (
    <Fieldset legend={t`Identification`}>
      <Stack gap="xs">
        <Checkbox
          label={t`Identifies the person`}
          checked={identify !== undefined}
          onChange={(event) => onChange(event.currentTarget.checked ? { ...step, identify: BEGUN } : others)}
        />
        {identify && (
          <>
            <Group grow align="flex-start">
              <TextInput
                label={t`By the lead's field`}
                value={identify.field}
                maxLength={100}
                onChange={(event) => put({ field: event.currentTarget.value })}
              />
              <NativeSelect
                label={t`What must agree`}
                value={identify.match}
                data={matches()}
                onChange={(event) => put({ match: event.currentTarget.value })}
              />
              <NumberInput
                label={t`Tries`}
                min={1}
                max={10}
                value={identify.tries}
                onChange={(value) => typeof value === 'number' && put({ tries: value })}
              />
            </Group>
            <InEachLanguage
              label={t`What it is called`}
              texts={identify.label}
              languages={languages}
              onChange={(label) => put({ label })}
            />
          </>
        )}
      </Stack>
    </Fieldset>
  );
}
