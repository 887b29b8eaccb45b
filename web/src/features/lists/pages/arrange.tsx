import { t } from '@lingui/core/macro';
import { Alert, Button, Group, Select, Stack, Table, Text, Textarea, Title } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Versioned } from '@/api/client';
import {
  type Arrangement,
  type ArrangementAsked,
  arrangementQuery,
  type Conditions,
  changeList,
  type ListField,
  type ListFigures,
  listFieldsQuery,
} from '@/api/lists';
import { asProblem } from '@/api/problem';
import { Loading } from '@/ui/Loading';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { isWhole, RowsOfConditions } from './conditions';
import { Task } from './figures';
import { fieldWords, passingWords } from './words';

const WAITS_MS = 350;

/** Which leads are dialled and in which order, with what that would mean counted while it is typed. */
export function Arrange({ read }: { read: Versioned<ListFigures> }) {
  const list = read.value;
  const { data: fields, error } = useQuery(listFieldsQuery(list.id));
  const { data: begun, error: wrong } = useQuery(arrangementQuery(list.id, {}));
  const failure = error ?? wrong;
  if (failure) return <ProblemAlert problem={asProblem(failure)} />;
  if (!fields || !begun) return <Loading lines={6} />;
  return <Builder key={`${list.filter} ${list.order_by}`} read={read} fields={fields} begun={begun} />;
}

interface Shown {
  read: Versioned<ListFigures>;
  fields: readonly ListField[];
  begun: Arrangement;
}

function Builder({ read, fields, begun }: Shown) {
  const list = read.value;
  const queries = useQueryClient();
  const [conditions, setConditions] = useState<Conditions>(begun.conditions ?? { match: 'all', items: [] });
  const [text, setText] = useState<string | null>(begun.conditions ? null : list.filter);
  const [order, setOrder] = useState(list.order_by);
  const whole: Conditions = { ...conditions, items: conditions.items.filter(isWhole) };
  const asked: ArrangementAsked = {
    ...(text === null ? { conditions: whole as NonNullable<ArrangementAsked['conditions']> } : { filter: text }),
    order_by: order,
  };
  const [waited] = useDebouncedValue(JSON.stringify(asked), WAITS_MS);
  const {
    data: seen = begun,
    error,
    isFetching,
  } = useQuery(arrangementQuery(list.id, JSON.parse(waited) as ArrangementAsked));
  const save = useMutation({
    mutationFn: () => changeList(list.id, { filter: seen.filter, order_by: order }, read),
    onSuccess: async () => {
      // The form begins anew with what was saved: nobody is told to go on before.
      await queries.invalidateQueries({ queryKey: ['lists'] });
      notifications.show({ color: 'ok', message: t`It holds for the next call.` });
    },
  });
  const isSettled = waited === JSON.stringify(asked) && !isFetching && !error;
  const isChanged = seen.filter !== list.filter || order !== list.order_by;
  return (
    <Stack gap="md">
      {list.task && <Task list={list} />}
      <Title order={2} size="h4">{t`Who is dialled`}</Title>
      {text === null ? (
        <RowsOfConditions conditions={conditions} fields={fields} onChange={setConditions} />
      ) : (
        <Textarea
          label={t`The filter as text`}
          description={t`Fields, comparisons, and, or, not and brackets, as the documentation of leads has them.`}
          value={text}
          onChange={({ currentTarget }) => setText(currentTarget.value.replace(/\s*\n\s*/g, ' '))}
          autosize
          minRows={2}
          maxLength={2000}
        />
      )}
      <Group gap="xs">
        {text === null ? (
          <Button size="compact-sm" variant="subtle" onClick={() => setText(seen.filter)}>
            {t`Write it as text`}
          </Button>
        ) : (
          <Button
            size="compact-sm"
            variant="subtle"
            disabled={!isSettled || !seen.conditions}
            onClick={() => {
              if (!seen.conditions) return;
              setConditions(seen.conditions);
              setText(null);
            }}
          >
            {seen.conditions ? t`Show it as conditions` : t`With brackets, or and and or mixed, it stays text`}
          </Button>
        )}
      </Group>
      <Order order={order} fields={fields} onChange={setOrder} />
      {error ? (
        <ProblemAlert problem={asProblem(error)} />
      ) : (
        <>
          <Text role="status" fw={600} aria-busy={!isSettled}>
            {passingWords(seen)}
          </Text>
          {seen.looked_at > 0 && seen.passing === 0 && (
            <Alert color="warn">{t`This filter leaves out everybody who waits to be called.`}</Alert>
          )}
          <First seen={seen} />
        </>
      )}
      {save.error && <ProblemAlert problem={asProblem(save.error)} />}
      <Group>
        <Button onClick={() => save.mutate()} loading={save.isPending} disabled={!isSettled || !isChanged}>
          {t`Save filter and order`}
        </Button>
        <Button
          variant="default"
          disabled={!isChanged && text === null}
          onClick={() => {
            setConditions(begun.conditions ?? { match: 'all', items: [] });
            setText(begun.conditions ? null : list.filter);
            setOrder(list.order_by);
          }}
        >
          {t`Back to what is set`}
        </Button>
      </Group>
    </Stack>
  );
}

