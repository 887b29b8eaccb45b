import { t } from '@lingui/core/macro';
import { ActionIcon, Button, Checkbox, Group, Paper, Stack, Text, TextInput, Title } from '@mantine/core';
import { useState } from 'react';
import { IconClose, IconDown, IconPlus, IconUp } from '@/ui/icons';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { languages } from '@/words/words';
import { type Disposition, withDisposition } from './settings';
import type { Edit } from './use-edit';

/** What agents may say a call came to, in the order in which they see it. */
export function DispositionsTab({ edit }: { edit: Edit }) {
  const { settings, change, mayWrite } = edit;
  const all = settings.dispositions ?? [];
  const [open, setOpen] = useState<number | null>(null);
  const put = (at: number, next: Disposition) => change(withDisposition(settings, at, next));
  const move = (at: number, by: number) => {
    const next = [...all];
    const [taken] = next.splice(at, 1);
    if (taken) next.splice(at + by, 0, taken);
    change({ dispositions: next });
    setOpen(open === at ? at + by : null);
  };
  const wrong = edit.errorAt('dispositions');
  return (
    <Stack gap="sm" maw={900}>
      <Title order={2} size="h3">{t`What agents may say of a call`}</Title>
      {wrong && <ProblemAlert problem={{ kind: 'invalid', title: wrong, message: '' }} />}
      {all.map((one, at) => {
        const name = one.label || one.code || t`new disposition`;
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: its code is being written
          <Paper key={at} component="section" aria-label={name} withBorder p="sm" radius="md">
            <Group justify="space-between" wrap="nowrap">
              <div>
                <Text fw={600}>{name}</Text>
                <Text size="sm" c="dimmed">
                  {meaning(one)}
                </Text>
              </div>
              {mayWrite && (
                <Group gap={4} wrap="nowrap">
                  <ActionIcon
                    variant="subtle"
                    color="rest"
                    disabled={at === 0}
                    aria-label={t`${name}: up`}
                    onClick={() => move(at, -1)}
                  >
                    <IconUp size={16} />
                  </ActionIcon>
                  <ActionIcon
                    variant="subtle"
                    color="rest"
                    disabled={at === all.length - 1}
                    aria-label={t`${name}: down`}
                    onClick={() => move(at, 1)}
                  >
                    <IconDown size={16} />
                  </ActionIcon>
                  <Button
                    size="compact-sm"
                    variant="default"
                    aria-expanded={open === at}
                    aria-label={open === at ? t`Done with ${name}` : t`Change ${name}`}
                    onClick={() => setOpen(open === at ? null : at)}
                  >
                    {open === at ? t`Done` : t`Change`}
                  </Button>
                  <ActionIcon
                    variant="subtle"
                    color="rest"
                    aria-label={t`Remove ${name}`}
                    onClick={() => {
                      setOpen(null);
                      change({
                        dispositions: all.filter((_, index) => index !== at),
                        rules: (settings.rules ?? []).filter(({ on }) => on !== `disposition:${one.code}`),
                      });
                    }}
                  >
                    <IconClose size={16} />
                  </ActionIcon>
                </Group>
              )}
            </Group>
            {open === at && (
              <Fields
                one={one}
                taken={all.filter((_, index) => index !== at).map(({ code }) => code)}
                onChange={(next) => put(at, next)}
              />
            )}
          </Paper>
        );
      })}
      {mayWrite && (
        <Group>
          <Button
            variant="default"
            leftSection={<IconPlus size={16} />}
            onClick={() => {
              change({ dispositions: [...all, { ...NEW, code: freshCode(all) }] });
              setOpen(all.length);
            }}
          >
            {t`Add a disposition`}
          </Button>
        </Group>
      )}
      <Text size="sm" c="dimmed">{t`When a lead is tried again after each of them stands under Retries.`}</Text>
    </Stack>
  );
}

const NEW: Disposition = {
  code: '',
  label: '',
  needs_callback: false,
  is_success: false,
  is_machine: false,
  is_wrong_party: false,
  is_refusal: false,
  requires: [],
  reasons: [],
};

function freshCode(all: readonly Disposition[]): string {
  for (let number = 1; ; number++) {
    const code = `result_${number}`;
    if (!all.some((one) => one.code === code)) return code;
  }
}

function meaning(one: Disposition): string {
  const said = [
    ...(one.is_success ? [t`a success`] : []),
    ...(one.is_refusal ? [t`the person declined`] : []),
    ...(one.is_machine ? [t`no person was reached`] : []),
    ...(one.is_wrong_party && !MEANT_ALWAYS.has(one.code) ? [t`not the person who was wanted`] : []),
    ...(one.needs_callback ? [t`needs a time to call back`] : []),
    ...(one.requires ?? []).filter((what) => what !== 'callback').map((what) => requiredText(what)),
  ];
  const reasons = (one.reasons ?? []).length;
  if (reasons > 0) said.push(t`reasons to choose from: ${reasons}`);
  if (said.length > 0) return said.join(', ');
  return MEANT_ALWAYS.has(one.code) ? alwaysText(one.code) : t`a talk with no consequence of its own`;
}

// What the code itself does, whatever a campaign says of it.
const MEANT_ALWAYS: ReadonlySet<string> = new Set(['do_not_call', 'wrong_number', 'language_barrier']);

function alwaysText(code: string): string {
  switch (code) {
    case 'do_not_call':
      return t`the person must not be called again`;
    case 'wrong_number':
      return t`somebody else has this number`;
    default:
      return t`agent and person speak no common language`;
  }
}

