import { t } from '@lingui/core/macro';
import { Anchor, Checkbox, Group, NativeSelect, Stack, TagsInput, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Campaign } from '@/api/campaigns';
import { type ScriptRole, scriptsQuery } from '@/api/scripts';
import { Loading } from '@/ui/Loading';
import { ProblemAlert } from '@/ui/ProblemAlert';
import type { ScriptEdit } from './use-scripts';

const ROLES: readonly ScriptRole[] = ['opening', 'identification', 'sales_script', 'survey'];
const KINDS: Readonly<Record<ScriptRole, readonly string[]>> = {
  opening: ['sales_script', 'checklist'],
  identification: ['identification'],
  sales_script: ['sales_script', 'questionnaire', 'checklist', 'survey'],
  survey: ['survey', 'questionnaire'],
};

function roleText(role: ScriptRole): string {
  switch (role) {
    case 'opening':
      return t`Opening`;
    case 'identification':
      return t`Identification`;
    case 'sales_script':
      return t`Script or questionnaire`;
    default:
      return t`Survey after the talk`;
  }
}

/** Which scripts agents see in a talk of this campaign. */
export function ScriptsTab({ campaign, edit }: { campaign: Campaign; edit: ScriptEdit }) {
  const { data: scripts } = useQuery(scriptsQuery(false));
  const { use, change, mayWrite, readProblem } = edit;
  if (readProblem) return <ProblemAlert problem={readProblem} onRetry={edit.readAgain} />;
  if (!use) return <Loading />;
  const fitting = (role: ScriptRole) =>
    (scripts ?? []).filter(
      (one) => one.company_id === campaign.company.id && one.published > 0 && KINDS[role].includes(one.kind),
    );
  return (
    <Stack maw={640}>
      <Group justify="space-between">
        <Title order={2} size="h3">{t`What agents follow in a talk`}</Title>
        <Anchor component={Link} to={'/scripts' as never}>{t`All scripts`}</Anchor>
      </Group>
      {ROLES.map((role) => (
        <NativeSelect
          key={role}
          label={roleText(role)}
          value={String(use.roles[role] ?? '')}
          disabled={!mayWrite}
          onChange={({ currentTarget: { value } }) => {
            const { [role]: _, ...others } = use.roles;
            change({ roles: value ? { ...others, [role]: Number(value) } : others });
          }}
          data={[
            { value: '', label: t`none` },
            ...fitting(role).map((one) => ({ value: String(one.id), label: one.name })),
          ]}
        />
      ))}
      <Checkbox
        label={t`Nothing personal is shown before the person is identified`}
        checked={use.identify_first}
        disabled={!mayWrite}
        onChange={(event) => change({ identify_first: event.currentTarget.checked })}
      />
      <TagsInput
        label={t`Sites that agents may open from a script`}
        description={t`Names of hosts, as in www.example.org`}
        value={[...use.link_hosts]}
        disabled={!mayWrite}
        maxTags={50}
        onChange={(hosts) => change({ link_hosts: hosts.map((one) => one.trim().toLowerCase()) })}
      />
    </Stack>
  );
}
