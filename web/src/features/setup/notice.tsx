import { plural, t } from '@lingui/core/macro';
import { Alert, Anchor, Button, Group, Text } from '@mantine/core';
import { type QueryClient, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type Me, meQuery } from '@/api/session';
import { type StepId, setupQuery } from '@/api/setup';
import { IconSettings } from '@/ui/icons';

/** Whether somebody who may set Pronto up has not come to its first call yet. */
export async function setupIsOpen(queries: QueryClient): Promise<boolean> {
  try {
    const me: Me = await queries.ensureQueryData(meQuery);
    if (!me.permissions.includes('node.write')) return false;
    return !(await queries.fetchQuery(setupQuery)).is_finished;
  } catch {
    return false; // the page that is shown instead says what is wrong
  }
}

/** On a page that a step of the setup sends people to: the way back to that step, while the setup is not finished. */
export function BackToSetup({ step }: { step: StepId }) {
  const { data: me } = useQuery(meQuery);
  const { data } = useQuery({ ...setupQuery, enabled: Boolean(me?.permissions.includes('node.write')) });
  if (!data || data.is_finished) return null;
  return (
    <Anchor component={Link} to={'/setup' as string} search={{ step } as never} underline="always" size="sm">
      {t`Back to the setup`}
    </Anchor>
  );
}

/** On the overview: where the set-up goes on, while it is not finished. */
export function SetupNotice() {
  const { data } = useQuery(setupQuery);
  if (!data || data.is_finished) return null;
  const left = data.steps.filter(({ state }) => state !== 'done').length;
  return (
    <Alert color="brand" icon={<IconSettings />} title={t`The set-up is not finished`}>
      <Group justify="space-between">
        <Text size="sm">
          {plural(left, {
            one: '# step is left before the first call.',
            other: '# steps are left before the first call.',
          })}
        </Text>
        <Button component={Link} to="/setup" size="xs">{t`Go on with the set-up`}</Button>
      </Group>
    </Alert>
  );
}
