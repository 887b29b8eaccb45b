import { t } from '@lingui/core/macro';
import { Checkbox, NativeSelect, Stack, TextInput, Title } from '@mantine/core';
import type { Campaign } from '@/api/campaigns';
import { AmdAudit } from './amd-audit';
import { choices, fallbackWords, machineWords, numberWords, optOutWords, saysWords } from './choice-words';
import { Interruption } from './interruption';
import { MachineFigures } from './machine-figures';
import { NumberOf } from './number-of';
import type { Law, Settings } from './settings';
import type { Edit } from './use-edit';

/** What an answer gets that is a machine, or that no agent takes in time; and what machine detection costs. */
export function AnswersTab({ campaign, edit }: { campaign: Campaign; edit: Edit }) {
  return (
    <Stack gap="xl" maw={900}>
      <Machines edit={edit} />
      {(campaign.amd !== '' || edit.settings.amd !== '') && (
        <>
          <MachineFigures campaignId={campaign.id} />
          <AmdAudit edit={edit} />
        </>
      )}
      <Unserved edit={edit} />
      <Interruption edit={edit} />
    </Stack>
  );
}

function Machines({ edit }: { edit: Edit }) {
  const { settings, change, mayWrite } = edit;
  const isOwn = settings.amd !== '' && settings.amd !== 'default';
  return (
    <section aria-label={t`Machines`}>
      <Title order={2} size="h3" mb="sm">{t`Machines`}</Title>
      <Stack maw={520}>
        <NativeSelect
          label={t`Machine detection`}
          description={t`It takes some two seconds of each answer, and takes some people for machines.`}
          value={isOwn ? 'own' : settings.amd}
          disabled={!mayWrite}
          error={edit.errorAt('amd')}
          onChange={(event) =>
            change({
              amd:
                event.currentTarget.value === 'own' ? '2500,1500,800,5000,100,50,3,256' : event.currentTarget.value,
            })
          }
          data={[
            { value: '', label: t`off` },
            { value: 'default', label: t`on` },
            { value: 'own', label: t`on, with arguments of its own` },
          ]}
        />
        {isOwn && (
          <TextInput
            label={t`Arguments of AMD`}
            value={settings.amd}
            maxLength={200}
            disabled={!mayWrite}
            onChange={(event) => change({ amd: event.currentTarget.value.replace(/[^A-Za-z0-9,]/g, '') })}
          />
        )}
        {settings.amd !== '' && (
          <NativeSelect
            label={t`What is taken for a machine`}
            value={settings.on_machine}
            disabled={!mayWrite}
            error={edit.errorAt('on_machine')}
            onChange={(event) => change({ on_machine: event.currentTarget.value as typeof settings.on_machine })}
            data={choices(machineWords())}
          />
        )}
        {settings.amd !== '' && settings.on_machine !== 'hangup' && (
          <TextInput
            label={t`Recording for machines`}
            description={t`The name of a sound of Asterisk, as in custom/sorry.`}
            value={settings.machine_message}
            maxLength={200}
            disabled={!mayWrite}
            error={edit.errorAt('machine_message')}
            onChange={(event) =>
              change({ machine_message: event.currentTarget.value.replace(/[^A-Za-z0-9_/.-]/g, '') })
            }
          />
        )}
        {settings.amd !== '' && settings.on_machine === 'introduce' && (
          <NumberOf
            edit={edit}
            field="handset_wait_ms"
            label={t`How long a handset may fetch its person`}
            suffix=" s"
            factor={1000}
            min={5}
            max={60}
          />
        )}
      </Stack>
    </section>
  );
}

/** A person whom no agent takes in time; and what the recording says, since laws ask for it. */
function Unserved({ edit }: { edit: Edit }) {
  const { settings, change, mayWrite } = edit;
  return (
    <section aria-label={t`When no agent is free`}>
      <Title order={2} size="h3" mb="sm">{t`When no agent is free`}</Title>
      <Stack maw={520}>
        <NativeSelect
          label={t`A person whom no agent takes in time`}
          value={settings.fallback}
          disabled={!mayWrite}
          error={edit.errorAt('fallback')}
          onChange={(event) => change({ fallback: event.currentTarget.value as typeof settings.fallback })}
          data={choices(fallbackWords())}
        />
        {settings.fallback === 'message' && (
          <TextInput
            label={t`Recording`}
            description={t`The name of a sound of Asterisk, as in custom/sorry.`}
            value={settings.message}
            maxLength={200}
            disabled={!mayWrite}
            error={edit.errorAt('message')}
            onChange={(event) => change({ message: event.currentTarget.value.replace(/[^A-Za-z0-9_/.-]/g, '') })}
          />
        )}
        {settings.fallback === 'message' && <WhatItSays edit={edit} />}
      </Stack>
    </section>
  );
}

type Told = 'message_says' | 'message_opt_out' | 'message_number_is';

/** What the recording tells, and how somebody can say no to it: what a law demands is compared with this. */
function WhatItSays({ edit }: { edit: Edit }) {
  const { settings, change, mayWrite } = edit;
  const law = settings.law as Law;
  const set = (part: Partial<Law>) => change({ law: { ...law, ...part } as Settings['law'] });
  const wrong = edit.errorAt('law');
  const boxes = (field: Told, label: string, words: Readonly<Record<string, string>>) => {
    const chosen = (law[field] ?? []) as readonly string[];
    // What the page has no word for was written over the API, and stays.
    const all = [...new Set([...Object.keys(words), ...chosen])];
    return (
      <Checkbox.Group
        label={label}
        value={[...chosen]}
        onChange={(next) => set({ [field]: all.filter((one) => next.includes(one)) } as Partial<Law>)}
      >
        <Stack gap="xs" mt={6}>
          {all.map((one) => (
            <Checkbox key={one} value={one} label={words[one] ?? one} disabled={!mayWrite} />
          ))}
        </Stack>
      </Checkbox.Group>
    );
  };
  return (
    <>
      <TextInput
        label={t`Version of the recording`}
        description={t`So that it can be proven which text was heard: a name, a date.`}
        value={law.message_version ?? ''}
        maxLength={200}
        disabled={!mayWrite}
        {...(wrong ? { error: wrong } : {})}
        onChange={(event) => set({ message_version: event.currentTarget.value })}
      />
      {boxes('message_says', t`It says`, saysWords())}
      {boxes('message_opt_out', t`One can say no by`, optOutWords())}
      {boxes('message_number_is', t`That number is`, numberWords())}
    </>
  );
}
