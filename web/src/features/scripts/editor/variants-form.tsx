import { t } from '@lingui/core/macro';
import { Button, Fieldset, Group, NativeSelect, Stack } from '@mantine/core';
import type { Script, Tone, Variant } from '@/script';
import { IconClose, IconPlus } from '@/ui/icons';
import { InEachLanguage } from './fields';
import { tones } from './words';

interface Shown {
  script: Script;
  variants: readonly Variant[];
  onChange: (variants: readonly Variant[]) => void;
}

/** Other words for a step: for a tone, for a kind of customer, or for both. */
export function VariantsForm({ script, variants, onChange }: Shown) {
  const put = (place: number, change: Partial<Variant>) =>
    onChange(variants.map((one, at) => (at === place ? { ...one, ...change } : one)));
  const own = script.languages[0] ?? '';
  const customers = (script.customer_types ?? []).map(({ code, label }) => ({
    value: code,
    label: label[own] ?? code,
  }));
  return (
    <Fieldset legend={t`Other words`}>
      <Stack gap="sm">
        {variants.map((one, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a variant has no name of its own
          <Stack key={place} gap="xs">
            <Group align="flex-end">
              <NativeSelect
                label={t`In this tone`}
                value={one.tone ?? ''}
                data={tones()}
                onChange={(event) =>
                  put(place, { tone: (event.currentTarget.value || undefined) as Tone | undefined })
                }
              />
              <NativeSelect
                label={t`To this kind of customer`}
                value={one.customer ?? ''}
                data={[{ value: '', label: t`any` }, ...customers]}
                onChange={(event) => put(place, { customer: event.currentTarget.value })}
              />
              <Button
                size="xs"
                variant="default"
                leftSection={<IconClose size={16} />}
                onClick={() => onChange(variants.filter((_, at) => at !== place))}
              >
                {t`Remove these words`}
              </Button>
            </Group>
            <InEachLanguage
              label={t`Said then`}
              isLong
              texts={one.say}
              languages={script.languages}
              onChange={(say) => put(place, { say })}
            />
          </Stack>
        ))}
        <Group>
          <Button
            size="xs"
            variant="default"
            leftSection={<IconPlus size={16} />}
            onClick={() => onChange([...variants, { say: {}, tone: 'informal' }])}
          >
            {t`Add other words`}
          </Button>
        </Group>
      </Stack>
    </Fieldset>
  );
}
