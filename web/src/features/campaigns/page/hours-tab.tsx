import { t } from '@lingui/core/macro';
import {
  ActionIcon,
  Anchor,
  Button,
  Checkbox,
  Group,
  NativeSelect,
  SimpleGrid,
  Stack,
  Text,
  TextInput,
  Title,
} from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type Campaign, weekQuery } from '@/api/campaigns';
import { asProblem } from '@/api/problem';
import { IconClose, IconPlus } from '@/ui/icons';
import { Loading } from '@/ui/Loading';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { weekdays } from '@/words/format';
import { Agreements } from './agreements';
import classes from './campaign.module.css';
import { Contradictions } from './contradictions';
import { LoosenedRules } from './loosened-rules';
import type { HoursRow, Law } from './settings';
import { SpokenTexts } from './spoken-texts';
import { TimeBox } from './time-box';
import type { Edit } from './use-edit';
import { WeekPicture } from './week-picture';

/** When people may be called: the campaign's hours, the law's, and which of them closes what. */
export function HoursTab({ campaign, edit }: { campaign: Campaign; edit: Edit }) {
  const { data: week, error, refetch } = useQuery(weekQuery(campaign.id));
  const problem = error && asProblem(error);
  return (
    <Stack gap="xl" maw={1000}>
      <section aria-label={t`The coming week`}>
        <Title order={2} size="h3" mb="sm">{t`The coming week`}</Title>
        {problem && <ProblemAlert problem={problem} onRetry={() => void refetch()} />}
        {!week && !problem && <Loading lines={7} />}
        {week && <WeekPicture week={week} />}
      </section>
      <Hours edit={edit} />
      <LawSettings edit={edit} />
      <Agreements edit={edit} />
      <SpokenTexts edit={edit} />
      <Contradictions edit={edit} week={week} />
      <LoosenedRules edit={edit} week={week} />
    </Stack>
  );
}

const DAYS: readonly HoursRow['days'][number][] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

function Hours({ edit }: { edit: Edit }) {
  const { settings, change, mayWrite, errorAt } = edit;
  const names = weekdays();
  const rows = settings.hours;
  const put = (at: number, part: Partial<HoursRow>) =>
    change({ hours: rows.map((row, index) => (index === at ? { ...row, ...part } : row)) });
  const wrong = errorAt('hours');
  return (
    <section aria-label={t`The campaign's own hours`}>
      <Title order={2} size="h3">{t`The campaign's own hours`}</Title>
      <Text size="sm" mb="sm">{t`Where the person is. The law narrows them; without any, nobody is called.`}</Text>
      {wrong && <ProblemAlert problem={{ kind: 'invalid', title: wrong, message: '' }} />}
      <Stack gap="xs">
        {rows.map((row, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two rows may say the same
          <fieldset className={classes.sentence} key={at} disabled={!mayWrite}>
            <legend>{t`Hours ${at + 1}`}</legend>
            {DAYS.map((day, index) => (
              <Checkbox
                key={day}
                size="xs"
                label={names[index]}
                checked={row.days.includes(day)}
                disabled={!mayWrite}
                onChange={({ currentTarget: { checked } }) =>
                  put(at, { days: DAYS.filter((one) => (one === day ? checked : row.days.includes(one))) })
                }
              />
            ))}
            <TimeBox label={t`From`} value={row.from} disabled={!mayWrite} onTime={(from) => put(at, { from })} />
            <span>{t`to`}</span>
            <TimeBox label={t`To`} value={row.to} disabled={!mayWrite} onTime={(to) => put(at, { to })} />
            {mayWrite && (
              <ActionIcon
                variant="subtle"
                color="rest"
                aria-label={t`Remove hours ${at + 1}`}
                onClick={() => change({ hours: rows.filter((_, index) => index !== at) })}
              >
                <IconClose size={16} />
              </ActionIcon>
            )}
          </fieldset>
        ))}
        {mayWrite && rows.length < 50 && (
          <Group>
            <Button
              size="xs"
              variant="default"
              leftSection={<IconPlus size={16} />}
              onClick={() =>
                change({
                  hours: [...rows, { days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '09:00', to: '18:00' }],
                })
              }
            >
              {t`Add hours`}
            </Button>
          </Group>
        )}
        <TextInput
          label={t`Time zone of people who have none of their own`}
          value={settings.time_zone}
          disabled={!mayWrite}
          error={errorAt('time_zone')}
          maxLength={60}
          onChange={(event) => change({ time_zone: event.currentTarget.value.trim() })}
          maw={420}
        />
      </Stack>
    </section>
  );
}

function LawSettings({ edit }: { edit: Edit }) {
  const { settings, change, mayWrite, errorAt, changed } = edit;
  const law = settings.law as Law;
  const set = (part: Partial<Law>) => change({ law: { ...law, ...part } });
  const wrong = errorAt('law');
  const text = (field: keyof Law, label: string, description?: string, maxLength = 200) => (
    <TextInput
      label={label}
      {...(description ? { description } : {})}
      value={String(law[field] ?? '')}
      disabled={!mayWrite}
      maxLength={maxLength}
      onChange={(event) => set({ [field]: event.currentTarget.value } as Partial<Law>)}
    />
  );
  const country = (field: 'seller_country' | 'agent_country', label: string) => (
    <TextInput
      label={label}
      description={t`Two letters, as in IT`}
      value={law[field] ?? ''}
      disabled={!mayWrite}
      maxLength={2}
      onChange={(event) => set({ [field]: event.currentTarget.value.toUpperCase().replace(/[^A-Z]/g, '') })}
    />
  );
  return (
    <section aria-label={t`Law`}>
      <Group justify="space-between" mb="sm">
        <Title order={2} size="h3">{t`Law`}</Title>
        <Anchor component={Link} to={'/compliance' as never}>{t`Read the rules`}</Anchor>
      </Group>
      {wrong && <ProblemAlert problem={{ kind: 'invalid', title: wrong, message: '' }} />}
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <NativeSelect
          label={t`Whose law`}
          value={law.profile === '' || law.profile === 'auto' ? law.profile : 'one'}
          disabled={!mayWrite}
          onChange={({ currentTarget: { value } }) => set({ profile: value === 'one' ? 'IT' : value })}
          data={[
            { value: 'auto', label: t`that of each number's country` },
            { value: 'one', label: t`that of one country` },
            { value: '', label: t`none is chosen: it cannot start` },
          ]}
        />
        {law.profile !== '' && law.profile !== 'auto' && (
          <TextInput
            label={t`Law of`}
            description={t`Two letters, as in IT`}
            value={law.profile}
            disabled={!mayWrite}
            maxLength={20}
            onChange={(event) => set({ profile: event.currentTarget.value.toUpperCase().replace(/[^A-Z-]/g, '') })}
          />
        )}
        {text('topic', t`What is offered`)}
        {text('sector', t`Sector`, t`Some rules hold for some sectors alone.`)}
        {country('seller_country', t`Country of the seller`)}
        {country('agent_country', t`Country where agents sit`)}
        {text('call_centre', t`Call centre`)}
        {text('contract_reference', t`Contract with the seller`)}
        {text('declaration', t`Line in the register of operators`)}
        {text('subscription', t`Account at the register of numbers`)}
      </SimpleGrid>
      {(wrong || changed.some((place) => place.startsWith('law/'))) && (
        <SimpleGrid cols={{ base: 1, sm: 2 }} mt="md">
          {text(
            'change_person',
            t`Who answers for it`,
            t`Needed where a change loosens the rules of a campaign under way.`,
          )}
          {text('change_reason', t`Why`)}
        </SimpleGrid>
      )}
    </section>
  );
}