const RANDOM = /^(random|casuale)\b/i;
const BY_FIELD = /^`?([^`]+?)`?(\s+(asc|desc|crescente|decrescente))?$/i;

/** In which order fresh leads come: by arrival, shuffled, or by a field. */
function Order({
  order,
  fields,
  onChange,
}: {
  order: string;
  fields: readonly ListField[];
  onChange: (order: string) => void;
}) {
  const trimmed = order.trim();
  const isNewest = /^(newest|più recenti)/i.test(trimmed);
  const way = !trimmed ? 'oldest' : isNewest ? 'newest' : RANDOM.test(trimmed) ? 'random' : 'field';
  const [, named = '', , direction = ''] = (way === 'field' && BY_FIELD.exec(trimmed)) || [];
  const field = fields.find(({ name }) => name.toLowerCase() === named.toLowerCase())?.name ?? named;
  const isDown = /^(desc|decrescente)$/i.test(direction);
  const byField = (name: string, down: boolean) => {
    const quoted = /^[\p{L}_][\p{L}\p{N}_.]*$/u.test(name) ? name : `\`${name}\``;
    onChange(down ? `${quoted} desc` : quoted);
  };
  return (
    <Stack gap="xs">
      <Title order={2} size="h4">{t`In which order`}</Title>
      <Group align="flex-end">
        <Select
          label={t`Fresh leads come`}
          data={[
            { value: 'oldest', label: t`as they came in` },
            { value: 'newest', label: t`the newest first` },
            { value: 'random', label: t`shuffled` },
            { value: 'field', label: t`by a field` },
          ]}
          value={way}
          onChange={(value) => {
            if (value === 'field') byField(fields[0]?.name ?? 'name', false);
            else onChange(value === 'oldest' ? '' : value === 'random' ? 'random 1' : (value ?? ''));
          }}
          allowDeselect={false}
        />
        {way === 'field' && (
          <>
            <Select
              label={t`Field`}
              data={fields.map(({ name }) => ({ value: name, label: fieldWords(name) }))}
              value={field}
              onChange={(value) => byField(value ?? field, isDown)}
              allowDeselect={false}
              searchable
            />
            <Select
              label={t`Direction`}
              data={[
                { value: 'up', label: t`the smallest first` },
                { value: 'down', label: t`the largest first` },
              ]}
              value={isDown ? 'down' : 'up'}
              onChange={(value) => byField(field, value === 'down')}
              allowDeselect={false}
            />
          </>
        )}
      </Group>
      <Text size="sm" c="dimmed">
        {t`Call-backs that are due and leads of a smaller priority number always come before.`}
      </Text>
    </Stack>
  );
}

/** Who would be dialled first, with what filter and order look at. */
function First({ seen }: { seen: Arrangement }) {
  const names = [...new Set(seen.first.flatMap(({ values }) => Object.keys(values)))];
  if (seen.first.length === 0) return null;
  return (
    <Table.ScrollContainer minWidth={420} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
      <Table withTableBorder captionSide="top" verticalSpacing={4}>
        <Table.Caption ta="left">
          {seen.is_exact ? t`The first to be dialled` : t`The first to be dialled of those looked at`}
        </Table.Caption>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t`Name`}</Table.Th>
            {names.map((name) => (
              <Table.Th key={name}>{fieldWords(name)}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {seen.first.map(({ lead_id, name, values }) => (
            <Table.Tr key={lead_id}>
              <Table.Td>{name || `#${lead_id}`}</Table.Td>
              {names.map((one) => (
                <Table.Td key={one}>{String(values[one] ?? '')}</Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
