import { Anchor, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { destinationsQuery } from '@/api/destinations';
import { useLive } from '@/live/live';
import { Allowed, Guarded } from './guard-words';
import { hourOf } from './words';

/** What the toll-fraud guard does for a trunk: where it may call, and whether a cap keeps it from calling now. */
export function GuardInShort({ trunkId }: { trunkId: number }) {
  const { data } = useQuery(destinationsQuery);
  const part = useLive('telephony', (parts) => parts[`trunk:${trunkId}`]);
  const one = data?.find(({ id }) => id === trunkId);
  if (!one) return '–';
  const hour = hourOf(part) ?? one.hour;
  return (
    <Stack gap={2} align="flex-start">
      <Anchor component={Link} to={'/destinations' as string} search={{ trunk: trunkId } as never}>
        <Allowed one={one} />
      </Anchor>
      {hour && (hour.reached.length > 0 || hour.refused > 0) && <Guarded hour={hour} one={one} />}
    </Stack>
  );
}
