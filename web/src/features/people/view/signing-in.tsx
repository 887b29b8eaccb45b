import { plural, t } from '@lingui/core/macro';
import { Button, Group, Stack, Text, Title } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { endUserSessions, removeUserFactor, type User, usersQuery } from '@/api/people';
import { asProblem } from '@/api/problem';
import type { Me } from '@/api/session';
import { useConfirmed } from '@/features/session';
import { confirm } from '@/ui/Confirm';
import { ProblemAlert } from '@/ui/ProblemAlert';

/** For who has lost a telephone with the second factor, or is still signed in where they should not be. */
export function SigningIn({ me, user }: { me: Me; user: User }) {
  const queries = useQueryClient();
  const confirmed = useConfirmed(me);
  const name = user.display_name || user.name;
  const ending = useMutation({ mutationFn: () => confirmed(() => endUserSessions(user.id)) });
  const removing = useMutation({
    mutationFn: () => confirmed(() => removeUserFactor(user.id)),
    onSuccess: () => queries.invalidateQueries({ queryKey: usersQuery.queryKey }),
  });
  const signOut = async () => {
    const body = t`In every browser ${name} has to sign in again. A call that they are in goes on.`;
    if (await confirm({ title: t`Sign ${name} out everywhere?`, body, action: t`Sign out`, tone: 'stop' }))
      ending.mutate();
  };
  const remove = async () => {
    const body = t`${name} then signs in with the password alone, until they set up another. Be sure that it is they who ask.`;
    const title = t`Remove the second factor of ${name}?`;
    if (await confirm({ title, body, action: t`Remove it`, tone: 'stop' })) removing.mutate();
  };
  const failure = ending.error ?? removing.error;
  const ended = ending.data?.sessions ?? 0;
  return (
    <section aria-label={t`Signing in`}>
      <Stack gap="xs">
        <Title order={3} size="h4">{t`Signing in`}</Title>
        {failure && <ProblemAlert problem={asProblem(failure)} />}
        <Text size="sm">
          {user.totp ? t`With a second factor.` : t`Without a second factor.`}{' '}
          <span role="status">
            {ending.isSuccess &&
              (ended === 0
                ? t`They were signed in nowhere.`
                : plural(ended, { one: 'Signed out in one browser.', other: 'Signed out in # browsers.' }))}
            {ending.isSuccess && removing.isSuccess && ' '}
            {removing.isSuccess && t`The second factor is removed.`}
          </span>
        </Text>
        <Group gap="xs">
          <Button size="xs" variant="default" loading={ending.isPending} onClick={() => void signOut()}>
            {t`Sign out everywhere`}
          </Button>
          {user.totp && (
            <Button size="xs" variant="default" loading={removing.isPending} onClick={() => void remove()}>
              {t`Remove the second factor`}
            </Button>
          )}
        </Group>
      </Stack>
    </section>
  );
}
