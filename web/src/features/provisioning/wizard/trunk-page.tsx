import { t } from '@lingui/core/macro';
import { Alert, Anchor, Button, Group, Stack, Tabs, Text, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { trunksQuery } from '@/api/installation';
import { asProblem } from '@/api/problem';
import {
  healTrunk,
  type Provisioning,
  provisioningQuery,
  rollBackTrunk,
  type TrunkVersion,
  verifyTrunk,
} from '@/api/provisioning';
import { BackToSetup } from '@/features/setup';
import { TrunkFigures } from '@/features/telephony';
import { TestCallForm } from '@/features/test-call';
import { useJob } from '@/live/jobs';
import { confirm } from '@/ui/Confirm';
import { DataTable } from '@/ui/DataTable';
import { EmptyYet } from '@/ui/Empty';
import { IconOk, IconStop, IconWarn } from '@/ui/icons';
import { Loading } from '@/ui/Loading';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { State } from '@/ui/State';
import type { Tone } from '@/ui/theme';
import { dateAndTime } from '@/words/format';
import { actorName } from '@/words/labels';
import { type Catalogue, speakToo } from '@/words/language';
import { Changes, ConfText } from './changes';
import { typedOf } from './form';
import { Outcome } from './outcome';
import { OwnTrunk, ProviderProof } from './own-trunk';
import classes from './provisioning.module.css';
import { RetiredTrunk } from './retired';
import { Retirement } from './retirement';
import { TrunkWizard, useEnded } from './trunk-wizard';

await speakToo(import.meta.glob<Catalogue>('../words/*.po'));

/** One trunk: how it stands in Asterisk, a change of it, and its versions. */
export default function TrunkPage() {
  const { node, name } = useParams({ strict: false }) as { node: string; name: string };
  const { tab = 'now', step } = useSearch({ strict: false }) as { tab?: string; step?: string };
  const navigate = useNavigate();
  const nodeId = Number(node);
  const { data: state, error, refetch } = useQuery(provisioningQuery(nodeId, name));
  const { data: trunks = [] } = useQuery(trunksQuery);
  const trunk = trunks.find((one) => one.node_id === nodeId && one.name === name);
  const used = state && !state.retired_at ? state : undefined;
  const go = (search: object) => void navigate({ to: `/trunks/${node}/${name}`, search } as never);
  return (
    <Stack gap="md">
      <div>
        <Group gap="md">
          <Anchor component={Link} to={'/trunks' as string} size="sm">
            {t`All trunks`}
          </Anchor>
          <BackToSetup step="trunk" />
        </Group>
        <Title order={1}>{t`Trunk ${name}`}</Title>
      </div>
      {error && <ProblemAlert problem={asProblem(error)} onRetry={() => void refetch()} />}
      {!error && !state && <Loading lines={6} />}
      {state?.retired_at && (
        <>
          <RetiredTrunk nodeId={nodeId} name={name} state={state} />
          {state.versions.length > 0 && <Versions nodeId={nodeId} name={name} state={state} />}
        </>
      )}
      {trunk && used && <TrunkFigures trunk={trunk} />}
      {used && !used.standing && used.versions.length === 0 && <OfFiles nodeId={nodeId} name={name} />}
      {used && !used.standing && used.versions.length > 0 && (
        <>
          <EmptyYet
            title={t`No version of this trunk stands`}
            action={<Button component={Link} to="/trunks/new">{t`New trunk`}</Button>}
          >
            {t`It did not come up. Begin it anew, under the same name if you like.`}
          </EmptyYet>
          <Versions nodeId={nodeId} name={name} state={used} />
        </>
      )}
      {used?.standing && (
        <Tabs value={tab} onChange={(to) => go({ tab: to ?? 'now' })} keepMounted={false}>
          <Tabs.List>
            <Tabs.Tab value="now">{t`As it stands`}</Tabs.Tab>
            <Tabs.Tab value="change">{t`Change`}</Tabs.Tab>
            <Tabs.Tab value="versions">{t`Versions`}</Tabs.Tab>
            <Tabs.Tab value="retirement">{t`Take out of use`}</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="now" pt="md">
            <AsItStands nodeId={nodeId} name={name} state={used} />
          </Tabs.Panel>
          <Tabs.Panel value="change" pt="md">
            <TrunkWizard
              initial={typedOf(nodeId, name, used.standing.settings)}
              isNew={false}
              hasPassword={used.standing.settings.has_password}
              step={step}
              onStep={(id) => go({ tab: 'change', step: id })}
              onDone={() => go({ tab: 'now' })}
            />
          </Tabs.Panel>
          <Tabs.Panel value="versions" pt="md">
            <Versions nodeId={nodeId} name={name} state={used} />
          </Tabs.Panel>
          <Tabs.Panel value="retirement" pt="md">
            <Retirement nodeId={nodeId} name={name} />
          </Tabs.Panel>
        </Tabs>
      )}
    </Stack>
  );
}

/** A trunk that an administrator keeps in Asterisk's own files. */
function OfFiles({ nodeId, name }: { nodeId: number; name: string }) {
  return (
    <Stack>
      <EmptyYet title={t`Pronto has not written this trunk`}>
        {t`Its endpoint stands in Asterisk's own files, which Pronto never touches: change the endpoint there, and what Pronto knows of it below.`}
      </EmptyYet>
      <Verify nodeId={nodeId} name={name} />
      <OwnTrunk nodeId={nodeId} name={name} />
      <TestCalls nodeId={nodeId} name={name} />
      <details className={classes.more}>
        <summary>{t`Take out of use`}</summary>
        <Retirement nodeId={nodeId} name={name} />
      </details>
    </Stack>
  );
}

function AsItStands({ nodeId, name, state }: { nodeId: number; name: string; state: Provisioning }) {
  const [version, setVersion] = useState<TrunkVersion | null>(null);
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => healTrunk(nodeId, name),
    onSuccess: setVersion,
  });
  const ended = useEnded(nodeId, name, version);
  const job = useJob(version?.job_id);
  const changed = (state.drift ?? []).length > 0;
  return (
    <Stack>
      {state.why_unasked && (
        <Alert color="warn" icon={<IconWarn />} title={t`Asterisk could not be compared`}>
          {state.why_unasked}
        </Alert>
      )}
      {changed && (
        <Alert color="warn" icon={<IconWarn />} title={t`Changed on the box by hand`}>
          <Text size="sm">
            {t`Asterisk has something else than Pronto has written. Look at it below; then write it again, or change the trunk here.`}
          </Text>
          <Button mt="sm" loading={isPending || (version !== null && !ended)} onClick={() => mutate()}>
            {t`Write it again`}
          </Button>
        </Alert>
      )}
      {error && <ProblemAlert problem={asProblem(error)} />}
      {job?.status === 'failed' && (
        <Alert color="stop" icon={<IconStop />} role="alert" title={t`Writing it again did not succeed`}>
          <Text size="sm" data-from="api">
            {job.message}
          </Text>
        </Alert>
      )}
      {!changed && state.drift && <State tone="ok">{t`Asterisk has what Pronto has written.`}</State>}
      {changed && (
        <Changes
          changes={state.drift ?? []}
          caption={t`What was changed by hand`}
          before={t`Written by Pronto`}
          after={t`Now in Asterisk`}
          nothing=""
        />
      )}
      <Tabs defaultValue="wanted">
        <Tabs.List>
          <Tabs.Tab value="wanted">{t`Written by Pronto`}</Tabs.Tab>
          {state.found !== null && <Tabs.Tab value="found">{t`Now in Asterisk`}</Tabs.Tab>}
        </Tabs.List>
        <Tabs.Panel value="wanted" pt="sm">
          <ConfText text={state.wanted} label={t`Written by Pronto`} />
        </Tabs.Panel>
        <Tabs.Panel value="found" pt="sm">
          <ConfText text={state.found ?? ''} label={t`Now in Asterisk`} />
        </Tabs.Panel>
      </Tabs>
      <ProviderProof nodeId={nodeId} name={name} />
      <Verify nodeId={nodeId} name={name} />
      <TestCalls nodeId={nodeId} name={name} />
    </Stack>
  );
}

