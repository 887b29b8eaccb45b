import { t } from '@lingui/core/macro';
import { Button, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { asProblem } from '@/api/problem';
import { confirmIdentity, leaveForProvider, signOut } from '@/api/session';
import { keepBack, proofOf } from '@/features/session';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { useDesk } from '../desk';
import { inCall } from '../screen';
import classes from '../workplace.module.css';

/** Nothing of the page is seen until who works at it has given a proof again. The phone stays connected. */
export function Lock({ onOpen }: { onOpen: () => void }) {
  const { me, moment } = useDesk();
  const proof = proofOf(me);
  return (
    <div role="dialog" aria-modal aria-labelledby="lock-title" className={classes.lock}>
      <div className={classes.lockBox}>
        <Stack>
          <Title order={1} size="h2" id="lock-title">
            {t`The screen is locked`}
          </Title>
          <Text>
            {inCall(moment) ? t`A call is on your line.` : t`Your phone stays connected. No call comes meanwhile.`}
          </Text>
          {(proof === 'code' || proof === 'password') && <Proof byCode={proof === 'code'} onOpen={onOpen} />}
          {proof === 'provider' && <AtProvider />}
          {proof === 'none' && <Anew />}
        </Stack>
      </div>
    </div>
  );
}

/** The password, or a code. */
function Proof({ byCode, onOpen }: { byCode: boolean; onOpen: () => void }) {
  const { me } = useDesk();
  const [said, setSaid] = useState('');
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => confirmIdentity(byCode ? { code: said.replace(/\s/g, '') } : { password: said }),
    onSuccess: onOpen,
    onError: () => setSaid(''),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    mutate();
  };
  const props = {
    value: said,
    onChange: (event: { currentTarget: HTMLInputElement }) => setSaid(event.currentTarget.value),
    autoFocus: true,
    required: true,
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        {error && <ProblemAlert problem={asProblem(error)} />}
        <input type="text" name="username" autoComplete="username" value={me.name} readOnly hidden />
        {byCode ? (
          <TextInput {...props} label={t`Code`} autoComplete="one-time-code" inputMode="numeric" />
        ) : (
          <PasswordInput {...props} label={t`Password of ${me.name}`} autoComplete="current-password" />
        )}
        <Button type="submit" loading={isPending}>
          {t`Unlock`}
        </Button>
      </Stack>
    </form>
  );
}

/**
 * For who has neither a password nor a code here: the identity provider asks who it is, in a tab of its own, so that
 * the call and the phone stay in this one. Signed in there, all tabs are open (`useLock`).
 */
function AtProvider() {
  const { me } = useDesk();
  const { mutate, isPending, error } = useMutation({
    mutationFn: async () => {
      keepBack('/work'); // a tab that is opened here begins with what this one keeps
      const tab = window.open('about:blank', '_blank');
      try {
        await leaveForProvider(true, tab?.location);
      } catch (failure) {
        tab?.close();
        throw failure;
      }
    },
  });
  return (
    <>
      {error && <ProblemAlert problem={asProblem(error)} />}
      <Text>{t`${me.name}, sign in once more with your organisation's account. It asks in a new tab; then this one opens too.`}</Text>
      <Button autoFocus loading={isPending} onClick={() => mutate()}>
        {t`Sign in again`}
      </Button>
    </>
  );
}

/** For who came by a link and has set no password: whoever has the link signs in by it again. */
function Anew() {
  const { mutate, isPending, error } = useMutation({
    mutationFn: signOut,
    onSuccess: () => location.assign('/sign-in?back=%2Fwork'),
  });
  return (
    <>
      {error && <ProblemAlert problem={asProblem(error)} />}
      <Text>{t`You have no password yet. Sign out, and ask your administrator for a link that signs you in.`}</Text>
      <Button autoFocus loading={isPending} onClick={() => mutate()}>
        {t`Sign out`}
      </Button>
    </>
  );
}
