import { t } from '@lingui/core/macro';
import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import type { ChangedBy } from '@/api/problem';
import { Diff } from '@/ui/Diff';
import { dateAndTime } from '@/words/format';
import { actorName } from '@/words/labels';
import type { Chosen, Clash } from './clash';

interface Shown {
  title: string;
  by: ChangedBy | null;
  found: readonly Clash[];
  /** What a place is called. */
  label: (place: string) => string;
  text: (place: string, value: unknown) => ReactNode;
  onSave: (chosen: Chosen) => void;
  isSaving: boolean;
  onSetAside: () => void;
}

/** Somebody else has changed what is changed here: both versions, place by place, and whose holds. */
export function ClashDialog({ title, by, found, label, text, onSave, isSaving, onSetAside }: Shown) {
  const [chosen, setChosen] = useState<Chosen>({});
  const both = found.filter((one) => one.both);
  const others = found.filter((one) => !one.both);
  const who = by ? actorName(by.actor) : t`Somebody`;
  const when = by ? dateAndTime(new Date(by.at)) : '';
  return (
    <Modal opened onClose={onSetAside} title={title} size="xl">
      <Stack>
        <Text>
          {when ? t`${who} saved on ${when}, after you had opened it.` : t`${who} saved after you had opened it.`}{' '}
          {both.length === 0
            ? t`None of it is what you changed: yours is saved beside it.`
            : t`Nothing is overwritten: choose whose holds.`}
        </Text>
        {both.length > 0 && (
          <Diff
            caption={t`What both of you have changed`}
            differences={both.map(({ place, before, mine, theirs }) => ({
              field: place,
              label: label(place),
              before: text(place, before),
              mine: text(place, mine),
              theirs: text(place, theirs),
            }))}
            chosen={chosen}
            onChoose={(field, whose) => setChosen({ ...chosen, [field]: whose })}
          />
        )}
        {others.length > 0 && (
          <div>
            <Text fw={600} size="sm">{t`What else they have changed, which stays`}</Text>
            <ul>
              {others.map(({ place, before, theirs }) => (
                <li key={place}>
                  {label(place)}: <del>{text(place, before)}</del> <ins>{text(place, theirs)}</ins>
                </li>
              ))}
            </ul>
          </div>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onSetAside}>{t`Not yet`}</Button>
          <Button onClick={() => onSave(chosen)} loading={isSaving}>
            {t`Save like this`}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
