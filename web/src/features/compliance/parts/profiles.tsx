import { t } from '@lingui/core/macro';
import { Badge, Group, List, NativeSelect, Paper, Stack, Text, TextInput, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { type LawRule, profileQuery, profilesQuery } from '@/api/compliance';
import { asProblem } from '@/api/problem';
import { EmptyMatch } from '@/ui/Empty';
import { Loading } from '@/ui/Loading';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { State } from '@/ui/State';
import { countryOf, dateOf, dateOfDay } from '@/words/format';
import classes from './profiles.module.css';

/** Whose law readers of a language see first. */
const OF_LANGUAGE: Record<string, string> = { it: 'IT', en: 'UK' };

/** The rules of a country in sentences, each with the text that it rests on. */
export function Profiles({ rule, profile }: { rule: string | undefined; profile: string | undefined }) {
  const navigate = useNavigate();
  const { data: all, error, refetch } = useQuery(profilesQuery);
  const [wanted, want] = useState(rule ?? '');
  const ofRule = all?.find(({ id }) => rule?.startsWith(`${id}-`))?.id;
  const active = all?.filter(({ status }) => status === 'active') ?? [];
  const own = active.find(({ id }) => id === OF_LANGUAGE[document.documentElement.lang]);
  const chosen = profile ?? ofRule ?? own?.id ?? active[0]?.id ?? '';
  const { data, error: trouble } = useQuery(profileQuery(all ? chosen : ''));
  useEffect(() => want(rule ?? ''), [rule]);
  const problem = error ?? trouble;
  const text = wanted.trim().toLowerCase();
  const fits = (one: LawRule) =>
    !text || [one.id, one.title, one.citation, ...one.sentences].some((said) => said.toLowerCase().includes(text));
  const rules = data?.rules.filter(fits) ?? [];
  return (
    <Stack gap="md" className={classes.law}>
      {problem && <ProblemAlert problem={asProblem(problem)} onRetry={() => void refetch()} />}
      {!data && !problem && <Loading lines={8} />}
      {all && (
        <Group align="end">
          <NativeSelect
            label={t`Profile`}
            value={chosen}
            data={all.map((one) => ({ value: one.id, label: `${one.id}: ${one.title}` }))}
            onChange={(event) =>
              void navigate({ to: '.', search: { tab: 'rules', profile: event.currentTarget.value } } as never)
            }
          />
          <TextInput label={t`Search`} value={wanted} onChange={(event) => want(event.currentTarget.value)} />
        </Group>
      )}
      {data && (
        <>
          <Group gap="md">
            <State tone={data.reviewed ? 'ok' : 'warn'}>
              {data.reviewed ? t`reviewed by a lawyer` : t`not reviewed by a lawyer`}
            </State>
            <Text size="sm">{t`to be reviewed by ${dateOf(new Date(data.review_by))}`}</Text>
            <Text size="sm">{t`version ${data.version}`}</Text>
            <Text size="sm">{data.countries.map(countryOf).join(', ')}</Text>
          </Group>
          <Text size="sm">{t`None of this is legal advice. Where several rules answer, the strictest decides.`}</Text>
          {data.to_confirm.length > 0 && (
            <Paper withBorder p="md" radius="md">
              <Title order={3} size="h4" mb="xs">
                {t`To be confirmed by a lawyer`}
              </Title>
              <List>
                {data.to_confirm.map((one) => (
                  <List.Item key={one}>{one}</List.Item>
                ))}
              </List>
            </Paper>
          )}
          {data.absent.length > 0 && (
            <Paper withBorder p="md" radius="md">
              <Title order={3} size="h4" mb="xs">
                {t`No national rule found`}
              </Title>
              <List>
                {data.absent.map((one) => (
                  <List.Item key={one.kind}>
                    {one.title}: {one.citation}
                    <Text size="sm" c="dimmed">
                      {one.evidence}
                      {one.checked && `; ${t`checked on ${dateOfDay(one.checked)}`}`}
                    </Text>
                  </List.Item>
                ))}
              </List>
            </Paper>
          )}
          {rules.length === 0 && <EmptyMatch onClear={() => want('')} />}
          {rules.map((one) => (
            <Rule key={`${one.id} ${one.states.join()}`} rule={one} />
          ))}
        </>
      )}
    </Stack>
  );
}

function Rule({ rule }: { rule: LawRule }) {
  const since = rule.since ? dateOf(new Date(rule.since)) : '';
  const checked = rule.checked ? dateOfDay(rule.checked) : '';
  const until = rule.until ? dateOf(new Date(rule.until)) : '';
  return (
    <Paper component="article" withBorder p="md" radius="md" aria-label={rule.id}>
      <Group gap="sm" mb="xs">
        <Title order={3} size="h4">
          {rule.id}
        </Title>
        <Text>{rule.title}</Text>
        <Badge color={rule.binds ? 'brand' : 'rest'}>{rule.binds ? t`binds` : t`warns`}</Badge>
        {rule.states.length > 0 && <Text size="sm">{t`only in ${rule.states.join(', ')}`}</Text>}
        {rule.replaces && <Text size="sm">{t`instead of ${rule.replaces}`}</Text>}
      </Group>
      <List>
        {rule.sentences.map((sentence) => (
          <List.Item key={sentence}>{sentence}</List.Item>
        ))}
      </List>
      {rule.sectors.length > 0 && <Text size="sm" mt="xs">{t`Only for: ${rule.sectors.join(', ')}`}</Text>}
      {rule.not_checked.length > 0 && (
        <State tone="warn">{t`Not checked by Pronto: ${rule.not_checked.join(', ')}`}</State>
      )}
      {since && <Text size="sm">{t`In force since ${since}`}</Text>}
      {until && <Text size="sm">{t`In force until ${until}`}</Text>}
      <Text size="sm" c="dimmed" mt="xs">
        {t`Source: ${rule.citation} (${rule.source}; ${rule.evidence})`}.{' '}
        {checked ? t`Checked on ${checked}.` : t`Not checked against a source.`}
      </Text>
    </Paper>
  );
}
