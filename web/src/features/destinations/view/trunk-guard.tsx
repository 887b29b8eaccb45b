import { t } from '@lingui/core/macro';
import { Alert, Button, Group, Paper, Radio, Stack, Table, Text, TextInput, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Versioned } from '@/api/client';
import { changeDestinations, type TrunkDestinations, trunkDestinationsQuery, tryNumber } from '@/api/destinations';
import { asProblem, problemInstead } from '@/api/problem';
import { meQuery } from '@/api/session';
import { FieldText, showErrors } from '@/ui/Field';
import { FieldArea } from '@/ui/FieldArea';
import { FieldSwitch } from '@/ui/FieldCheck';
import { FieldNumber } from '@/ui/FieldNumber';
import { IconOk, IconStop, IconWarn } from '@/ui/icons';
import { Loading } from '@/ui/Loading';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { number } from '@/words/format';
import { type HourUse, placeName, prefixesIn, pricesIn } from './words';

/** One trunk: its last alarm, a number to try, and what it may call. */
export function TrunkGuard({ trunkId, hour }: { trunkId: number; hour: HourUse | null | undefined }) {
  const { data: me } = useSuspenseQuery(meQuery);
  const { data, error, refetch } = useQuery(trunkDestinationsQuery(trunkId));
  const [saved, setSaved] = useState(false);
  const lacking = problemInstead(error, data);
  if (lacking) return <ProblemAlert problem={lacking} onRetry={() => void refetch()} />;
  if (!data) return <Loading lines={4} />;
  return (
    <section aria-label={data.value.trunk}>
      <Stack gap="md">
        <Title order={2}>{data.value.trunk}</Title>
        {hour?.alarm && (
          <Alert color="warn" icon={<IconWarn />} title={t`Last alarm within the hour`}>
            {hour.alarm}
          </Alert>
        )}
        <TryNumber trunkId={trunkId} currency={data.value.currency} />
        {me.permissions.includes('trunk.write') ? (
          <>
            <GuardForm key={data.etag} read={data} onSaved={() => setSaved(true)} />
            <Text role="status" size="sm">
              {saved ? t`Saved: it applies within a second.` : ''}
            </Text>
          </>
        ) : (
          <Places one={data.value} />
        )}
      </Stack>
    </section>
  );
}

function TryNumber({ trunkId, currency }: { trunkId: number; currency: string }) {
  const [asked, setAsked] = useState('');
  const { mutate, data, error, isPending } = useMutation({
    mutationFn: () => tryNumber(trunkId, asked.replace(/[\s/().-]/g, '')),
  });
  const price = data?.price ?? null;
  return (
    <Paper withBorder p="md" component="section" aria-label={t`Try a number`}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          mutate();
        }}
      >
        <Stack gap="sm">
          <Group align="flex-end">
            <TextInput
              label={t`Try a number`}
              description={t`Nobody is called.`}
              placeholder="+39…"
              inputMode="tel"
              autoComplete="off"
              value={asked}
              onChange={(event) => setAsked(event.currentTarget.value)}
            />
            <Button type="submit" variant="default" disabled={asked.length < 4} loading={isPending}>
              {t`Would it be called?`}
            </Button>
          </Group>
          <div role="status">
            {data && (
              <Alert color={data.allowed ? 'ok' : 'stop'} icon={data.allowed ? <IconOk /> : <IconStop />}>
                <Text>{data.text}</Text>
                <Text size="sm">
                  {placeName(data.country)}
                  {price !== null && <> · {t`${number(price, 4)} ${currency} a minute`}</>}
                </Text>
              </Alert>
            )}
          </div>
          {error && <ProblemAlert problem={asProblem(error)} />}
        </Stack>
      </form>
    </Paper>
  );
}

