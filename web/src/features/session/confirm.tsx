import { t } from '@lingui/core/macro';
import { Button, Group, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { modals } from '@mantine/modals';
import { useMutation } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import { ApiProblem, asProblem } from '@/api/problem';
import { confirmIdentity, leaveForProvider, type Me } from '@/api/session';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { keepBack } from './back';
import { proofOf } from './proof';

const WANTED = 'confirm-first';

/**
 * Do what may need the password or a code again: exports, secrets, roles. The question comes only if the API asks.
 *
 * `const confirmed = useConfirmed(me); await confirmed(() => exportLeads(list));` Refused by the person, it throws what
 * the API said.
 */
export function useConfirmed(me: Me): <T>(act: () => Promise<T>) => Promise<T> {
  return useCallback(
    async (act) => {
      try {
        return await act();
      } catch (error) {
        if (!(error instanceof ApiProblem) || error.slug !== WANTED || !(await ask(me))) throw error;
        return await act();
      }
    },
    [me],
  );
}

function ask(me: Me): Promise<boolean> {
  return new Promise((resolve) => {
    const id = modals.open({
      title: t`Confirm that it is you`,
      onClose: () => resolve(false),
      children:
        proofOf(me) === 'provider' ? (
          <ProviderProof onCancel={() => modals.close(id)} />
        ) : (
          <Proof
            me={me}
            onAnswer={(answer) => {
              resolve(answer);
              modals.close(id);
            }}
          />
        ),
    });
  });
}

function Proof({ me, onAnswer }: { me: Me; onAnswer: (answer: boolean) => void }) {
  const byCode = me.totp;
  const [said, setSaid] = useState('');
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => confirmIdentity(byCode ? { code: said.replace(/\s/g, '') } : { password: said }),
    onSuccess: () => onAnswer(true),
    onError: () => setSaid(''),
  });
  const props = {
    value: said,
    onChange: (event: { currentTarget: HTMLInputElement }) => setSaid(event.currentTarget.value),
    'data-autofocus': true,
    required: true,
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        event.stopPropagation();
        mutate();
      }}
    >
      <Stack>
        <Text>{t`For this you give your password or a code again. It then counts for five minutes.`}</Text>
        {error && <ProblemAlert problem={asProblem(error)} />}
        {byCode ? (
          <TextInput {...props} label={t`Code`} autoComplete="one-time-code" inputMode="numeric" />
        ) : (
          <PasswordInput {...props} label={t`Password`} autoComplete="current-password" />
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={() => onAnswer(false)}>{t`Cancel`}</Button>
          <Button type="submit" loading={isPending}>{t`Confirm`}</Button>
        </Group>
      </Stack>
    </form>
  );
}

/** For who has neither a password nor a code here: the identity provider asks, and one comes back to the page. */
function ProviderProof({ onCancel }: { onCancel: () => void }) {
  const { mutate, isPending, isSuccess, error } = useMutation({
    mutationFn: () => {
      keepBack(location.pathname + location.search);
      return leaveForProvider(true);
    },
  });
  return (
    <Stack>
      <Text>{t`For this you sign in once more with your organisation's account. Then come back and do it again.`}</Text>
      {error && <ProblemAlert problem={asProblem(error)} />}
      <Group justify="flex-end">
        <Button variant="default" onClick={onCancel}>{t`Cancel`}</Button>
        <Button loading={isPending || isSuccess} onClick={() => mutate()} data-autofocus>{t`Sign in again`}</Button>
      </Group>
    </Stack>
  );
}