function requiredText(what: string): string {
  switch (what) {
    case 'note':
      return t`needs a note`;
    case 'reason':
      return t`needs a reason`;
    case 'topic':
      return t`needs the topic`;
    default:
      return t`needs the mood`;
  }
}

const REQUIRED = ['note', 'reason', 'topic', 'mood'] as const;

interface FieldsShown {
  one: Disposition;
  /** The codes of the others. */
  taken: readonly string[];
  onChange: (next: Disposition) => void;
}

function Fields({ one, taken, onChange }: FieldsShown) {
  const set = (part: Partial<Disposition>) => onChange({ ...one, ...part });
  const requires = one.requires ?? [];
  const toggle = (what: (typeof REQUIRED)[number] | 'callback', on: boolean) =>
    on ? [...requires.filter((each) => each !== what), what] : requires.filter((each) => each !== what);
  const reasons = one.reasons ?? [];
  type Reason = (typeof reasons)[number];
  const putReason = (at: number, next: Reason) =>
    set({ reasons: reasons.map((each, index) => (index === at ? next : each)) });
  return (
    <Stack gap="sm" mt="sm">
      <Group grow align="flex-start">
        <TextInput
          label={t`What agents read`}
          value={one.label ?? ''}
          maxLength={200}
          onChange={(event) => set({ label: event.currentTarget.value })}
        />
        <CodeBox key={one.code} code={one.code} taken={taken} onCode={(code) => set({ code })} />
      </Group>
      <Group>
        <Checkbox
          label={t`success`}
          checked={one.is_success ?? false}
          onChange={(event) => set({ is_success: event.currentTarget.checked })}
        />
        <Checkbox
          label={t`the person declined`}
          checked={one.is_refusal ?? false}
          onChange={(event) => set({ is_refusal: event.currentTarget.checked })}
        />
        <Checkbox
          label={t`no person was reached`}
          checked={one.is_machine ?? false}
          onChange={(event) => set({ is_machine: event.currentTarget.checked })}
        />
        <Checkbox
          label={t`not the person who was wanted`}
          checked={one.is_wrong_party ?? false}
          onChange={(event) => set({ is_wrong_party: event.currentTarget.checked })}
        />
        <Checkbox
          label={t`needs a time to call back`}
          checked={one.needs_callback ?? false}
          onChange={({ currentTarget: { checked } }) =>
            set({ needs_callback: checked, requires: toggle('callback', checked) })
          }
        />
        {REQUIRED.map((what) => (
          <Checkbox
            key={what}
            label={requiredText(what)}
            checked={requires.includes(what)}
            disabled={what === 'reason' && reasons.length === 0}
            onChange={(event) => set({ requires: toggle(what, event.currentTarget.checked) })}
          />
        ))}
      </Group>
      <Text size="sm" fw={600}>{t`Reasons, of which the agent chooses one`}</Text>
      {reasons.map((reason, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: its code is being written
        <Group key={at} align="flex-end" wrap="nowrap">
          <TextInput
            size="xs"
            label={t`Code`}
            value={reason.code}
            maxLength={40}
            onChange={(event) =>
              putReason(at, { ...reason, code: event.currentTarget.value.toLowerCase().replace(/[^a-z0-9_]/g, '') })
            }
          />
          {languages.map((language) => (
            <TextInput
              key={language}
              size="xs"
              label={t`Text (${language})`}
              value={reason.labels[language] ?? ''}
              maxLength={200}
              onChange={({ currentTarget: { value } }) => {
                const { [language]: _, ...others } = reason.labels;
                putReason(at, { ...reason, labels: value ? { ...others, [language]: value } : others });
              }}
            />
          ))}
          <ActionIcon
            variant="subtle"
            color="rest"
            aria-label={t`Remove reason ${reason.code}`}
            onClick={() => {
              const left = reasons.filter((_, index) => index !== at);
              set({ reasons: left, ...(left.length === 0 ? { requires: toggle('reason', false) } : {}) });
            }}
          >
            <IconClose size={16} />
          </ActionIcon>
        </Group>
      ))}
      {reasons.length < 50 && (
        <Group>
          <Button
            size="xs"
            variant="default"
            leftSection={<IconPlus size={16} />}
            onClick={() => set({ reasons: [...reasons, { code: `reason_${reasons.length + 1}`, labels: {} }] })}
          >
            {t`Add a reason`}
          </Button>
        </Group>
      )}
    </Stack>
  );
}

interface CodeShown {
  code: string;
  taken: readonly string[];
  onCode: (code: string) => void;
}

/** The code of a disposition, which holds once it is typed whole: on the way there it may be that of another. */
function CodeBox({ code, taken, onCode }: CodeShown) {
  const [typed, setTyped] = useState(code);
  const wrong =
    typed === '' ? t`Write a code.` : taken.includes(typed) ? t`Another disposition has this code.` : null;
  const done = () => {
    if (!wrong && typed !== code) onCode(typed);
  };
  return (
    <TextInput
      label={t`Code`}
      description={t`Small letters, digits and _; it stands in exports.`}
      value={typed}
      maxLength={40}
      error={wrong}
      onChange={(event) => setTyped(event.currentTarget.value.toLowerCase().replace(/[^a-z0-9_]/g, ''))}
      onBlur={done}
      onKeyDown={(event) => event.key === 'Enter' && done()}
    />
  );
}
