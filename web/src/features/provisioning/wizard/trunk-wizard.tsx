import { t } from '@lingui/core/macro';
import { Alert, Button, Group, List, Progress, Stack, Tabs, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { trunksQuery } from '@/api/installation';
import { isOver } from '@/api/jobs';
import { asProblem } from '@/api/problem';
import {
  applyTrunk,
  nodesQuery,
  planTrunk,
  provisioningQuery,
  type TrunkPlan,
  type TrunkVersion,
} from '@/api/provisioning';
import { setupQuery } from '@/api/setup';
import { useLeaveWarning } from '@/features/leave-warning';
import { TestCallForm } from '@/features/test-call';
import { useJob } from '@/live/jobs';
import type { Form } from '@/ui/Field';
import { IconOk, IconStop, IconWarn } from '@/ui/icons';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { type Step, Wizard } from '@/ui/Wizard';
import { CarrierStep } from './carrier-step';
import { Changes, ConfText } from './changes';
import { FieldsStep } from './fields-step';
import { settingsOf, showTrunkErrors, type Typed } from './form';
import { Outcome } from './outcome';

export const STEPS = ['carrier', 'fields', 'preview', 'proof', 'call'] as const;
type StepId = (typeof STEPS)[number];

interface Shown {
  initial: Typed;
  isNew: boolean;
  hasPassword: boolean;
  step: string | undefined;
  onStep: (step: StepId) => void;
  /** Where to go when the trunk has been heard. */
  onDone: (nodeId: number, name: string) => void;
}

/** A trunk from its carrier to its first call: chosen, typed, looked at, written and proven, heard. */
export function TrunkWizard({ initial, isNew, hasPassword, step, onStep, onDone }: Shown) {
  const queries = useQueryClient();
  const { data: nodes } = useSuspenseQuery(nodesQuery);
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { ...initial, node: initial.node || String(nodes[0]?.id ?? '') },
    validate: {
      name: (said) => (/^[A-Za-z0-9_.-]{1,60}$/.test(said) ? null : t`Write letters, digits, dots and dashes.`),
      template: (said) => (said ? null : t`Choose one.`),
    },
  });
  const [plan, setPlan] = useState<TrunkPlan | null>(null);
  const [version, setVersion] = useState<TrunkVersion | null>(null);
  const [elsewhere, setElsewhere] = useState<string[]>([]);
  const typed = form.getValues() as Typed;
  const nodeId = Number(typed.node);
  const asked = useMutation({
    mutationFn: () => planTrunk(nodeId, typed.name, settingsOf(form.getValues() as Typed)),
    onSuccess: (found) => {
      form.clearErrors();
      setElsewhere([]);
      setPlan(found);
      onStep('preview');
    },
    onError: (failure) => setElsewhere(showTrunkErrors(form as Form, asProblem(failure).errors)),
  });
  const written = useMutation({
    mutationFn: () => applyTrunk(nodeId, typed.name, settingsOf(form.getValues() as Typed)),
    onSuccess: (made) => {
      setVersion(made);
      onStep('proof');
    },
  });
  useLeaveWarning(
    () => version === null && form.isDirty(),
    (from, to) => from.pathname === to.pathname && from.search.tab === to.search.tab,
  );
  const ended = useEnded(nodeId, typed.name, version);
  const stands = ended?.state === 'standing';
  const reached: Record<StepId, boolean> = {
    carrier: true,
    fields: typed.template !== '' && typed.name !== '',
    preview: plan !== null,
    proof: version !== null,
    call: stands,
  };
  const current = STEPS.find((one) => one === step && reached[one]) ?? (isNew ? 'carrier' : 'fields');
  const steps: Step[] = STEPS.map((id) => ({
    id,
    title: titleOf(id),
    state: stateOf(id, current, reached, ended),
  }));
  const next: Record<StepId, (() => void) | null> = {
    carrier: () => {
      if (!form.validate().hasErrors) onStep('fields');
    },
    fields: () => asked.mutate(),
    preview: () => written.mutate(),
    proof: stands ? () => onStep('call') : null,
    call: () => onDone(nodeId, typed.name),
  };
  const failure = current === 'fields' ? asked.error : current === 'preview' ? written.error : null;
  const problem = failure && asProblem(failure);
  const shownElsewhere =
    problem && (problem.kind !== 'invalid' || elsewhere.length > 0 || problem.errors.length === 0);
  return (
    <Wizard
      label={t`Steps of the trunk`}
      steps={steps}
      current={current}
      onStep={(id) => onStep(id as StepId)}
      onNext={next[current]}
      next={nextText(current)}
      busy={asked.isPending || written.isPending}
    >
      {problem && shownElsewhere && (
        <ProblemAlert
          problem={{ ...problem, message: problem.message, errors: elsewhere.map((what) => ({ where: '', what })) }}
        />
      )}
      {problem && !shownElsewhere && (
        <Alert color="stop" icon={<IconStop />} role="alert">
          {t`Something is wrong below.`}
        </Alert>
      )}
      {current === 'carrier' && <CarrierStep form={form as Form} isNew={isNew} />}
      {current === 'fields' && <FieldsStep form={form as Form} hasPassword={hasPassword} />}
      {current === 'preview' && plan && <Preview plan={plan} />}
      {current === 'proof' && version && <Proof version={version} ended={ended} onBack={() => onStep('fields')} />}
      {current === 'call' && (
        <Call nodeId={nodeId} name={typed.name} onReady={() => void queries.invalidateQueries()} />
      )}
    </Wizard>
  );
}

