import { plural, t } from '@lingui/core/macro';
import { Button, Group, Text } from '@mantine/core';
import { ClashDialog } from '@/features/clash-dialog';
import { ProblemAlert } from '@/ui/ProblemAlert';
import classes from './campaign.module.css';
import { placeText, valueText } from './places';
import type { Conflict, Edit } from './use-edit';
import { useNames } from './use-names';
import type { ScriptEdit } from './use-scripts';

/** What was changed on the page and is not saved yet; and if somebody else was quicker, both versions. */
export function SaveBar({ edit, scripts }: { edit: Edit; scripts: ScriptEdit }) {
  const { problem, conflict } = edit;
  const changed = [...edit.changed.map((place) => placeText(place)), ...(scripts.isChanged ? [t`scripts`] : [])];
  if (changed.length === 0 && !problem) return null;
  const isConflict = scripts.problem?.kind === 'conflict';
  return (
    <section className={classes.bar} aria-label={t`Changes that are not saved`}>
      {problem && <ProblemAlert problem={problem} />}
      {scripts.isChanged && scripts.problem && <ProblemAlert problem={scripts.problem} />}
      {scripts.isChanged && isConflict && (
        <Group mt="xs">
          <Text size="sm">{t`Somebody has changed the scripts meanwhile: look at theirs, then choose again.`}</Text>
          <Button size="xs" variant="default" onClick={scripts.discard}>
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
              if (scripts.isChanged) scripts.discard();
            }}
          >{t`Discard`}</Button>
          <Button
            onClick={() => {
              if (edit.changed.length > 0) edit.save();
              if (scripts.isChanged) scripts.save();
            }}
            loading={edit.isSaving || scripts.isSaving}
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
  const names = useNames();
  return (
    <ClashDialog
      title={t`Somebody else has changed this campaign`}
      by={conflict.by}
      found={conflict.found}
      label={placeText}
      text={(place, value) => valueText(place, value, names)}
      onSave={edit.resolve}
      isSaving={edit.isSaving}
      onSetAside={edit.setAside}
    />
  );
}
