import { t } from '@lingui/core/macro';
import { ActionIcon, Button, Checkbox, Group, NativeSelect, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { IconClose, IconPlus } from '@/ui/icons';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { OUTCOMES } from '../words';
import { CallbacksPart } from './callbacks-part';
import classes from './campaign.module.css';
import { type Cap, choices, countedWords, orderWords, spanWords } from './choice-words';
import { NumberBox } from './number-box';
import { NumberOf } from './number-of';
import { resultWord } from './places';
import { ruleText, UNIT_S, type WaitUnit, waitOf } from './rule-text';
import type { Rule } from './settings';
import type { Edit } from './use-edit';

/** When a lead is tried again: a sentence for each result, which is edited as a sentence. */
export function RetriesTab({ edit }: { edit: Edit }) {
  const { settings, change, mayWrite } = edit;
  const rules = settings.rules ?? [];
  const [open, setOpen] = useState<string | null>(null);
  const results = [...OUTCOMES, ...(settings.dispositions ?? []).map(({ code }) => `disposition:${code}`)];
  const missing = results.filter((on) => on !== 'connected' && !rules.some((rule) => rule.on === on));
  const put = (next: Rule) => change({ rules: rules.map((rule) => (rule.on === next.on ? next : rule)) });
  const nameOf = (on: string) => resultWord(on, settings.dispositions ?? []);
  const wrong = edit.errorAt('rules');
  return (
    <Stack gap="lg" maw={900}>
      <Title order={2} size="h3">{t`After a call`}</Title>
      {wrong && <ProblemAlert problem={{ kind: 'invalid', title: wrong, message: '' }} />}
      <Stack component="ul" gap="xs" m={0} p={0} aria-label={t`What happens after each result`}>
        {rules.map((rule) => (
          <Group component="li" key={rule.on} justify="space-between" wrap="nowrap" align="flex-start">
            {open === rule.on ? (
              <Sentence rule={rule} name={nameOf(rule.on)} onChange={put} />
            ) : (
              <Text>
                {t`After ${nameOf(rule.on)}:`} {ruleText(rule)}.
              </Text>
            )}
            {mayWrite && (
              <Group gap={4} wrap="nowrap">
                <Button
                  size="compact-sm"
                  variant="default"
                  aria-label={open === rule.on ? t`Done with ${nameOf(rule.on)}` : t`Change ${nameOf(rule.on)}`}
                  aria-expanded={open === rule.on}
                  onClick={() => setOpen(open === rule.on ? null : rule.on)}
                >
                  {open === rule.on ? t`Done` : t`Change`}
                </Button>
                <ActionIcon
                  variant="subtle"
                  color="rest"
                  aria-label={t`Remove the rule for ${nameOf(rule.on)}`}
                  onClick={() => change({ rules: rules.filter((one) => one.on !== rule.on) })}
                >
                  <IconClose size={16} />
                </ActionIcon>
              </Group>
            )}
          </Group>
        ))}
      </Stack>
      {mayWrite && missing.length > 0 && (
        <AddRule
          missing={missing}
          nameOf={nameOf}
          onAdd={(on) => {
            const fresh = {
              on,
              // biome-ignore lint/suspicious/noThenProperty: the API's own name, and no function
              then: 'retry',
              wait_s: 3600,
              at_most: 0,
              next_phone: false,
              other_time: false,
              growth: 1,
            };
            change({ rules: [...rules, fresh as Rule] });
            setOpen(on);
          }}
        />
      )}
      <Limits edit={edit} />
      <CallbacksPart edit={edit} />
    </Stack>
  );
}

interface SentenceShown {
  rule: Rule;
  name: string;
  onChange: (rule: Rule) => void;
}

/** A rule as a sentence with places to fill. */
function Sentence({ rule, name, onChange }: SentenceShown) {
  const [count, unit] = waitOf(rule.wait_s ?? 0);
  const [held, setHeld] = useState<WaitUnit>(unit); // 60 minutes stay minutes while somebody writes
  const shown = (rule.wait_s ?? 0) / UNIT_S[held];
  const set = (part: Partial<Rule>) => onChange({ ...rule, ...part });
  const units = { seconds: t`seconds`, minutes: t`minutes`, hours: t`hours`, days: t`days` };
  const small = { size: 'xs' as const };
  return (
    <fieldset className={classes.sentence}>
      <legend>{t`After ${name}`}</legend>
      <NativeSelect
        {...small}
        aria-label={t`What happens`}
        value={rule.then}
        // biome-ignore lint/suspicious/noThenProperty: the API's own name, and no function
        onChange={(event) => set({ then: event.currentTarget.value as Rule['then'] })}
        data={[
          { value: 'retry', label: t`call again` },
          { value: 'retire', label: t`do not call again` },
          { value: 'suppress', label: t`never call this number again` },
        ]}
      />
      {rule.then === 'retry' && (
        <>
          <span>{t`after`}</span>
          <NumberBox
            {...small}
            aria-label={t`Wait`}
            w={80}
            min={0}
            max={(366 * 86_400) / UNIT_S[held]}
            value={Number.isInteger(shown) ? shown : count}
            onNumber={(value) => set({ wait_s: value * UNIT_S[held] })}
          />
          <NativeSelect
            {...small}
            aria-label={t`Unit of the wait`}
            value={held}
            onChange={(event) => {
              const next = event.currentTarget.value as WaitUnit;
              setHeld(next);
              set({ wait_s: Math.min(shown * UNIT_S[next], 366 * 86_400) });
            }}
            data={Object.entries(units).map(([value, label]) => ({ value, label }))}
          />
          <span>{t`each wait`}</span>
          <NumberBox
            {...small}
            aria-label={t`How many times as long as the one before`}
            w={70}
            min={1}
            max={100}
            step={0.5}
            decimalScale={1}
            value={rule.growth ?? 1}
            onNumber={(value) => set({ growth: value })}
          />
          <span>{t`times as long as the one before,`}</span>
          <span>{t`at most`}</span>
          <NumberBox
            {...small}
            aria-label={t`Attempts with this result at most; 0: as many as the lead has`}
            w={70}
            min={0}
            max={100}
            value={rule.at_most ?? 0}
            onNumber={(value) => set({ at_most: value })}
          />
          <span>{t`times (0: no limit of its own)`}</span>
          <Checkbox
            {...small}
            label={t`in another part of the day`}
            checked={rule.other_time ?? false}
            onChange={(event) => set({ other_time: event.currentTarget.checked })}
          />
        </>
      )}
      {rule.then !== 'suppress' && (
        <Checkbox
          {...small}
          label={t`on the next phone`}
          checked={rule.next_phone ?? false}
          onChange={(event) => set({ next_phone: event.currentTarget.checked })}
        />
      )}
    </fieldset>
  );
}

function AddRule(props: {
  missing: readonly string[];
  nameOf: (on: string) => string;
  onAdd: (on: string) => void;
}) {
  const { missing, nameOf, onAdd } = props;
  const [chosen, setChosen] = useState('');
  const on = missing.includes(chosen) ? chosen : (missing[0] ?? '');
  return (
    <Group align="flex-end">
      <NativeSelect
        label={t`Another result`}
        value={on}
        onChange={(event) => setChosen(event.currentTarget.value)}
        data={missing.map((one) => ({ value: one, label: nameOf(one) }))}
      />
      <Button variant="default" leftSection={<IconPlus size={16} />} onClick={() => onAdd(on)}>
        {t`Add a rule`}
      </Button>
    </Group>
  );
}

/** What bounds all attempts, whatever their results. */
function Limits({ edit }: { edit: Edit }) {
  const { settings, change, mayWrite } = edit;
  const caps = settings.caps ?? [];
  const put = (at: number, part: Partial<Cap>) =>
    change({ caps: caps.map((cap, index) => (index === at ? { ...cap, ...part } : cap)) });
  const wrong = edit.errorAt('caps');
  return (
    <section aria-label={t`Limits on all attempts`}>
      <Stack>
        <Title order={2} size="h3">{t`In all`}</Title>
        <Group align="flex-start">
          <NumberOf edit={edit} field="max_attempts" label={t`Attempts of a lead, at most`} min={1} max={100} />
          <NativeSelect
            label={t`Who comes first`}
            value={settings.retries}
            disabled={!mayWrite}
            onChange={(event) => change({ retries: event.currentTarget.value as typeof settings.retries })}
            data={choices(orderWords())}
          />
        </Group>
        {wrong && <ProblemAlert problem={{ kind: 'invalid', title: wrong, message: '' }} />}
        {caps.map((cap, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two limits may say the same
          <fieldset className={classes.sentence} key={at}>
            <legend>{t`Limit ${at + 1}`}</legend>
            <span>{t`at most`}</span>
            <NumberBox
              size="xs"
              w={70}
              aria-label={t`Calls at most`}
              min={1}
              max={100}
              disabled={!mayWrite}
              value={cap.at_most}
              onNumber={(value) => put(at, { at_most: value })}
            />
            <span>{t`calls to`}</span>
            <NativeSelect
              size="xs"
              aria-label={t`Counted by`}
              disabled={!mayWrite}
              value={cap.per}
              onChange={(event) => put(at, { per: event.currentTarget.value as Cap['per'] })}
              data={choices(countedWords())}
            />
            <span>{t`in`}</span>
            <NativeSelect
              size="xs"
              aria-label={t`Time`}
              disabled={!mayWrite}
              value={cap.span}
              onChange={(event) => put(at, { span: event.currentTarget.value as Cap['span'] })}
              data={choices(spanWords())}
            />
            {mayWrite && (
              <ActionIcon
                variant="subtle"
                color="rest"
                aria-label={t`Remove limit ${at + 1}`}
                onClick={() => change({ caps: caps.filter((_, index) => index !== at) })}
              >
                <IconClose size={16} />
              </ActionIcon>
            )}
          </fieldset>
        ))}
        {mayWrite && caps.length < 10 && (
          <Group>
            <Button
              variant="default"
              size="xs"
              leftSection={<IconPlus size={16} />}
              onClick={() => change({ caps: [...caps, { per: 'number', span: 'day', at_most: 3 }] })}
            >
              {t`Add a limit`}
            </Button>
          </Group>
        )}
        <Text
          size="sm"
          c="dimmed"
        >{t`Limits count over all campaigns of the company. Those of the law hold besides.`}</Text>
      </Stack>
    </section>
  );
}