/** What came of a version, once its job is over. */
export function useEnded(nodeId: number, name: string, version: TrunkVersion | null): TrunkVersion | null {
  const queries = useQueryClient();
  const job = useJob(version?.job_id);
  const over = isOver(job?.status);
  const { data: state } = useQuery({ ...provisioningQuery(nodeId, name), enabled: over });
  useEffect(() => {
    if (!over) return;
    void queries.invalidateQueries({ queryKey: provisioningQuery(nodeId, name).queryKey });
    void queries.invalidateQueries({ queryKey: trunksQuery.queryKey });
    void queries.invalidateQueries({ queryKey: setupQuery.queryKey });
  }, [over, nodeId, name, queries]);
  if (!over) return null;
  const found = state?.versions.find(({ id }) => id === version?.id);
  return found && found.state !== 'queued' && found.state !== 'applying' ? found : null;
}

function titleOf(id: StepId): string {
  const words: Record<StepId, string> = {
    carrier: t`Carrier`,
    fields: t`Settings`,
    preview: t`Preview`,
    proof: t`Write and prove`,
    call: t`Test call`,
  };
  return words[id];
}

function nextText(id: StepId): string {
  const words: Record<StepId, string> = {
    carrier: t`Next`,
    fields: t`Preview`,
    preview: t`Write it into Asterisk`,
    proof: t`Next`,
    call: t`Done: to the trunk`,
  };
  return words[id];
}

function stateOf(
  id: StepId,
  current: StepId,
  reached: Record<StepId, boolean>,
  ended: TrunkVersion | null,
): Step['state'] {
  if (id === 'proof' && ended?.state === 'failed') return 'wrong';
  if (!reached[id]) return 'closed';
  return STEPS.indexOf(id) < STEPS.indexOf(current) || (id === 'proof' && ended) ? 'done' : 'open';
}

function Preview({ plan }: { plan: TrunkPlan }) {
  return (
    <Stack>
      {plan.notes.length > 0 && (
        <Alert color="warn" icon={<IconWarn />} title={t`To be known before`}>
          <List size="sm">
            {plan.notes.map((note) => (
              <List.Item key={note}>{note}</List.Item>
            ))}
          </List>
        </Alert>
      )}
      <Text size="sm">
        {plan.door === 'ari'
          ? t`It is written at once, and no live call is touched. If the trunk does not come up, what stood before is put back.`
          : t`It is written into pjsip-pronto.conf, and PJSIP is loaded again. If the trunk does not come up, what stood before is put back.`}
      </Text>
      <Tabs defaultValue={plan.is_new ? 'text' : 'changes'}>
        <Tabs.List>
          <Tabs.Tab value="changes">{t`What changes`}</Tabs.Tab>
          <Tabs.Tab value="text">{t`As pjsip.conf`}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="changes" pt="sm">
          <Changes
            changes={plan.changes}
            caption={t`What would change in Asterisk`}
            before={t`Now`}
            after={t`Then`}
            nothing={t`Asterisk has it all already.`}
          />
        </Tabs.Panel>
        <Tabs.Panel value="text" pt="sm">
          <ConfText text={plan.text} label={t`The trunk as it would stand in pjsip.conf`} />
        </Tabs.Panel>
      </Tabs>
    </Stack>
  );
}

function Proof({
  version,
  ended,
  onBack,
}: {
  version: TrunkVersion;
  ended: TrunkVersion | null;
  onBack: () => void;
}) {
  const job = useJob(version.job_id);
  return (
    <Stack maw={620} role="status">
      {!ended && (
        <>
          <Progress value={(100 * (job?.done ?? 0)) / (job?.total ?? 5)} animated aria-label={t`Progress`} />
          <Text size="sm">{job?.phase || t`It is written in a moment.`}</Text>
        </>
      )}
      {ended && (
        <Alert
          color={ended.state === 'standing' ? 'ok' : 'stop'}
          icon={ended.state === 'standing' ? <IconOk /> : <IconStop />}
          title={ended.state === 'standing' ? t`The trunk is up` : t`The trunk did not come up`}
        />
      )}
      {ended && <Outcome steps={ended.outcome} label={t`What was done`} />}
      {ended?.state === 'failed' && (
        <Group>
          <Button variant="default" onClick={onBack}>{t`Change the settings`}</Button>
        </Group>
      )}
    </Stack>
  );
}

function Call({ nodeId, name, onReady }: { nodeId: number; name: string; onReady: () => void }) {
  const { data: trunks = [] } = useQuery(trunksQuery);
  const mine = trunks.filter((one) => one.node_id === nodeId && one.name === name);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the trunk has come up
  useEffect(() => {
    onReady();
  }, []);
  return mine.length > 0 ? <TestCallForm nodeId={nodeId} trunks={mine} /> : null;
}