/** What applies, for those who may not change it. */
function Places({ one }: { one: TrunkDestinations }) {
  return (
    <Table aria-label={t`Prefixes`}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t`Prefix`}</Table.Th>
          <Table.Th>{t`Country`}</Table.Th>
          <Table.Th>{t`Called`}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {one.places.map(({ prefix, country, allowed }) => (
          <Table.Tr key={prefix}>
            <Table.Td className="figures">{prefix}</Table.Td>
            <Table.Td>{placeName(country)}</Table.Td>
            <Table.Td>{allowed ? t`yes` : t`no`}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function GuardForm({ read, onSaved }: { read: Versioned<TrunkDestinations>; onSaved: () => void }) {
  const queries = useQueryClient();
  const one = read.value;
  const [own, setOwn] = useState(one.allowed !== null);
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: {
      allowed: (one.allowed ?? one.places.filter(({ allowed }) => allowed).map(({ prefix }) => prefix)).join('\n'),
      refused: one.refused.join('\n'),
      premium: one.premium,
      calls_per_hour: one.calls_per_hour ?? '',
      minutes_per_hour: one.minutes_per_hour ?? '',
      spend_per_hour: one.spend_per_hour ?? '',
      currency: one.currency,
      prices: one.prices.map(({ prefix, per_minute }) => `${prefix} ${per_minute}`).join('\n'),
    },
    validate: {
      prices: (said) =>
        pricesIn(said).every(({ per_minute }) => Number.isFinite(per_minute))
          ? null
          : t`Write a prefix and a price a line.`,
    },
  });
  const cap = (said: number | string) => (said === '' ? null : Number(said));
  const saving = useMutation({
    mutationFn: (said: typeof form.values) =>
      changeDestinations(one.id, read, {
        allowed: own ? prefixesIn(said.allowed) : null,
        refused: prefixesIn(said.refused),
        premium: said.premium,
        calls_per_hour: cap(said.calls_per_hour),
        minutes_per_hour: cap(said.minutes_per_hour),
        spend_per_hour: cap(said.spend_per_hour),
        currency: said.currency.toUpperCase(),
        prices: pricesIn(said.prices),
      }),
    onSuccess: () => {
      onSaved();
      return queries.invalidateQueries({ queryKey: ['destinations'] });
    },
    onError: (failure) => showErrors(form, asProblem(failure).errors),
  });
  const problem = saving.error && asProblem(saving.error);
  return (
    <form onSubmit={form.onSubmit((said) => saving.mutate(said))} noValidate aria-label={t`Destinations and caps`}>
      <Stack gap="md" maw={720}>
        {problem && (
          <ProblemAlert
            problem={problem}
            onRetry={() => void queries.invalidateQueries({ queryKey: ['destinations'] })}
          />
        )}
        <Radio.Group
          label={t`May call`}
          value={own ? 'own' : 'country'}
          onChange={(said) => setOwn(said === 'own')}
        >
          <Stack gap="xs" mt="xs">
            <Radio
              value="country"
              label={
                one.country
                  ? t`only the trunk's country: ${placeName(one.country)}`
                  : t`only the trunk's country, which is not set: it calls nobody`
              }
            />
            <Radio value="own" label={t`these prefixes`} />
          </Stack>
        </Radio.Group>
        {own && (
          <FieldArea
            form={form}
            name="allowed"
            label={t`Prefixes`}
            description={t`One a line, with the country's code: +39, +44, +1809. The longest that fits a number decides.`}
          />
        )}
        <FieldArea
          form={form}
          name="refused"
          label={t`Exceptions`}
          description={t`Prefixes within these that are refused all the same.`}
        />
        <FieldSwitch
          form={form}
          name="premium"
          label={t`Premium-rate numbers may be called too`}
          description={t`Satellites are called only if their own prefix is allowed, such as +881.`}
        />
        <Group grow align="flex-start">
          <FieldNumber
            form={form}
            name="calls_per_hour"
            label={t`Calls an hour at most`}
            placeholder={t`no cap`}
            min={1}
            allowDecimal={false}
          />
          <FieldNumber
            form={form}
            name="minutes_per_hour"
            label={t`Minutes an hour at most`}
            placeholder={t`no cap`}
            min={1}
            allowDecimal={false}
          />
        </Group>
        <Group grow align="flex-start">
          <FieldNumber
            form={form}
            name="spend_per_hour"
            label={t`Spend an hour at most`}
            placeholder={t`no cap`}
            min={0.01}
            decimalScale={2}
          />
          <FieldText form={form} name="currency" label={t`Currency`} maxLength={3} autoComplete="off" />
        </Group>
        <FieldArea
          form={form}
          name="prices"
          label={t`Prices of a minute`}
          description={t`A prefix and a price a line, as in the carrier's sheet: +39 0.008. Calls elsewhere count as free.`}
        />
        <Group>
          <Button type="submit" loading={saving.isPending}>{t`Save`}</Button>
        </Group>
      </Stack>
    </form>
  );
}
