import { t } from '@lingui/core/macro';
import { Anchor, Button, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { asProblem } from '@/api/problem';
import {
  broughtBack,
  giveCode,
  leaveForProvider,
  openLink,
  returnFromProvider,
  type SignInState,
  signIn,
  waysQuery,
} from '@/api/session';
import { FieldPassword, FieldText } from '@/ui/Field';
import { Loading } from '@/ui/Loading';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { keepBack } from './back';
import { Frame } from './Frame';

/** The secret of a one-time link: what stands behind `#link=`. */
const linkInAddress = () => new URLSearchParams(location.hash.slice(1)).get('link') ?? '';

/**
 * Signing in: by name and password, then a code where there is a second factor; by a link that was handed over; or
 * through an identity provider, from which one comes back to this page.
 */
export default function SignIn({ onSignedIn }: { onSignedIn: (byLink: boolean) => void }) {
  const [link, setLink] = useState('');
  const [step, setStep] = useState<'password' | 'code' | 'link' | 'provider'>(
    broughtBack ? 'provider' : 'password',
  );
  const queries = useQueryClient();
  useEffect(() => {
    // Taken out of the address at once, so that nobody reads it over a shoulder or in the history.
    const take = () => {
      if (broughtBack) history.replaceState(history.state, '', location.pathname);
      const found = linkInAddress();
      if (!found) return;
      setLink(found);
      setStep('link');
      history.replaceState(history.state, '', location.pathname + location.search);
    };
    take();
    addEventListener('hashchange', take);
    return () => removeEventListener('hashchange', take);
  }, []);
  const arrive = ({ state }: SignInState) => {
    if (state === 'code_wanted') setStep('code');
    else {
      queries.clear();
      onSignedIn(step === 'link');
    }
  };
  return (
    <Frame title={step === 'code' ? t`Second factor` : t`Sign in`}>
      {step === 'password' && <PasswordStep onAnswer={arrive} />}
      {step === 'code' && <CodeStep onAnswer={arrive} onBack={() => setStep('password')} />}
      {step === 'link' && (
        <OnceStep key={link} open={() => openLink(link)} onAnswer={arrive} onBack={() => setStep('password')} />
      )}
      {step === 'provider' && (
        <OnceStep open={returnFromProvider} onAnswer={arrive} onBack={() => setStep('password')} />
      )}
    </Frame>
  );
}

interface StepShown {
  onAnswer: (answer: SignInState) => void;
}

function PasswordStep({ onAnswer }: StepShown) {
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { login: '', password: '' },
    validate: {
      login: (said) => (said.trim() ? null : t`Write your name or e-mail address.`),
      password: (said) => (said ? null : t`Write your password.`),
    },
  });
  const { mutate, isPending, error } = useMutation({
    mutationFn: ({ login, password }: { login: string; password: string }) => signIn(login.trim(), password),
    onSuccess: onAnswer,
    onError: () => form.setFieldValue('password', ''),
  });
  return (
    <form onSubmit={form.onSubmit((values) => mutate(values))} noValidate>
      <Stack>
        {error && <ProblemAlert problem={asProblem(error)} />}
        <FieldText
          form={form}
          name="login"
          label={t`Name or e-mail address`}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          autoFocus
        />
        <FieldPassword form={form} name="password" label={t`Password`} autoComplete="current-password" />
        <Button type="submit" loading={isPending} fullWidth>{t`Sign in`}</Button>
        <ProviderButton />
        <Text size="sm" c="dimmed">
          {t`No password yet, or forgotten? Your administrator can hand you a link that signs you in once.`}
        </Text>
      </Stack>
    </form>
  );
}

function CodeStep({ onAnswer, onBack }: StepShown & { onBack: () => void }) {
  const [code, setCode] = useState('');
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => giveCode(code.replace(/\s/g, '')),
    onSuccess: onAnswer,
    onError: () => setCode(''),
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        mutate();
      }}
    >
      <Stack>
        {error && <ProblemAlert problem={asProblem(error)} />}
        <TextInput
          label={t`Code`}
          description={t`Six digits of your app, or one of your backup codes.`}
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
          autoComplete="one-time-code"
          autoCapitalize="none"
          maxLength={24}
          autoFocus
          required
        />
        <Button type="submit" loading={isPending} disabled={code.trim().length < 6} fullWidth>{t`Go on`}</Button>
        <Anchor component="button" type="button" size="sm" onClick={onBack}>{t`Back to name and password`}</Anchor>
      </Stack>
    </form>
  );
}

/** What opens once, a link or the answer of an identity provider: sent as soon as it is there. */
function OnceStep({
  open,
  onAnswer,
  onBack,
}: StepShown & { open: () => Promise<SignInState>; onBack: () => void }) {
  const { mutate, error } = useMutation({ mutationFn: open, onSuccess: onAnswer });
  const isSent = useRef(false);
  useEffect(() => {
    if (!isSent.current) mutate();
    isSent.current = true;
  }, [mutate]);
  if (!error) return <Loading lines={2} />;
  const problem = asProblem(error);
  return (
    <Stack>
      <ProblemAlert problem={problem} onRetry={problem.kind === 'invalid' ? undefined : () => mutate()} />
      <Button variant="default" onClick={onBack}>{t`Sign in with a password`}</Button>
    </Stack>
  );
}

/** The way to an identity provider, where there is one. */
function ProviderButton() {
  const { data } = useQuery(waysQuery);
  const { mutate, isPending, isSuccess, error } = useMutation({
    mutationFn: () => {
      keepBack(new URLSearchParams(location.search).get('back') ?? '');
      return leaveForProvider();
    },
  });
  if (!data?.ways.includes('provider')) return null;
  return (
    <>
      {error && <ProblemAlert problem={asProblem(error)} />}
      <Button variant="default" fullWidth loading={isPending || isSuccess} onClick={() => mutate()}>
        {t`Sign in with your organisation's account`}
      </Button>
    </>
  );
}
