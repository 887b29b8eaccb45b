import { t } from '@lingui/core/macro';
import { NativeSelect, SimpleGrid, Stack, Title } from '@mantine/core';
import { absentWords, choices } from './choice-words';
import { NumberOf } from './number-of';
import type { Edit } from './use-edit';

/** How promised call-backs are kept: for how long an agent is held for one, and who takes it when that agent is away. */
export function CallbacksPart({ edit }: { edit: Edit }) {
  const { settings, change, mayWrite, errorAt } = edit;
  return (
    <section aria-label={t`Call-backs`}>
      <Stack>
        <Title order={2} size="h3">{t`Call-backs`}</Title>
        <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }}>
          <NumberOf
            edit={edit}
            field="callback_hold_s"
            label={t`Hold the agent before it`}
            description={t`So long before the promised time its agent gets no other call. 0: not at all.`}
            suffix=" s"
            min={0}
            max={600}
          />
          <NumberOf
            edit={edit}
            field="callback_grace_s"
            label={t`Late by at most`}
            description={t`A promise is kept if the call is placed by then.`}
            suffix=" min"
            factor={60}
            min={1}
            max={1440}
            digits={1}
          />
          <NativeSelect
            label={t`If its agent is not there by then`}
            value={settings.callback_fallback}
            disabled={!mayWrite}
            error={errorAt('callback_fallback')}
            onChange={(event) =>
              change({ callback_fallback: event.currentTarget.value as typeof settings.callback_fallback })
            }
            data={choices(absentWords())}
          />
        </SimpleGrid>
      </Stack>
    </section>
  );
}
