import { t } from '@lingui/core/macro';
import { Button, Group, Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { asProblem } from '@/api/problem';
import { changeMe, changePassword, type Me, meQuery } from '@/api/session';
import { FieldText, showErrors } from '@/ui/Field';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { Frame } from './Frame';
import { NewPassword, rules } from './password';

/** After a link: who one is, and a password of one's own for the next time. */
export default function Welcome({ me, onDone }: { me: Me; onDone: () => void }) {
  const queries = useQueryClient();
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { display_name: me.display_name, password: '', again: '' },
    validate: rules,
  });
  const { mutate, isPending, error } = useMutation({
    mutationFn: async ({ display_name, password }: { display_name: string; password: string }) => {
      if (display_name !== me.display_name) {
        queries.setQueryData(meQuery.queryKey, await changeMe(me, { display_name }));
      }
      await changePassword(password);
    },
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: meQuery.queryKey });
      onDone();
    },
    onError: (failure) => showErrors(form, asProblem(failure).errors),
  });
  return (
    <Frame title={t`Welcome, ${me.display_name || me.name}`}>
      <form onSubmit={form.onSubmit((values) => mutate(values))} noValidate>
        <Stack>
          {error && (
            <ProblemAlert
              problem={asProblem(error)}
              onReread={() => void queries.invalidateQueries({ queryKey: meQuery.queryKey })}
            />
          )}
          <input type="text" name="username" autoComplete="username" value={me.name} readOnly hidden />
          <FieldText
            form={form}
            name="display_name"
            label={t`Your name`}
            description={t`As others see it. You sign in as ${me.name}.`}
            autoComplete="name"
            maxLength={200}
          />
          <NewPassword form={form} />
          <Group justify="flex-end">
            <Button variant="subtle" onClick={onDone}>{t`Later`}</Button>
            <Button type="submit" loading={isPending}>{t`Save and go on`}</Button>
          </Group>
        </Stack>
      </form>
    </Frame>
  );
}
