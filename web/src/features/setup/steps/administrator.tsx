import { t } from '@lingui/core/macro';
import { Button, Group, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { Facts } from '../Facts';
import type { StepShown } from '../setup';

/** A password for whoever came by the link. */
export function AdministratorStep({ step }: StepShown) {
  if (step.state === 'done') return <Text>{t`An administrator can sign in with a password.`}</Text>;
  return (
    <>
      <Facts facts={step.facts} label={t`What is found`} />
      <Group>
        <Button component={Link} to="/welcome">{t`Choose a password`}</Button>
      </Group>
    </>
  );
}
