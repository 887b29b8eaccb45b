import { plural, t } from '@lingui/core/macro';
import { Alert, Button, Checkbox, Group, Modal, Radio, Stack, Table, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueries, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import {
  type Lead,
  leadPersonQuery,
  leadQuery,
  leadsQuery,
  mergePersons,
  type Person,
  splitPerson,
} from '@/api/leads';
import { asProblem } from '@/api/problem';
import { IconSearch } from '@/ui/icons';
import { Loading } from '@/ui/Loading';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { number } from '@/words/format';

const WAITS_MS = 350;
const MOST_FOUND = 8;
const MOST_LEADS = 20;

interface Shown {
  person: Person;
  leadId: number;
}

/** Two persons become one, and leads that are somebody else get a person of their own. */
export function SamePerson({ person, leadId }: Shown) {
  const [open, setOpen] = useState<'merge' | 'split' | null>(null);
  const close = () => setOpen(null);
  return (
    <Group gap="xs" mt="xs">
      <Button size="xs" variant="default" onClick={() => setOpen('merge')}>
        {t`Is the same as…`}
      </Button>
      {person.lead_ids.length > 1 && (
        <Button size="xs" variant="default" onClick={() => setOpen('split')}>
          {t`Is somebody else…`}
        </Button>
      )}
      <Modal opened={open === 'merge'} onClose={close} title={t`Make one person of two`} size="xl">
        <Merge person={person} onDone={close} />
      </Modal>
      <Modal opened={open === 'split'} onClose={close} title={t`Make two persons of one`} size="lg">
        <Split person={person} leadId={leadId} onDone={close} />
      </Modal>
    </Group>
  );
}

const nameOf = (lead: Lead): string => lead.name || lead.external_id || t`Lead ${number(lead.lead_id)}`;
const aboutOf = (lead: Lead): string =>
  [nameOf(lead), lead.external_id, ...lead.phones.map((one) => one.number)]
    .filter((said, place, all) => said && all.indexOf(said) === place)
    .join(' · ');

function Merge({ person, onDone }: { person: Person; onDone: () => void }) {
  const queries = useQueryClient();
  const [written, setWritten] = useState('');
  const [asked] = useDebouncedValue(written.trim(), WAITS_MS);
  const [chosen, setChosen] = useState(0);
  const { data: found, error } = useQuery({ ...leadsQuery({ q: asked }), enabled: asked !== '' });
  const others = (asked ? (found?.items ?? []) : []).filter((one) => !person.lead_ids.includes(one.lead_id));
  const { data: other, error: unread } = useQuery({ ...leadPersonQuery(chosen), enabled: chosen > 0 });
  const isForeign = other !== undefined && other.company_id !== person.company_id;
  const merging = useMutation({
    mutationFn: (otherId: number) => mergePersons(person.id, otherId),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['leads'] });
      await queries.invalidateQueries({ queryKey: ['person'] });
      notifications.show({ message: t`They are one person now.`, color: 'ok' });
      onDone();
    },
  });
  const wrong = error ?? unread ?? merging.error;
  return (
    <Stack>
      {wrong && <ProblemAlert problem={asProblem(wrong)} />}
      <TextInput
        type="search"
        label={t`Who it is the same as`}
        description={t`Name, number in any notation, its last four digits, customer number, any field`}
        leftSection={<IconSearch size={18} />}
        value={written}
        onChange={({ currentTarget }) => {
          setWritten(currentTarget.value);
          setChosen(0);
        }}
        data-autofocus
      />
      {asked !== '' && found && (
        <Radio.Group
          label={
            others.length === 0
              ? t`Nobody else is found.`
              : plural(others.length, { one: '# lead is found:', other: '# leads are found:' })
          }
          value={String(chosen)}
          onChange={(value) => setChosen(Number(value))}
        >
          <Stack gap={4} mt="xs" data-from="api">
            {others.slice(0, MOST_FOUND).map((one) => (
              <Radio key={one.lead_id} value={String(one.lead_id)} label={aboutOf(one)} />
            ))}
          </Stack>
        </Radio.Group>
      )}
      {others.length > MOST_FOUND && <Text size="sm">{t`Write more, to find fewer.`}</Text>}
      {isForeign && (
        <Alert color="warn">{t`They belong to two companies, which know nothing of each other: they stay two.`}</Alert>
      )}
      {other && !isForeign && <Preview person={person} other={other} />}
      <Group justify="flex-end">
        <Button variant="default" onClick={onDone}>{t`Not now`}</Button>
        <Button
          disabled={!other || isForeign}
          loading={merging.isPending}
          onClick={() => other && merging.mutate(other.id)}
        >
          {t`Make them one`}
        </Button>
      </Group>
    </Stack>
  );
}

