import { t } from '@lingui/core/macro';
import { Alert, Button, Group, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useRouter, useSearch } from '@tanstack/react-router';
import { type ComponentType, useEffect } from 'react';
import { asProblem } from '@/api/problem';
import { type Setup, type SetupStep, type StepId, setupQuery } from '@/api/setup';
import { TEST_CALL } from '@/features/test-call';
import { useNow } from '@/ui/clock';
import { IconClock } from '@/ui/icons';
import { Loading } from '@/ui/Loading';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { Wizard } from '@/ui/Wizard';
import { timeOf, weekdayOf } from '@/words/format';
import { type Catalogue, speakToo } from '@/words/language';
import { AdministratorStep } from './steps/administrator';
import { AgentsStep } from './steps/agents';
import { AsteriskStep } from './steps/asterisk';
import { CallerIdStep } from './steps/caller-id';
import { CampaignStep } from './steps/campaign';
import { CheckStep } from './steps/check';
import { ListStep } from './steps/list';
import { StartStep } from './steps/start';
import { TrunkStep } from './steps/trunk';

await speakToo(import.meta.glob<Catalogue>('./words/*.po'));

export interface StepShown {
  setup: Setup;
  step: SetupStep;
}

const STEPS: Record<StepId, ComponentType<StepShown>> = {
  administrator: AdministratorStep,
  asterisk: AsteriskStep,
  trunk: TrunkStep,
  caller_id: CallerIdStep,
  agents: AgentsStep,
  campaign: CampaignStep,
  list: ListStep,
  check: CheckStep,
  start: StartStep,
};

const titles = (): Record<StepId, string> => ({
  administrator: t`Administrator`,
  asterisk: t`Asterisk`,
  trunk: t`Trunk`,
  caller_id: t`Caller id`,
  agents: t`Agents`,
  campaign: t`Campaign`,
  list: t`List`,
  check: t`Check`,
  start: t`First call`,
});

const ASKED_EVERY_MS = 4000;

/** From an empty database to the first call. What is done is what is there: it can be left, and taken up again. */
export default function SetupPage() {
  const { data: setup, error, isStale, refetch } = useQuery({ ...setupQuery, refetchInterval: ASKED_EVERY_MS });
  const navigate = useNavigate();
  const { history } = useRouter();
  const search: { step?: string } = useSearch({ strict: false });
  const go = (step: string) => history.push(`/setup?step=${step}`);
  // What was known before another page did a step may name a step that is done by now.
  const isAsked = search.step !== undefined || !isStale || error !== null;
  // The step stands in the address, so that the page does not go on under somebody's hands when a step is done.
  const begin = search.step || !isAsked ? undefined : setup?.current;
  useEffect(() => {
    if (begin) history.replace(`/setup?step=${begin}`);
  }, [begin, history]);
  if (!setup || !isAsked) {
    return error ? (
      <ProblemAlert problem={asProblem(error)} onRetry={() => void refetch()} />
    ) : (
      <Loading lines={6} />
    );
  }
  const at = setup.steps.findIndex(({ id }) => id === (search.step ?? setup.current));
  const step = setup.steps[Math.max(0, at)];
  if (!step) return null;
  const next = setup.steps[at + 1];
  const named = titles();
  const Content = STEPS[step.id];
  return (
    <Stack>
      <div>
        <Title order={1}>{t`Set-up`}</Title>
        <Text c="dimmed">{t`From here to the first call. You can leave at any time and go on later.`}</Text>
      </div>
      {error && <ProblemAlert problem={asProblem(error)} onRetry={() => void refetch()} />}
      <Opening setup={setup} onTestCall={() => go(`trunk#${TEST_CALL}`)} />
      <Wizard
        label={t`Steps of the set-up`}
        steps={setup.steps.map(({ id, state }) => ({ id, state, title: named[id] }))}
        current={step.id}
        onStep={go}
        onNext={step.state === 'done' ? () => (next ? go(next.id) : void navigate({ to: '/' })) : null}
        {...(next ? {} : { next: t`To the campaigns` })}
        {...(next || step.state !== 'done' ? { onLeave: () => void navigate({ to: '/' }) } : {})}
      >
        <Content key={step.id} setup={setup} step={step} />
      </Wizard>
    </Stack>
  );
}

/** Outside calling hours: from when people may be called, said before somebody waits for the first call in vain. */
function Opening({ setup, onTestCall }: { setup: Setup; onTestCall: () => void }) {
  const now = useNow();
  const opens = setup.opens_at ? new Date(setup.opens_at) : null;
  const isLater = opens !== null && opens.getTime() > now;
  if ((!isLater && !setup.never_opens) || setup.is_finished) return null;
  return (
    <Alert
      color={isLater ? 'warn' : 'stop'}
      icon={<IconClock />}
      title={
        isLater
          ? t`The first call can be made on ${weekdayOf(opens)}, ${timeOf(opens)}`
          : t`The campaign's hours allow no call`
      }
    >
      <Group justify="space-between">
        <Text size="sm">
          {isLater
            ? t`Nobody is called outside the hours of the campaign and the law. A test call can be placed at any time.`
            : t`The law allows none in those hours: widen them on the campaign's page. A test call can be placed at any time.`}
        </Text>
        <Button size="xs" variant="default" onClick={onTestCall}>{t`Place a test call`}</Button>
      </Group>
    </Alert>
  );
}
