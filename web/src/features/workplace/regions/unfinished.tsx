import { t } from '@lingui/core/macro';
import { Button, Stack, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { dayQuery } from '@/api/workday';
import { timeOf } from '@/words/format';
import { useDesk } from '../desk';
import type { LeftTalk } from '../dialogs/finish';
import classes from '../workplace.module.css';

const LOOK_MS = 30_000; // the end of a call is written a moment after the page heard of it

/** The calls of today that still need a disposition, while nobody is on the line. */
export function Unfinished({ onFinish }: { onFinish: (talk: LeftTalk) => void }) {
  const { agentId } = useDesk();
  const { data } = useQuery({ ...dayQuery(agentId), refetchOnMount: 'always', refetchInterval: LOOK_MS });
  if (!data?.unfinished.length) return null;
  return (
    <Stack gap="xs" data-unfinished>
      <Title order={3} size="h6">
        {t`Calls that need a disposition`}
      </Title>
      <ul className={classes.list}>
        {data.unfinished.map((one) => (
          <li key={one.attempt_id}>
            {timeOf(new Date(one.ended_at))} <strong data-from="api">{one.lead_name || t`Name not known`}</strong>{' '}
            <Button size="compact-sm" variant="default" onClick={() => onFinish(one)}>
              {t`Choose it…`}
            </Button>
          </li>
        ))}
      </ul>
    </Stack>
  );
}
