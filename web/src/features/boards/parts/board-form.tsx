import { t } from '@lingui/core/macro';
import {
  Button,
  Checkbox,
  Fieldset,
  Group,
  Modal,
  NativeSelect,
  NumberInput,
  Stack,
  TextInput,
} from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Versioned } from '@/api/client';
import { campaignNamesQuery } from '@/api/compliance';
import { asProblem } from '@/api/problem';
import { arrangeBoard, type BoardSettings, type Layout, type Wallboard, wallboardQuery } from '@/api/wallboards';
import { Loading } from '@/ui/Loading';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { nameOf } from '@/words/language';
import { languages } from '@/words/words';
import { LAYOUTS, layoutAbout, layoutName, NEW } from './layouts';

/** What a board shows and how; without a name a new one. Its screens take it over at once. */
export function BoardForm({ name, onClose }: { name: string; onClose: () => void }) {
  const { data, error } = useQuery(wallboardQuery(name));
  return (
    <Modal opened onClose={onClose} size="lg" title={name ? t`Board ${name}` : t`New board`}>
      {error && <ProblemAlert problem={asProblem(error)} />}
      {name && !data && !error && <Loading lines={6} />}
      {(!name || data) && <Arrange name={name} read={data} onClose={onClose} />}
    </Modal>
  );
}

interface Shown {
  name: string;
  read: Versioned<Wallboard> | undefined;
  onClose: () => void;
}

function Arrange({ name, read, onClose }: Shown) {
  const queries = useQueryClient();
  const { data: campaigns = [] } = useQuery(campaignNamesQuery);
  const [title, setTitle] = useState(name);
  const [draft, setDraft] = useState<BoardSettings>(read?.value.settings ?? NEW);
  const change = (part: Partial<BoardSettings>) => setDraft({ ...draft, ...part });
  const saving = useMutation({
    mutationFn: () => arrangeBoard(title.trim(), draft, read),
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: ['boards'] });
      onClose();
    },
  });
  const toggle = (layout: Layout) => {
    const has = draft.layouts.includes(layout);
    change({
      layouts: LAYOUTS.filter((one) => (one === layout ? !has : draft.layouts.includes(one))),
    });
  };
  const shows = (id: number) => draft.campaigns.length === 0 || draft.campaigns.includes(id);
  const toggleCampaign = (id: number) => {
    const all = campaigns.map((one) => one.id);
    const next = all.filter((one) => (one === id ? !shows(id) : shows(one)));
    change({ campaigns: next.length === all.length ? [] : next });
  };
  const open = campaigns.filter((one) => one.status !== 'closed' && one.status !== 'archived');
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        saving.mutate();
      }}
    >
      <Stack>
        {saving.error && <ProblemAlert problem={asProblem(saving.error)} />}
        {!name && (
          <TextInput
            label={t`Name`}
            description={t`It stands in the board's address.`}
            value={title}
            required
            maxLength={100}
            data-autofocus
            onChange={(event) => setTitle(event.currentTarget.value)}
          />
        )}
        <Fieldset legend={t`Screens, by turns`}>
          <Stack gap="xs">
            {LAYOUTS.map((layout) => (
              <Checkbox
                key={layout}
                label={layoutName(layout)}
                description={layoutAbout(layout)}
                checked={draft.layouts.includes(layout)}
                onChange={() => toggle(layout)}
              />
            ))}
            <NumberInput
              label={t`Seconds for each screen`}
              value={draft.dwell}
              min={5}
              max={600}
              onChange={(value) => change({ dwell: Number(value) || 20 })}
            />
          </Stack>
        </Fieldset>
        {open.length > 0 && (
          <Fieldset legend={t`Campaigns and goals`}>
            <Stack gap="xs">
              {open.map((one) => (
                <Group key={one.id} justify="space-between" wrap="nowrap">
                  <Checkbox label={one.name} checked={shows(one.id)} onChange={() => toggleCampaign(one.id)} />
                  <NumberInput
                    w={180}
                    aria-label={t`Successes wanted in a shift for ${one.name}`}
                    placeholder={t`successes a shift`}
                    value={draft.goals[String(one.id)] ?? ''}
                    min={0}
                    max={1_000_000}
                    onChange={(value) => {
                      const { [String(one.id)]: _, ...others } = draft.goals;
                      change({
                        goals: Number(value) > 0 ? { ...others, [String(one.id)]: Number(value) } : others,
                      });
                    }}
                  />
                </Group>
              ))}
            </Stack>
          </Fieldset>
        )}
        <Group grow align="start">
          <TextInput
            type="time"
            label={t`Shift from`}
            value={draft.shift.begins}
            required
            onChange={(event) => change({ shift: { ...draft.shift, begins: event.currentTarget.value } })}
          />
          <TextInput
            type="time"
            label={t`to the hour`}
            value={draft.shift.ends}
            required
            onChange={(event) => change({ shift: { ...draft.shift, ends: event.currentTarget.value } })}
          />
          <NativeSelect
            label={t`Colours`}
            value={draft.theme}
            data={[
              { value: 'dark', label: t`dark` },
              { value: 'light', label: t`light` },
            ]}
            onChange={(event) => change({ theme: event.currentTarget.value as BoardSettings['theme'] })}
          />
          <NativeSelect
            label={t`Language`}
            value={draft.language}
            data={[
              { value: '', label: t`as the browser` },
              ...languages.map((code) => ({ value: code, label: nameOf(code) })),
            ]}
            onChange={(event) => change({ language: event.currentTarget.value })}
          />
        </Group>
        <TextInput
          label={t`A line above all screens`}
          value={draft.news}
          maxLength={120}
          onChange={(event) => change({ news: event.currentTarget.value })}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t`Cancel`}
          </Button>
          <Button type="submit" loading={saving.isPending} disabled={draft.layouts.length === 0}>
            {t`Save`}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