/** What becomes of the two: as the API does it, what the first lacks is taken from the other. */
function Preview({ person, other }: { person: Person; other: Person }) {
  const points = (kind: Person['points'][number]['kind']) => (one: Person) => [
    ...new Set(one.points.filter((point) => point.kind === kind).map(({ value }) => value)),
  ];
  const first = (of: (one: Person) => string): [string, string, string] => [
    of(person),
    of(other),
    of(person) || of(other),
  ];
  const all = (of: (one: Person) => readonly string[]): [string, string, string] => [
    of(person).join(', '),
    of(other).join(', '),
    [...new Set([...of(person), ...of(other)])].join(', '),
  ];
  const leads = [person.lead_ids.length, other.lead_ids.length] as const;
  const rows: [string, [string, string, string]][] = [
    [t`Name`, first((one) => one.name)],
    [t`Company`, first((one) => one.business_name)],
    [t`Numbers`, all(points('phone'))],
    [t`E-mail`, all(points('email'))],
    [t`Customer number`, all(points('external_id'))],
    [t`Leads`, [number(leads[0]), number(leads[1]), number(leads[0] + leads[1])]],
  ];
  return (
    <>
      <Table withTableBorder verticalSpacing={6}>
        <Table.Thead>
          <Table.Tr>
            <Table.Td />
            <Table.Th>{t`This person`}</Table.Th>
            <Table.Th>{t`The other`}</Table.Th>
            <Table.Th>{t`Together`}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows
            .filter(([, [, , together]]) => together)
            .map(([what, [mine, theirs, together]]) => (
              <Table.Tr key={what}>
                <Table.Th scope="row">{what}</Table.Th>
                <Table.Td data-from="api">{mine}</Table.Td>
                <Table.Td data-from="api">{theirs}</Table.Td>
                <Table.Td data-from="api" fw={600}>
                  {together}
                </Table.Td>
              </Table.Tr>
            ))}
        </Table.Tbody>
      </Table>
      <Text size="sm">
        {t`History, promises and what was said about being contacted are put together, and the other person is gone. The audit keeps it, with your name.`}
      </Text>
    </>
  );
}

function Split({ person, leadId, onDone }: Shown & { onDone: () => void }) {
  const queries = useQueryClient();
  const ids = [leadId, ...person.lead_ids.filter((id) => id !== leadId)].slice(0, MOST_LEADS);
  const leads = useQueries({ queries: ids.map((id) => ({ ...leadQuery(id), refetchInterval: false as const })) });
  const [chosen, setChosen] = useState<string[]>([]);
  const splitting = useMutation({
    mutationFn: () => splitPerson(person.id, chosen.map(Number)),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['leads'] });
      await queries.invalidateQueries({ queryKey: ['person'] });
      notifications.show({ message: t`They are two persons now.`, color: 'ok' });
      onDone();
    },
  });
  if (leads.some(({ isPending }) => isPending)) return <Loading />;
  const isAll = chosen.length === person.lead_ids.length;
  return (
    <Stack>
      {splitting.error && <ProblemAlert problem={asProblem(splitting.error)} />}
      <Checkbox.Group label={t`Which of these leads are another person?`} value={chosen} onChange={setChosen}>
        <Stack gap={6} mt="xs" data-from="api">
          {leads.map(
            ({ data }) =>
              data && (
                <Checkbox key={data.value.lead_id} value={String(data.value.lead_id)} label={aboutOf(data.value)} />
              ),
          )}
        </Stack>
      </Checkbox.Group>
      {person.lead_ids.length > MOST_LEADS && (
        <Text size="sm">{t`The others are split off from pages of their own leads.`}</Text>
      )}
      {isAll && <Text size="sm">{t`One lead at least stays with this person.`}</Text>}
      <Text size="sm">
        {t`Their calls, promises and numbers go with them, and are not put together again by themselves. The audit keeps it, with your name.`}
      </Text>
      <Group justify="flex-end">
        <Button variant="default" onClick={onDone}>{t`Not now`}</Button>
        <Button
          disabled={chosen.length === 0 || isAll}
          loading={splitting.isPending}
          onClick={() => splitting.mutate()}
        >
          {t`Make them another person`}
        </Button>
      </Group>
    </Stack>
  );
}
