import '../catalogue';
import { t } from '@lingui/core/macro';
import { Anchor, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { destinationsQuery } from '@/api/destinations';
import { asProblem } from '@/api/problem';
import { useLive } from '@/live/live';
import { DataTable } from '@/ui/DataTable';
import { EmptyYet } from '@/ui/Empty';
import { number } from '@/words/format';
import { Allowed, Guarded } from './guard-words';
import { TrunkGuard } from './trunk-guard';
import { type HourUse, hourOf } from './words';

/** Where each trunk may call, and what it has used of its caps within the hour. */
export default function Destinations() {
  const { trunk } = useSearch({ strict: false }) as { trunk?: number };
  const navigate = useNavigate();
  const { data, error, refetch } = useQuery(destinationsQuery);
  const parts = useLive('board', (all) =>
    Object.keys(all)
      .filter((key) => key.startsWith('trunk:'))
      .map((key) => all[key]),
  );
  const hours = Object.fromEntries(parts.map((part) => [Number(part?.id), hourOf(part)]));
  const open = (id: number) => void navigate({ to: '/destinations', search: { trunk: id } } as never);
  const shown = data?.find((one) => one.id === (trunk ?? data[0]?.id));
  return (
    <Stack gap="md">
      <div>
        <Title order={1}>{t`Destinations`}</Title>
        <Text c="dimmed" maw="60rem">
          {t`Each trunk calls only where you allow it. Anything else is refused before it reaches the carrier, and you are told.`}
        </Text>
      </div>
      <DataTable
        id="destinations"
        caption={t`Trunks and their destinations`}
        rows={data}
        problem={error && asProblem(error)}
        onRetry={() => void refetch()}
        keyOf={(one) => one.id}
        empty={
          <EmptyYet title={t`There is no trunk yet`}>
            {t`A trunk is the way to a carrier. Once there is one, you say here where it may call.`}
          </EmptyYet>
        }
        columns={[
          {
            id: 'trunk',
            header: t`Trunk`,
            cell: (one) => (
              <Anchor component="button" type="button" onClick={() => open(one.id)}>
                {one.trunk}
              </Anchor>
            ),
          },
          { id: 'allowed', header: t`May call`, cell: (one) => <Allowed one={one} /> },
          {
            id: 'calls',
            header: t`Calls this hour`,
            figures: true,
            cell: (one) => ofCap(hours[one.id] ?? one.hour, 'calls', one.calls_per_hour),
          },
          {
            id: 'minutes',
            header: t`Minutes this hour`,
            figures: true,
            cell: (one) => ofCap(hours[one.id] ?? one.hour, 'minutes', one.minutes_per_hour),
          },
          {
            id: 'spend',
            header: t`Spend this hour`,
            figures: true,
            cell: (one) => ofCap(hours[one.id] ?? one.hour, 'spend', one.spend_per_hour, one.currency),
          },
          {
            id: 'refused',
            header: t`Refused this hour`,
            figures: true,
            cell: (one) => ofCap(hours[one.id] ?? one.hour, 'refused', null),
          },
          { id: 'state', header: t`State`, cell: (one) => <Guarded hour={hours[one.id] ?? one.hour} one={one} /> },
        ]}
      />
      {shown && <TrunkGuard key={shown.id} trunkId={shown.id} hour={hours[shown.id] ?? shown.hour} />}
    </Stack>
  );
}

function ofCap(hour: HourUse | null | undefined, what: keyof HourUse, most: number | null, unit = ''): string {
  if (!hour) return '–';
  const used = hour[what] as number;
  const digits = what === 'spend' ? 2 : 0;
  const said = most === null ? number(used, digits) : `${number(used, digits)} / ${number(most, digits)}`;
  return what === 'spend' && unit ? `${said} ${unit}` : said;
}
