import { t } from '@lingui/core/macro';
import { Anchor, Stack, Text, TextInput, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Law, Settings } from './settings';
import type { Edit } from './use-edit';

/** What was agreed with those who represent the agents: without it some laws name nobody, and demand breaks. */
export function Agreements({ edit }: { edit: Edit }) {
  const { settings, change, mayWrite } = edit;
  const law = settings.law as Law;
  const set = (part: Partial<Law>) => change({ law: { ...law, ...part } as Settings['law'] });
  const agreement = (field: 'union_agreement' | 'collective_agreement', label: string, what: ReactNode) => (
    <div>
      <TextInput
        label={label}
        description={t`Its date, or the number under which it is filed; the audit and the campaign's report name it.`}
        value={law[field] ?? ''}
        disabled={!mayWrite}
        maxLength={200}
        maw={520}
        onChange={(event) => set({ [field]: event.currentTarget.value })}
      />
      <Text size="sm" mt={4}>
        {what}
      </Text>
    </div>
  );
  return (
    <section aria-label={t`Agreements on the agents' work`}>
      <Title order={2} size="h3" mb="sm">{t`Agreements on the agents' work`}</Title>
      <Stack gap="md" maw={720}>
        {agreement(
          'union_agreement',
          t`Agreement on watching agents`,
          <>
            {law.union_agreement
              ? t`Supervision, boards and the audit name agents while they work, as this agreement allows.`
              : [
                  t`Where agents sit in Italy, nobody may watch them at work without an agreement with their representatives.`,
                  t`Until one is written here, supervision and boards name no agent, and show a team of fewer than five as counts alone.`,
                ].join(' ')}{' '}
            <Rule id="IT-MONITOR" />
          </>,
        )}
        {agreement(
          'collective_agreement',
          t`Collective agreement on breaks`,
          <>
            {law.collective_agreement
              ? t`Pronto leaves the breaks from the screen to this agreement: it warns of none and holds no call back for one.`
              : t`Where agents sit in Italy, 15 minutes away from the screen are due after 120. Pronto warns, and then gives no call until they are taken, unless an agreement that settles breaks otherwise is written here.`}{' '}
            <Rule id="IT-VDT" />
          </>,
        )}
      </Stack>
    </section>
  );
}

const Rule = ({ id }: { id: string }) => (
  <Anchor component={Link} size="sm" to={'/compliance' as never} search={{ tab: 'rules', rule: id } as never}>
    {t`Read ${id}`}
  </Anchor>
);
