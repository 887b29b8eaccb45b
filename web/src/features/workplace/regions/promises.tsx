import { t } from '@lingui/core/macro';
import { Anchor, Button, Stack, Text, Title } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { endTask, type PromiseShown, promisesQuery, type TaskKind } from '@/api/promises';
import { dateAndTime } from '@/words/format';
import { useDesk } from '../desk';
import classes from '../workplace.module.css';

const SHOWN = 8;

/** What is to be done, as an agent promises it. */
export function taskWords(kind: TaskKind): string {
  switch (kind) {
    case 'send':
      return t`I'll send it`;
    case 'ask':
      return t`I'll ask`;
    case 'check':
      return t`I'll check`;
    case 'call':
      return t`I'll call`;
  }
}

/** What kind of promise it is. */
export const kindWords = ({ kind, about }: PromiseShown): string => {
  if (kind === 'task') return taskWords(about as TaskKind);
  return kind === 'message' ? t`e-mail not sent yet` : t`call-back`;
};

/** What was promised, and when it is due: all of it, or what one person was promised. */
export function Promises({ personId }: { personId?: number }) {
  const { agentId, open, run, pending } = useDesk();
  const queries = useQueryClient();
  const { data = [] } = useQuery(promisesQuery(agentId));
  const shown = personId === undefined ? data : data.filter(({ person_id }) => person_id === personId);
  if (personId !== undefined && shown.length === 0) return null;
  const end = (id: number) =>
    void run(`task ${id}`, async () => {
      await endTask(id);
      await queries.invalidateQueries({ queryKey: ['agent', agentId] });
    });
  return (
    <Stack gap="xs">
      <Title order={2} size="h6">
        {personId === undefined ? t`My promises` : t`Promised to this person`}
      </Title>
      {shown.length === 0 && (
        <Text size="sm" c="dimmed">
          {t`You owe nobody anything.`}
        </Text>
      )}
      <ul className={classes.list}>
        {shown.slice(0, SHOWN).map((one) => (
          <li key={`${one.kind} ${one.id}`}>
            <strong>{personId === undefined ? one.person || t`Name not known` : kindWords(one)}</strong>{' '}
            {dateAndTime(new Date(one.due_at))}
            <div className={classes.small}>
              {[personId === undefined && kindWords(one), one.note && `“${one.note}”`].filter(Boolean).join(' ')}
            </div>
            {one.kind === 'task' && (
              <Button
                size="compact-xs"
                variant="default"
                loading={pending === `task ${one.id}`}
                onClick={() => end(one.id)}
              >
                {t`Done`}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {shown.length > SHOWN && (
        <Anchor component="button" type="button" size="sm" onClick={() => open('day')}>
          {t`All`}
        </Anchor>
      )}
    </Stack>
  );
}
