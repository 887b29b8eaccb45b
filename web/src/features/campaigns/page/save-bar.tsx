import { plural, t } from '@lingui/core/macro';
import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { Diff } from '@/ui/Diff';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { dateAndTime } from '@/words/format';
import classes from './campaign.module.css';
import { placeText, valueText } from './places';
import type { Conflict, Edit } from './use-edit';
import type { GuideEdit } from './use-guides';
import { useNames } from './use-names';

/** What was changed on the page and is not saved yet; and if somebody else was quicker, both versions. */
export function SaveBar({ edit, guides }: { edit: Edit; guides: GuideEdit }) {
  const { problem, conflict } = edit;
  const changed = [...edit.changed.map((place) => placeText(place)), ...(guides.isChanged ? [t`guides`] : [])];
  if (changed.length === 0 && !problem) return null;
  const isConflict = guides.problem?.kind === 'conflict';
  return (
    <section className={classes.bar} aria-label={t`Changes that are not saved`}>
      {problem && <ProblemAlert problem={problem} />}
      {guides.isChanged && guides.problem && <ProblemAlert problem={guides.problem} />}
      {guides.isChanged && isConflict && (
        <Group mt="xs">
          <Text size="sm">{t`Somebody has changed the guides meanwhile: look at theirs, then choose again.`}</Text>
          <Button size="xs" variant="default" onClick={guides.discard}>
            {t`Show theirs`}
          </Button>
        </Group>
      )}
      <Group justify="space-between" mt={problem ? 'xs' : 0}>
        <Text size="sm" role="status">
          {plural(changed.length, { one: '# change is not saved:', other: '# changes are not saved:' })}{' '}
          {changed.join(', ')}
        </Text>
        <Group gap="xs">
          <Button
            variant="default"
            onClick={() => {
              edit.discard();
              if (guides.isChanged) guides.discard();
            }}
          >{t`Discard`}</Button>
          <Button
            onClick={() => {
              if (edit.changed.length > 0) edit.save();
              if (guides.isChanged) guides.save();
            }}
            loading={edit.isSaving || guides.isSaving}
            disabled={changed.length === 0}
          >
            {t`Save`}
          </Button>
        </Group>
      </Group>
      {conflict && <Clashes key={conflict.theirs.etag} conflict={conflict} edit={edit} />}
    </section>
  );
}

function Clashes({ conflict, edit }: { conflict: Conflict; edit: Edit }) {
  const [chosen, setChosen] = useState<Record<string, 'mine' | 'theirs'>>({});
  const names = useNames();
  const text = (place: string, value: unknown) => valueText(place, value, names);
  const both = conflict.found.filter((one) => one.both);
  const others = conflict.found.filter((one) => !one.both);
  const who = conflict.by?.actor.replace(/^user:/, '') ?? t`Somebody`;
  const when = conflict.by ? dateAndTime(new Date(conflict.by.at)) : '';
  return (
    <Modal opened onClose={edit.setAside} title={t`Somebody else has changed this campaign`} size="xl">
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
              label: placeText(place),
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
                  {placeText(place)}: <del>{text(place, before)}</del> <ins>{text(place, theirs)}</ins>
                </li>
              ))}
            </ul>
          </div>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={edit.setAside}>{t`Not yet`}</Button>
          <Button onClick={() => edit.resolve(chosen)} loading={edit.isSaving}>
            {t`Save like this`}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
