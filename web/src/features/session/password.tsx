import { t } from '@lingui/core/macro';
import { Button, Group, Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { asProblem } from '@/api/problem';
import { changePassword, type Me, meQuery } from '@/api/session';
import { FieldPassword, showErrors } from '@/ui/Field';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { useConfirmed } from './confirm';

const SHORTEST = 12;

export const rules = {
  password: (said: string) => (said.length >= SHORTEST ? null : t`At least ${SHORTEST} characters.`),
  again: (said: string, { password }: { password: string }) =>
    said === password ? null : t`The two are not the same.`,
};

export function NewPassword({ form }: { form: Parameters<typeof FieldPassword>[0]['form'] }) {
  return (
    <>
      <FieldPassword
        form={form}
        name="password"
        label={t`New password`}
        description={t`At least ${SHORTEST} characters: a few words that you remember will do.`}
        autoComplete="new-password"
      />
      <FieldPassword form={form} name="again" label={t`Once more`} autoComplete="new-password" />
    </>
  );
}

/** In the account: another password. All other browsers are signed out. */
export function ChangePassword({ me }: { me: Me }) {
  const confirmed = useConfirmed(me);
  const queries = useQueryClient();
  const form = useForm({ mode: 'uncontrolled', initialValues: { password: '', again: '' }, validate: rules });
  const { mutate, isPending, error, isSuccess } = useMutation({
    mutationFn: ({ password }: { password: string }) => confirmed(() => changePassword(password)),
    onSuccess: async () => {
      form.reset();
      await queries.invalidateQueries({ queryKey: meQuery.queryKey });
    },
    onError: (failure) => showErrors(form, asProblem(failure).errors),
  });
  return (
    <form onSubmit={form.onSubmit((values) => mutate(values))} noValidate>
      <Stack maw={440}>
        {error && <ProblemAlert problem={asProblem(error)} />}
        <input type="text" name="username" autoComplete="username" value={me.name} readOnly hidden />
        <NewPassword form={form} />
        <Group>
          <Button type="submit" loading={isPending}>{t`Change the password`}</Button>
          <span role="status">{isSuccess && t`The password was changed.`}</span>
        </Group>
      </Stack>
    </form>
  );
}
