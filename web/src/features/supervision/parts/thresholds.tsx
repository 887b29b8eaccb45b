import { t } from '@lingui/core/macro';
import { Button, NumberInput, Popover, Stack, Text } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { IconClock } from '@/ui/icons';
import { STATES, WARN_AFTER_S } from './live';
import { stateOf } from './words';

type Thresholds = Record<string, number>;

/** From how many seconds in a state on it is marked; kept on this browser. */
export function useThresholds(): [Thresholds, (thresholds: Thresholds) => void] {
  const [own, setOwn] = useLocalStorage<Thresholds>({ key: 'pronto-supervision-warn', defaultValue: {} });
  return [{ ...WARN_AFTER_S, ...own }, setOwn];
}

export function ThresholdsButton(props: { thresholds: Thresholds; onChange: (thresholds: Thresholds) => void }) {
  const { thresholds, onChange } = props;
  return (
    <Popover position="bottom-end" trapFocus withinPortal={false} width={280}>
      <Popover.Target>
        <Button variant="default" leftSection={<IconClock size={18} />}>
          {t`When to warn`}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t`When to warn`}>
        <Stack gap="xs">
          <Text size="sm">{t`Seconds in a state until it is marked; twice as long marks it red. 0: never.`}</Text>
          {STATES.map((state) => (
            <NumberInput
              key={state}
              label={stateOf(state)[1]}
              value={thresholds[state] ?? 0}
              min={0}
              max={86_400}
              step={30}
              onChange={(value) => onChange({ ...thresholds, [state]: Number(value) || 0 })}
            />
          ))}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
