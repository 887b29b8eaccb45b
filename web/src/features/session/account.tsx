import { t } from '@lingui/core/macro';
import { Anchor, Button, Group, Stack, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useEffect } from 'react';
import { asProblem } from '@/api/problem';
import { changeMe, type Me, meQuery } from '@/api/session';
import { FieldText, showErrors } from '@/ui/Field';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { LanguageChoice } from './Frame';
import { ChangePassword } from './password';
import { SecondFactor } from './second-factor';
import { Sessions } from './sessions';
import { SignIns } from './sign-ins';

/** One's own account: name and language, password, second factor, and where one is signed in. */
export default function Account() {
  const { data: me } = useSuspenseQuery(meQuery);
  return (
    <Stack gap="xl">
      <Title order={1}>{t`Your account`}</Title>
      <Part title={t`Name and language`}>
        <Profile key={me.id} me={me} />
      </Part>
      <Part title={t`Password`}>
        <ChangePassword me={me} />
      </Part>
      <Part title={t`Second factor`}>
        <SecondFactor me={me} />
      </Part>
      <Part title={t`Where you are signed in`}>
        <Sessions />
      </Part>
      <Part title={t`When you signed in`}>
        <SignIns />
      </Part>
      {me.permissions.includes('key.read') && (
        <Part title={t`Keys of programs`}>
          <Anchor component={Link} to={'/people' as never} search={{ tab: 'keys' } as never}>
            {t`Make, see and revoke the keys with which programs use Pronto`}
          </Anchor>
        </Part>
      )}
    </Stack>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title}>
      <Title order={2} size="h3" mb="sm">
        {title}
      </Title>
      {children}
    </section>
  );
}

function Profile({ me }: { me: Me }) {
  const queries = useQueryClient();
  const form = useForm({ mode: 'uncontrolled', initialValues: { display_name: me.display_name } });
  const { mutate, reset, isPending, error, isSuccess } = useMutation({
    mutationFn: (change: Parameters<typeof changeMe>[1]) =>
      changeMe(queries.getQueryData(meQuery.queryKey) ?? me, change),
    scope: { id: 'me' }, // one after the other, each to the version that the last one made
    onSuccess: (now) => queries.setQueryData(meQuery.queryKey, now),
    onError: (failure) => showErrors(form, asProblem(failure).errors),
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the name that was read anew, not each render of the form
  useEffect(() => {
    if (form.getValues().display_name !== me.display_name) form.setFieldValue('display_name', me.display_name);
  }, [me.display_name]);
  return (
    <form onSubmit={form.onSubmit((values) => mutate(values))} noValidate>
      <Stack maw={440}>
        {error && (
          <ProblemAlert
            problem={asProblem(error)}
            onReread={() => {
              reset();
              void queries.invalidateQueries({ queryKey: meQuery.queryKey });
            }}
          />
        )}
        <FieldText
          form={form}
          name="display_name"
          label={t`Your name`}
          description={t`As others see it. You sign in as ${me.name}.`}
          autoComplete="name"
          maxLength={200}
        />
        <LanguageChoice onChoose={(language) => mutate({ language })} />
        <Group>
          <Button type="submit" loading={isPending}>{t`Save`}</Button>
          <span role="status">{isSuccess && t`Saved.`}</span>
        </Group>
      </Stack>
    </form>
  );
}