/** Ask the carrier now. */
function Verify({ nodeId, name }: { nodeId: number; name: string }) {
  const { mutate, isPending, data, error } = useMutation({ mutationFn: () => verifyTrunk(nodeId, name) });
  return (
    <Stack gap="xs">
      <Group>
        <Button variant="default" loading={isPending} onClick={() => mutate()}>
          {t`Ask the carrier now`}
        </Button>
      </Group>
      <div role="status">
        {error && <ProblemAlert problem={asProblem(error)} />}
        {data && <Outcome steps={data.steps} label={t`What the carrier answers`} />}
      </div>
    </Stack>
  );
}

function TestCalls({ nodeId, name }: { nodeId: number; name: string }) {
  const { data: trunks = [] } = useQuery(trunksQuery);
  const mine = trunks.filter((one) => one.node_id === nodeId && one.name === name);
  return mine.length > 0 ? <TestCallForm nodeId={nodeId} trunks={mine} /> : null;
}

const TONES: Record<TrunkVersion['state'], Tone> = {
  standing: 'ok',
  failed: 'stop',
  replaced: 'rest',
  queued: 'brand',
  applying: 'brand',
};

function Versions({ nodeId, name, state }: { nodeId: number; name: string; state: Provisioning }) {
  const queries = useQueryClient();
  const [version, setVersion] = useState<TrunkVersion | null>(null);
  const [looked, setLooked] = useState<number | null>(null);
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => rollBackTrunk(nodeId, name),
    onSuccess: (made) => {
      setVersion(made);
      void queries.invalidateQueries({ queryKey: provisioningQuery(nodeId, name).queryKey });
    },
  });
  const ended = useEnded(nodeId, name, version);
  const isStanding = state.standing !== null && state.retired_at === null;
  const before = isStanding ? state.versions.find((one) => one.state === 'replaced') : undefined;
  const chosen = state.versions.find(({ id }) => id === looked);
  const goBack = async () => {
    const number = before?.number ?? 0;
    const yes = await confirm({
      title: t`Go back to version ${number}?`,
      body: t`Its settings are written into Asterisk and proven, as a change is. Live calls go on.`,
      action: t`Go back`,
    });
    if (yes) mutate();
  };
  return (
    <Stack>
      {error && <ProblemAlert problem={asProblem(error)} />}
      {ended && (
        <Alert
          color={ended.state === 'standing' ? 'ok' : 'stop'}
          icon={ended.state === 'standing' ? <IconOk /> : <IconWarn />}
          title={ended.state === 'standing' ? t`The trunk is up` : t`The trunk did not come up`}
        >
          <Outcome steps={ended.outcome} label={t`What was done`} />
        </Alert>
      )}
      {state.retired_at === null && (
        <Group>
          <Button
            variant="default"
            disabled={!before}
            loading={isPending || (version !== null && !ended)}
            onClick={() => void goBack()}
          >
            {before ? t`Go back to version ${before.number}` : t`Go back`}
          </Button>
        </Group>
      )}
      <DataTable
        id="trunk-versions"
        caption={t`Versions`}
        rows={state.versions}
        keyOf={(one) => one.id}
        empty={<EmptyYet title={t`There is no version yet`} />}
        columns={[
          { id: 'number', header: t`Version`, cell: (one) => one.number },
          {
            id: 'state',
            header: t`State`,
            cell: (one) => <State tone={TONES[one.state]}>{stateText(one.state)}</State>,
          },
          { id: 'hosts', header: t`Address`, cell: (one) => one.settings.hosts.join(', ') },
          { id: 'made', header: t`Made`, cell: (one) => dateAndTime(new Date(one.made_at)) },
          { id: 'actor', header: t`By`, cell: (one) => actorName(one.actor) },
          {
            id: 'look',
            header: t`What was done`,
            cell: (one) =>
              one.outcome.length > 0 && (
                <Button size="compact-sm" variant="subtle" onClick={() => setLooked(one.id)}>
                  {t`Version ${one.number}: look`}
                </Button>
              ),
          },
        ]}
      />
      {chosen && <Outcome steps={chosen.outcome} label={t`What was done with version ${chosen.number}`} />}
    </Stack>
  );
}

function stateText(state: TrunkVersion['state']): string {
  const words: Record<TrunkVersion['state'], string> = {
    standing: t`stands`,
    failed: t`did not come up`,
    replaced: t`stood before`,
    queued: t`waits`,
    applying: t`is being written`,
  };
  return words[state];
}
