import { t } from '@lingui/core/macro';
import { Group, Text } from '@mantine/core';
import type { TrunkDestinations } from '@/api/destinations';
import { State } from '@/ui/State';
import { timeOf } from '@/words/format';
import { capWord, countriesIn, type HourUse } from './words';

/** The countries that a trunk may call, the first of them by name. */
export function Allowed({ one }: { one: TrunkDestinations }) {
  const countries = countriesIn(one);
  if (countries.length === 0) return <State tone="stop">{t`nothing`}</State>;
  const [most, more] = [countries.slice(0, 4), countries.length - 4];
  return (
    <Group gap={6}>
      <span>{most.join(', ')}</span>
      {more > 0 && <Text span size="sm" c="dimmed">{t`and ${more} more`}</Text>}
      {one.allowed === null && <Text span size="sm" c="dimmed">{t`(the trunk's country)`}</Text>}
    </Group>
  );
}

/** Whether a trunk calls as it may: nobody is allowed, a cap is reached, or calls were refused. */
export function Guarded({ hour, one }: { hour: HourUse | null | undefined; one: TrunkDestinations }) {
  if (one.places.every(({ allowed }) => !allowed)) return <State tone="stop">{t`calls nobody`}</State>;
  if (!hour) return <State tone="rest">{t`no engine has it`}</State>;
  const first = hour.reached[0];
  if (first) {
    const until = hour.frees_at ? timeOf(new Date(hour.frees_at)) : '';
    return <State tone="stop">{t`cap on ${capWord(first)} reached, until ${until}`}</State>;
  }
  if (hour.refused > 0) return <State tone="warn">{t`refused calls`}</State>;
  return <State tone="ok">{t`guarded`}</State>;
}
