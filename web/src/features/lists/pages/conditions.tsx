import { t } from '@lingui/core/macro';
import {
  ActionIcon,
  Autocomplete,
  Button,
  Group,
  NumberInput,
  Select,
  Stack,
  TagsInput,
  Text,
} from '@mantine/core';
import type { Condition, Conditions, ListField, Measure, Test } from '@/api/lists';
import { DateField } from '@/ui/DateField';
import { IconClose, IconPlus } from '@/ui/icons';
import { fieldWords, measureWords, testWords } from './words';

const NONE: readonly Test[] = ['is_empty', 'is_not_empty'];
const MANY: readonly Test[] = ['one_of', 'none_of'];
const NUMBERS: readonly Test[] = ['is', 'is_not', 'less', 'at_most', 'more', 'at_least'];
const WORDS: readonly Test[] = [
  'is',
  'is_not',
  'one_of',
  'none_of',
  'contains',
  'contains_not',
  'starts_with',
  'starts_not_with',
];

/** A condition that says all it needs; others are left out of the counts until they do. */
export const isWhole = ({ test, values }: Condition) =>
  NONE.includes(test) || (values.length > 0 && values.every((value) => value !== '' && value !== null));

type Kind = ListField['kind'];

const kindOf = (measure: Measure, kind: Kind): Kind => (measure ? 'whole' : kind);

function testsOf(kind: Kind): readonly Test[] {
  switch (kind) {
    case 'whole':
    case 'decimal':
    case 'date':
      return [...NUMBERS, ...NONE];
    case 'yes_no':
      return ['is', ...NONE];
    case 'choice':
      return ['is', 'is_not', ...MANY, ...NONE];
    default:
      return [...WORDS, ...NONE];
  }
}

interface Shown {
  conditions: Conditions;
  fields: readonly ListField[];
  onChange: (conditions: Conditions) => void;
}

/** Conditions one below the other: field, what is asked of it, value. */
export function RowsOfConditions({ conditions, fields, onChange }: Shown) {
  const { match, items } = conditions;
  const put = (place: number, one: Condition) =>
    onChange({ match, items: items.map((other, at) => (at === place ? one : other)) });
  const add = () => {
    const first = fields[0];
    if (!first) return;
    const test = testsOf(first.kind)[0] ?? 'is';
    onChange({ match, items: [...items, { field: first.name, measure: '', test, values: [] }] });
  };
  return (
    <Stack gap="xs">
      {items.length === 0 && (
        <Text size="sm">{t`Everybody in the list. Add a condition to call some of them only.`}</Text>
      )}
      {items.length > 1 && (
        <Select
          w={260}
          label={t`Called is who fulfils`}
          data={[
            { value: 'all', label: t`all of these conditions` },
            { value: 'any', label: t`at least one of them` },
          ]}
          value={match}
          onChange={(value) => onChange({ match: value as 'all', items })}
          allowDeselect={false}
        />
      )}
      {items.map((one, place) => (
        <Row
          // biome-ignore lint/suspicious/noArrayIndexKey: a condition is known by its place alone
          key={place}
          place={place + 1}
          one={one}
          fields={fields}
          onChange={(changed) => put(place, changed)}
          onRemove={() => onChange({ match, items: items.filter((_, at) => at !== place) })}
        />
      ))}
      <Group>
        <Button size="xs" variant="default" leftSection={<IconPlus size={16} />} onClick={add}>
          {t`Add a condition`}
        </Button>
      </Group>
    </Stack>
  );
}

interface RowShown {
  place: number;
  one: Condition;
  fields: readonly ListField[];
  onChange: (one: Condition) => void;
  onRemove: () => void;
}

function Row({ place, one, fields, onChange, onRemove }: RowShown) {
  const known = fields.find(({ name }) => name.toLowerCase() === one.field.toLowerCase());
  const field: ListField = known ?? { name: one.field, kind: 'text', is_own: false, values: [] };
  const kind = kindOf(one.measure, field.kind);
  const choices = fields.flatMap(({ name, kind: of, is_own }) => {
    const measures: Measure[] =
      of === 'date' ? ['', 'days_since', 'years_since'] : of === 'text' && !is_own ? ['', 'days_since'] : [''];
    return measures.map((measure) => ({
      value: `${measure}:${name}`,
      label: measureWords(measure, fieldWords(name)),
    }));
  });
  const words = testWords();
  return (
    <Group role="group" aria-label={t`Condition ${place}`} gap="xs" align="flex-end">
      <Select
        aria-label={t`Field of condition ${place}`}
        data={choices}
        value={`${one.measure}:${field.name}`}
        onChange={(value) => {
          const [measure = '', ...rest] = (value ?? '').split(':');
          const name = rest.join(':');
          const next = fields.find((other) => other.name === name);
          const tests = testsOf(kindOf(measure as Measure, next?.kind ?? 'text'));
          const test = tests.includes(one.test) ? one.test : (tests[0] ?? 'is');
          onChange({ field: name, measure: measure as Measure, test, values: [] });
        }}
        allowDeselect={false}
        searchable
        w={230}
      />
      <Select
        aria-label={t`What condition ${place} asks`}
        data={testsOf(kind).map((test) => ({ value: test, label: words[test] }))}
        value={one.test}
        onChange={(value) => {
          const test = value as Test;
          const values = NONE.includes(test) ? [] : MANY.includes(test) ? one.values : one.values.slice(0, 1);
          onChange({ ...one, test, values });
        }}
        allowDeselect={false}
        w={180}
      />
      <Value
        place={place}
        one={one}
        kind={kind}
        field={field}
        onChange={(values) => onChange({ ...one, values })}
      />
      <ActionIcon variant="subtle" color="rest" aria-label={t`Remove condition ${place}`} onClick={onRemove}>
        <IconClose size={18} />
      </ActionIcon>
    </Group>
  );
}

interface ValueShown {
  place: number;
  one: Condition;
  kind: Kind;
  field: ListField;
  onChange: (values: (string | number | boolean)[]) => void;
}

function Value({ place, one, kind, field, onChange }: ValueShown) {
  const label = t`Value of condition ${place}`;
  const [value] = one.values as (string | number | boolean | undefined)[];
  if (NONE.includes(one.test)) return null;
  if (MANY.includes(one.test)) {
    return (
      <TagsInput
        aria-label={label}
        placeholder={t`one after the other`}
        data={field.values}
        value={one.values.map(String)}
        onChange={onChange}
        w={320}
      />
    );
  }
  if (kind === 'whole' || kind === 'decimal') {
    return (
      <NumberInput
        aria-label={label}
        value={typeof value === 'number' ? value : ''}
        onChange={(said) => onChange(typeof said === 'number' ? [said] : [])}
        allowDecimal={kind === 'decimal'}
        w={160}
      />
    );
  }
  if (kind === 'date') {
    return (
      <DateField
        label={label}
        value={value === undefined ? null : String(value)}
        onChange={(day) => onChange(day ? [day] : [])}
      />
    );
  }
  if (kind === 'yes_no') {
    return (
      <Select
        aria-label={label}
        data={[
          { value: 'yes', label: t`yes` },
          { value: 'no', label: t`no` },
        ]}
        value={value === undefined ? null : value === true ? 'yes' : 'no'}
        onChange={(said) => onChange(said === null ? [] : [said === 'yes'])}
        w={120}
      />
    );
  }
  return (
    <Autocomplete
      aria-label={label}
      data={field.values}
      value={value === undefined ? '' : String(value)}
      onChange={(said) => onChange(said ? [said] : [])}
      maxLength={200}
      w={220}
    />
  );
}
