import { t } from '@lingui/core/macro';
import { Button, Group, Stack, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { agentsQuery } from '@/api/agents';
import type { Versioned } from '@/api/client';
import { changeLead, type Lead, type LeadChange, leadQuery } from '@/api/leads';
import { asProblem } from '@/api/problem';
import { Diff, type Difference } from '@/ui/Diff';
import { FieldText } from '@/ui/Field';
import { FieldArea } from '@/ui/FieldArea';
import { FieldNumber } from '@/ui/FieldNumber';
import { FieldSelect } from '@/ui/FieldSelect';
import { ProblemAlert } from '@/ui/ProblemAlert';

type Values = Record<string, string | number | null>;
const OWN = 'field:';

/** Fields by their place among `names`: a form takes a dot in a name for a step further in. */
const valuesOf = (lead: Lead, names: readonly string[]): Values => ({
  name: lead.name,
  language: lead.language,
  owner: lead.owner,
  priority: lead.priority,
  notes: lead.notes,
  ...Object.fromEntries(names.map((name, place) => [OWN + place, String(lead.fields[name] ?? '')])),
});

/** What was typed in other words than those it had: a number stays one. */
const asBefore = (typed: string, before: unknown) => {
  if (typeof before === 'number' && typed.trim() !== '' && Number.isFinite(Number(typed))) return Number(typed);
  if (typeof before === 'boolean' && /^(true|false)$/.test(typed)) return typed === 'true';
  return typed === '' ? null : typed;
};

/** Change a lead. Who comes second sees both versions, and nothing is overwritten. */
export function EditLead({ read, onDone }: { read: Versioned<Lead>; onDone: () => void }) {
  const [begun, setBegun] = useState(read);
  const { data: agents = [] } = useQuery(agentsQuery);
  const queries = useQueryClient();
  const [names] = useState(Object.keys(read.value.fields));
  const form = useForm<Values>({ initialValues: valuesOf(read.value, names) });
  const [theirs, setTheirs] = useState<Versioned<Lead> | null>(null);
  const [chosen, setChosen] = useState<Record<string, 'mine' | 'theirs'>>({});
  const before = valuesOf(begun.value, names);
  const said = form.getValues();
  const changed = Object.keys(said).filter((name) => said[name] !== before[name]);
  const save = useMutation({
    mutationFn: () => {
      const plain = changed.filter((name) => !name.startsWith(OWN));
      const fields = changed
        .filter((name) => name.startsWith(OWN))
        .map((name) => {
          const own = names[Number(name.slice(OWN.length))] ?? '';
          return [own, asBefore(String(said[name] ?? ''), begun.value.fields[own])];
        });
      const change = {
        ...Object.fromEntries(plain.map((name) => [name, said[name] ?? ''])),
        ...(fields.length > 0 ? { fields: Object.fromEntries(fields) } : {}),
      } as LeadChange;
      return changeLead(begun.value.lead_id, change, begun);
    },
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['leads', begun.value.lead_id] });
      onDone();
    },
    onError: async (error) => {
      if (asProblem(error).kind !== 'conflict') return;
      setTheirs(await queries.fetchQuery({ ...leadQuery(begun.value.lead_id), staleTime: 0 }));
    },
  });
  const problem = save.error ? asProblem(save.error) : null;
  if (theirs) {
    const now = valuesOf(theirs.value, names);
    const labels = fieldLabels();
    const both = changed.filter((name) => now[name] !== before[name] && said[name] !== now[name]);
    const differences: Difference[] = both.map((name) => ({
      field: name,
      label: labels[name] ?? names[Number(name.slice(OWN.length))] ?? '',
      before: String(before[name] ?? ''),
      mine: String(said[name] ?? ''),
      theirs: String(now[name] ?? ''),
    }));
    return (
      <Stack>
        <Text>{t`Somebody has changed this lead meanwhile. Choose what stays; nothing is overwritten until you save.`}</Text>
        {differences.length > 0 && (
          <Diff
            caption={t`What both have changed`}
            differences={differences}
            chosen={chosen}
            onChoose={(field, whose) => setChosen({ ...chosen, [field]: whose })}
          />
        )}
        <Group justify="flex-end">
          <Button
            onClick={() => {
              const isMine = (name: string) =>
                changed.includes(name) && (!both.includes(name) || chosen[name] === 'mine');
              form.setValues(
                Object.fromEntries(
                  Object.keys(now).map((name) => [name, (isMine(name) ? said[name] : now[name]) ?? '']),
                ),
              );
              setBegun(theirs);
              setTheirs(null);
              save.reset();
            }}
          >
            {t`Go on with these`}
          </Button>
        </Group>
      </Stack>
    );
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <Stack gap="sm">
        {problem && problem.kind !== 'conflict' && <ProblemAlert problem={problem} />}
        <FieldText form={form} name="name" label={t`Name`} maxLength={1000} data-autofocus />
        <Group grow align="flex-start">
          <FieldText form={form} name="language" label={t`Language`} maxLength={100} />
          <FieldSelect
            form={form}
            name="owner"
            label={t`Agent who knows them`}
            data={[
              { value: '', label: t`nobody` },
              ...agents.map(({ name, display_name }) => ({ value: name, label: display_name || name })),
            ]}
            searchable
          />
          <FieldNumber
            form={form}
            name="priority"
            label={t`Priority`}
            description={t`The lowest is dialled first.`}
            min={-100}
            max={100}
            allowDecimal={false}
          />
        </Group>
        <FieldArea form={form} name="notes" label={t`Notes`} maxLength={10_000} />
        {names.map((name, place) => (
          <FieldText key={name} form={form} name={OWN + place} label={name} maxLength={10_000} />
        ))}
        <Group justify="flex-end">
          <Button type="submit" loading={save.isPending} disabled={changed.length === 0}>{t`Save`}</Button>
        </Group>
      </Stack>
    </form>
  );
}

const fieldLabels = (): Record<string, string> => ({
  name: t`Name`,
  language: t`Language`,
  owner: t`Agent who knows them`,
  priority: t`Priority`,
  notes: t`Notes`,
});
