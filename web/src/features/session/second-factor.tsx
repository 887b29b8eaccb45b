import { t } from '@lingui/core/macro';
import { Button, Code, Group, List, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { asProblem } from '@/api/problem';
import {
  acceptSecondFactor,
  type Me,
  meQuery,
  offerSecondFactor,
  removeSecondFactor,
  renewBackupCodes,
} from '@/api/session';
import { confirm } from '@/ui/Confirm';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { State } from '@/ui/State';
import { useConfirmed } from './confirm';
import classes from './second-factor.module.css';

/** Setting up a second factor, its backup codes, and doing without it again. */
export function SecondFactor({ me }: { me: Me }) {
  const confirmed = useConfirmed(me);
  const queries = useQueryClient();
  const [codes, setCodes] = useState<string[]>([]);
  const known = () => queries.invalidateQueries({ queryKey: meQuery.queryKey });
  const offer = useMutation({ mutationFn: () => confirmed(offerSecondFactor) });
  const accept = useMutation({
    mutationFn: (code: string) => confirmed(() => acceptSecondFactor(code)),
    onSuccess: async (made) => {
      setCodes(made.codes);
      offer.reset();
      await known();
    },
  });
  const renew = useMutation({
    mutationFn: () => confirmed(renewBackupCodes),
    onSuccess: (made) => setCodes(made.codes),
  });
  const remove = useMutation({
    mutationFn: async () => {
      const sure = await confirm({
        title: t`Do without the second factor?`,
        body: t`From then on your password alone signs you in.`,
        action: t`Remove it`,
        tone: 'stop',
      });
      if (sure) await confirmed(removeSecondFactor);
    },
    onSuccess: async () => {
      setCodes([]);
      await known();
    },
  });
  const failure = offer.error ?? accept.error ?? renew.error ?? remove.error;
  return (
    <Stack maw={560}>
      {failure && <ProblemAlert problem={asProblem(failure)} />}
      {codes.length > 0 && <Codes codes={codes} />}
      {me.totp ? (
        <>
          <State tone="ok">{t`A code of your app is asked for at each sign-in.`}</State>
          <Group>
            <Button variant="default" onClick={() => renew.mutate()} loading={renew.isPending}>
              {t`New backup codes`}
            </Button>
            <Button variant="outline" color="stop" onClick={() => remove.mutate()} loading={remove.isPending}>
              {t`Remove…`}
            </Button>
          </Group>
        </>
      ) : offer.data ? (
        <Offer {...offer.data} onCode={(code) => accept.mutate(code)} busy={accept.isPending} />
      ) : (
        <>
          <Text>{t`With a second factor a stolen password is not enough: an app on your phone shows a code.`}</Text>
          <Group>
            <Button onClick={() => offer.mutate()} loading={offer.isPending}>{t`Set up a second factor`}</Button>
          </Group>
        </>
      )}
    </Stack>
  );
}

interface Offered {
  secret: string;
  qr_svg: string;
  onCode: (code: string) => void;
  busy: boolean;
}

function Offer({ secret, qr_svg, onCode, busy }: Offered) {
  const [code, setCode] = useState('');
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onCode(code.replace(/\s/g, ''));
      }}
    >
      <Stack>
        <List type="ordered">
          <List.Item>{t`Open an authenticator app on your phone and let it read this picture.`}</List.Item>
          <List.Item>{t`Write the six digits that it shows.`}</List.Item>
        </List>
        <img
          src={`data:image/svg+xml,${encodeURIComponent(qr_svg.replace('<svg ', '<svg xmlns="http://www.w3.org/2000/svg" '))}`}
          width={200}
          height={200}
          className={classes.qr}
          alt={t`The secret as a QR code`}
        />
        <Text size="sm">
          {t`Without a camera, write this secret into the app:`} <Code>{secret}</Code>
        </Text>
        <Group align="flex-end">
          <TextInput
            label={t`Code`}
            value={code}
            onChange={(event) => setCode(event.currentTarget.value)}
            autoComplete="one-time-code"
            inputMode="numeric"
          />
          <Button type="submit" disabled={code.trim().length < 6} loading={busy}>{t`Use it`}</Button>
        </Group>
      </Stack>
    </form>
  );
}

function Codes({ codes }: { codes: readonly string[] }) {
  return (
    <Stack gap="xs" role="status">
      <Text fw={600}>{t`Your backup codes. They are shown only now: print them, or keep them in a safe.`}</Text>
      <Text size="sm">{t`Each opens once, when the phone is not at hand.`}</Text>
      <Code block>{codes.join('\n')}</Code>
    </Stack>
  );
}
