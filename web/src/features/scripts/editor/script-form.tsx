import { t } from '@lingui/core/macro';
import { Button, Fieldset, Group, NativeSelect, NumberInput, Stack, TextInput } from '@mantine/core';
import type { Link, Quota, Script } from '@/script';
import { IconClose, IconPlus } from '@/ui/icons';
import { branchesAsText, branchesOfText, choicesAsText, choicesOfText } from './draft';
import { InEachLanguage, Lines } from './fields';
import classes from './scripts.module.css';

interface Shown {
  script: Script;
  mayWrite: boolean;
  onChange: (script: Script) => void;
}

/** What belongs to the whole script: facts, kinds of customers, pages, quotas, and objections that every step offers. */
export function ScriptForm({ script, mayWrite, onChange }: Shown) {
  const put = (change: Partial<Script>) => onChange({ ...script, ...change });
  const { languages } = script;
  const choices = t`One a line: its code, a colon, its text in each language with | between.`;
  return (
    <fieldset disabled={!mayWrite} className={classes.form}>
      <Stack gap="md">
        <Group grow align="flex-start">
          <TextInput
            label={t`Profile whose duties it says`}
            value={script.profile ?? ''}
            maxLength={40}
            onChange={(event) => put({ profile: event.currentTarget.value })}
          />
          <TextInput
            label={t`Fields of leads that it uses`}
            description={t`With commas between.`}
            defaultValue={(script.lead_fields ?? []).join(', ')}
            onBlur={(event) =>
              put({
                lead_fields: event.currentTarget.value
                  .split(',')
                  .map((one) => one.trim())
                  .filter(Boolean),
              })
            }
          />
        </Group>
        <Lines
          label={t`Facts`}
          description={choices}
          text={choicesAsText(script.facts, languages)}
          onChange={(text) => put({ facts: choicesOfText(text, languages) })}
        />
        <Lines
          label={t`Kinds of customers`}
          description={choices}
          text={choicesAsText(script.customer_types, languages)}
          onChange={(text) => put({ customer_types: choicesOfText(text, languages) })}
        />
        <Lines
          label={t`Objections that every step offers`}
          description={t`An objection a line, with a condition after a colon: bad_mood: mood < -1.`}
          text={branchesAsText({ id: '', next: script.always })}
          onChange={(text) => put({ always: branchesOfText(text) })}
        />
        <Links links={script.links ?? []} languages={languages} onChange={(links) => put({ links })} />
        <Quotas script={script} quotas={script.quotas ?? []} onChange={(quotas) => put({ quotas })} />
      </Stack>
    </fieldset>
  );
}

const replaced = <One,>(all: readonly One[], place: number, change: Partial<One>): One[] =>
  all.map((one, at) => (at === place ? { ...one, ...change } : one));

interface LinksShown {
  links: readonly Link[];
  languages: readonly string[];
  onChange: (links: readonly Link[]) => void;
}

function Links({ links, languages, onChange }: LinksShown) {
  return (
    <Fieldset legend={t`Pages that agents may open`}>
      <Stack gap="sm">
        {links.map((one, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: its code is written here
          <Stack key={place} gap="xs">
            <Group grow align="flex-end">
              <TextInput
                label={t`Code`}
                value={one.code}
                maxLength={40}
                onChange={(event) => onChange(replaced(links, place, { code: event.currentTarget.value }))}
              />
              <TextInput
                label={t`Address of the page`}
                type="url"
                value={one.url}
                maxLength={2000}
                onChange={(event) => onChange(replaced(links, place, { url: event.currentTarget.value }))}
              />
              <Button
                size="xs"
                variant="default"
                leftSection={<IconClose size={16} />}
                onClick={() => onChange(links.filter((_, at) => at !== place))}
              >
                {t`Remove the page`}
              </Button>
            </Group>
            <InEachLanguage
              label={t`Its name`}
              texts={one.label}
              languages={languages}
              onChange={(label) => onChange(replaced(links, place, { label }))}
            />
          </Stack>
        ))}
        <Group>
          <Button
            size="xs"
            variant="default"
            leftSection={<IconPlus size={16} />}
            onClick={() => onChange([...links, { code: `page_${links.length + 1}`, label: {}, url: 'https://' }])}
          >
            {t`Add a page`}
          </Button>
        </Group>
      </Stack>
    </Fieldset>
  );
}

interface QuotasShown {
  script: Script;
  quotas: readonly Quota[];
  onChange: (quotas: readonly Quota[]) => void;
}

function Quotas({ script, quotas, onChange }: QuotasShown) {
  return (
    <Fieldset legend={t`Quotas`}>
      <Stack gap="sm">
        {quotas.map((one, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: its code is written here
          <Group key={place} grow align="flex-end">
            <TextInput
              label={t`Code of the quota`}
              value={one.code}
              maxLength={40}
              onChange={(event) => onChange(replaced(quotas, place, { code: event.currentTarget.value }))}
            />
            <TextInput
              label={t`Of whom`}
              value={one.cell}
              maxLength={500}
              onChange={(event) => onChange(replaced(quotas, place, { cell: event.currentTarget.value }))}
            />
            <NumberInput
              label={t`How many at most`}
              min={0}
              max={1_000_000}
              value={one.limit}
              onChange={(value) => typeof value === 'number' && onChange(replaced(quotas, place, { limit: value }))}
            />
            <NativeSelect
              label={t`When full, on to`}
              value={one.to}
              data={script.steps.map(({ id }) => id)}
              onChange={(event) => onChange(replaced(quotas, place, { to: event.currentTarget.value }))}
            />
            <Button
              size="xs"
              variant="default"
              leftSection={<IconClose size={16} />}
              onClick={() => onChange(quotas.filter((_, at) => at !== place))}
            >
              {t`Remove the quota`}
            </Button>
          </Group>
        ))}
        <Group>
          <Button
            size="xs"
            variant="default"
            leftSection={<IconPlus size={16} />}
            onClick={() =>
              onChange([
                ...quotas,
                { code: `quota_${quotas.length + 1}`, cell: '', limit: 100, to: script.steps.at(-1)?.id ?? '' },
              ])
            }
          >
            {t`Add a quota`}
          </Button>
        </Group>
      </Stack>
    </Fieldset>
  );
}
