import { t } from '@lingui/core/macro';
import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { retiredTrunksQuery, trunksQuery, writeTrunk } from '@/api/installation';
import { asProblem } from '@/api/problem';
import { type Provisioning, provisioningQuery, rollBackTrunk, type TrunkVersion } from '@/api/provisioning';
import { meQuery } from '@/api/session';
import { confirm } from '@/ui/Confirm';
import { IconInfo, IconWarn } from '@/ui/icons';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { dateAndTime } from '@/words/format';
import { typedOf } from './form';
import { Outcome } from './outcome';
import { TrunkWizard, useEnded } from './trunk-wizard';

interface Shown {
  nodeId: number;
  name: string;
  state: Provisioning;
}

/** A trunk that is out of use, and the way back. */
export function RetiredTrunk({ nodeId, name, state }: Shown) {
  const when = state.retired_at ? dateAndTime(new Date(state.retired_at)) : '';
  const { data: me } = useSuspenseQuery(meQuery);
  const isWritten = state.versions.length > 0;
  return (
    <Stack>
      <Alert color="rest" icon={<IconInfo />} title={t`Out of use since ${when}`}>
        <Text size="sm">{t`Nothing dials over it; calls of the past keep it.`}</Text>
        {state.standing && (
          <Text size="sm">
            {t`Asterisk could not be reached: what Pronto has written leaves it when it can be reached again.`}
          </Text>
        )}
      </Alert>
      {isWritten && <BackAsItStood nodeId={nodeId} name={name} state={state} />}
      {!isWritten && me.permissions.includes('trunk.write') && <BackOfFiles nodeId={nodeId} name={name} />}
    </Stack>
  );
}

const question = () => ({
  title: t`Bring it back?`,
  body: t`It is used again once a campaign or a group has it: those that lost it must be given it anew.`,
  action: t`Bring it back`,
});

/** Written into Asterisk again, and proven; typed anew where its password is not known any more. */
function BackAsItStood({ nodeId, name, state }: Shown) {
  const queries = useQueryClient();
  const [version, setVersion] = useState<TrunkVersion | null>(null);
  const [typing, setTyping] = useState<string | undefined>();
  const last = state.standing ?? state.versions.find((one) => one.stood_at !== null);
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => rollBackTrunk(nodeId, name),
    onSuccess: (made) => {
      setVersion(made);
      void queries.invalidateQueries({ queryKey: provisioningQuery(nodeId, name).queryKey });
    },
  });
  const ended = useEnded(nodeId, name, version);
  if (!last) return null;
  const isLocked = last.settings.user !== '' && !last.settings.has_password;
  const back = async () => {
    if (await confirm(question())) mutate();
  };
  if (typing !== undefined)
    return (
      <TrunkWizard
        initial={typedOf(nodeId, name, last.settings)}
        isNew={false}
        hasPassword={false}
        step={typing}
        onStep={setTyping}
        onDone={() => void queries.invalidateQueries({ queryKey: provisioningQuery(nodeId, name).queryKey })}
      />
    );
  return (
    <Stack>
      <Text size="sm">
        {isLocked
          ? t`Its settings are kept, but its password was forgotten after 30 days: type it again.`
          : t`Its settings are kept, with its password for 30 days: it is written into Asterisk as it stood, and proven.`}
      </Text>
      {error && <ProblemAlert problem={asProblem(error)} />}
      {ended?.state === 'failed' && (
        <Alert color="stop" icon={<IconWarn />} title={t`The trunk did not come up`}>
          <Outcome steps={ended.outcome} label={t`What was done`} />
        </Alert>
      )}
      <Group>
        {isLocked ? (
          <Button onClick={() => setTyping('fields')}>{t`Bring it back with its password`}</Button>
        ) : (
          <Button loading={isPending || (version !== null && !ended)} onClick={() => void back()}>
            {t`Bring it back`}
          </Button>
        )}
      </Group>
    </Stack>
  );
}

/** Its endpoint stands in the admin's files: only Pronto's own row comes back. */
function BackOfFiles({ nodeId, name }: { nodeId: number; name: string }) {
  const queries = useQueryClient();
  const { data: retired = [] } = useQuery(retiredTrunksQuery);
  const trunk = retired.find((one) => one.node_id === nodeId && one.name === name);
  const { mutate, isPending, error } = useMutation({
    mutationFn: async () => {
      if (!trunk) return;
      const { dial, number_format, max_channels, calls_per_second, country, provider_proof } = trunk;
      const said = { dial, max_channels, calls_per_second, country, provider_proof, enabled: true };
      await writeTrunk(nodeId, name, { ...said, number_format: number_format as 'e164' });
    },
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: trunksQuery.queryKey });
      await queries.invalidateQueries({ queryKey: provisioningQuery(nodeId, name).queryKey });
    },
  });
  const back = async () => {
    if (await confirm(question())) mutate();
  };
  return (
    <Stack>
      {error && <ProblemAlert problem={asProblem(error)} />}
      <Group>
        <Button loading={isPending} disabled={!trunk} onClick={() => void back()}>
          {t`Bring it back`}
        </Button>
      </Group>
    </Stack>
  );
}
