import { plural, t } from '@lingui/core/macro';
import { Button, Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { setupQuery } from '@/api/setup';
import { Facts } from '../Facts';
import type { StepShown } from '../setup';

/** What is missing in Asterisk's configuration, looked at anew every few seconds. */
export function AsteriskStep({ step }: StepShown) {
  const { refetch, isFetching } = useQuery(setupQuery);
  const [all, setAll] = useState(false);
  const wrong = step.facts.filter(({ weight }) => weight !== 'ok');
  const well = step.facts.length - wrong.length;
  return (
    <>
      <Text>
        {wrong.length === 0
          ? t`Pronto is linked to Asterisk, and its configuration is as Pronto needs it.`
          : t`Write what is missing where it says. Pronto looks again by itself.`}
      </Text>
      <Facts facts={all ? step.facts : wrong} label={t`What is found in Asterisk`} />
      <Group>
        <Button variant="default" onClick={() => void refetch()} loading={isFetching}>{t`Look again`}</Button>
        {well > 0 && (
          <Button variant="subtle" onClick={() => setAll(!all)} aria-expanded={all}>
            {all
              ? t`Hide what is in order`
              : plural(well, { one: 'Show # line that is in order', other: 'Show # lines that are in order' })}
          </Button>
        )}
      </Group>
    </>
  );
}
