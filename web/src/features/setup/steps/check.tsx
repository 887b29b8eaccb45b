import { t } from '@lingui/core/macro';
import { Button, Group, Select, Stack, Text, TextInput, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { type Agent, agentsQuery, logInAgent } from '@/api/agents';
import { FILES, listQuery } from '@/api/lists';
import { asProblem } from '@/api/problem';
import { askRegister, loadAnswer, type ResultForm } from '@/api/registers';
import { meQuery } from '@/api/session';
import { setupQuery } from '@/api/setup';
import { FileUpload } from '@/features/file-upload';
import { SignInLink } from '@/features/people';
import { useConfirmed } from '@/features/session';
import { phoneText } from '@/features/test-call';
import { AnswerTime } from '@/ui/AnswerTime';
import { EmptyDone, EmptyYet } from '@/ui/Empty';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { State } from '@/ui/State';
import { saveFile } from '@/ui/save-file';
import { Facts } from '../Facts';
import type { StepShown } from '../setup';

/** Everything that would stop or delay the first call, and the two things that are mended right here. */
export function CheckStep({ setup, step }: StepShown) {
  const { data: list } = useQuery({ ...listQuery(setup.list_id), enabled: setup.list_id > 0 });
  if (!setup.list_id) {
    return <EmptyYet title={t`First the list`}>{t`What is checked is the campaign with its list.`}</EmptyYet>;
  }
  return (
    <>
      {step.facts.length === 0 && <EmptyDone title={t`Nothing is in the way`} />}
      <Facts facts={step.facts} label={t`What is found before the start`} />
      {list && <Registers key={list.value.country} listId={setup.list_id} country={list.value.country} />}
      <AgentsAtWork campaignId={setup.campaign_id} />
    </>
  );
}

/** Log in those who take the first calls. */
export function AgentsAtWork({ campaignId }: { campaignId: number }) {
  const queries = useQueryClient();
  const { data: me } = useSuspenseQuery(meQuery);
  const { data: agents } = useQuery({ ...agentsQuery, refetchInterval: 4000 });
  const hiding = agents?.find(({ locked_by }) => locked_by)?.locked_by;
  const { mutate, variables, isPending, isSuccess, error } = useMutation({
    mutationFn: (agentId: number) => logInAgent(agentId, campaignId),
    onSettled: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: agentsQuery.queryKey }),
        queries.invalidateQueries({ queryKey: setupQuery.queryKey }),
      ]),
  });
  return (
    <section aria-label={t`Agents at work`}>
      <Stack gap="xs" maw={560}>
        <Title order={3} size="h4">{t`Agents at work`}</Title>
        <Text size="sm">{t`Once logged in, the phone rings: pick up and stay on the line. Calls come to it one by one. Agents in the browser log in on their own page, by their sign-in link.`}</Text>
        {hiding && (
          <Text size="sm">{t`Who is logged in is not shown by name: ${hiding} forbids it. What is found above says whether somebody is.`}</Text>
        )}
        {error && <ProblemAlert problem={asProblem(error)} />}
        {(agents ?? []).map((agent) => (
          <AgentLine key={agent.id} agent={agent}>
            {(agent.wish && agent.wish !== 'logged_out') || (isSuccess && variables === agent.id) ? (
              <State tone="ok">{t`logged in`}</State>
            ) : agent.leg_kind === 'browser' ? (
              me.permissions.includes('user.write') && <SignInLink me={me} agent={agent} />
            ) : (
              <Button
                size="xs"
                variant="default"
                onClick={() => mutate(agent.id)}
                loading={isPending && variables === agent.id}
                aria-label={t`Log in ${agent.display_name || agent.name}`}
              >
                {t`Log in`}
              </Button>
            )}
          </AgentLine>
        ))}
      </Stack>
    </section>
  );
}

/** An agent with the phone, and what can be done for them. */
export function AgentLine({ agent, children }: { agent: Agent; children: ReactNode }) {
  return (
    <Group justify="space-between">
      <Text>
        {agent.display_name || agent.name}{' '}
        <Text span c="dimmed" size="sm">
          {phoneText(agent)}
        </Text>
      </Text>
      {children}
    </Group>
  );
}

const REGISTERS = ['RPO', 'TPS', 'CTPS', 'NDNC'];
const REGISTER_OF: Readonly<Record<string, string>> = { GB: 'TPS', US: 'NDNC' };

/** Ask a register of objections by file, and load what it answers. */
function Registers({ listId, country }: { listId: number; country: string }) {
  const { data: me } = useSuspenseQuery(meQuery);
  const queries = useQueryClient();
  const confirmed = useConfirmed(me);
  const [register, setRegister] = useState<string | null>(REGISTER_OF[country] ?? 'RPO');
  const [form, setForm] = useState<ResultForm>('listed');
  const [receipt, setReceipt] = useState('');
  const [at, setAt] = useState('');
  const ask = useMutation({
    mutationFn: () => confirmed(() => askRegister(listId, register ?? '')),
    onSuccess: ({ file, scrub }) => saveFile(file, `${register}-${scrub}.csv`),
  });
  const load = useMutation({
    mutationFn: (file: File | null) => loadAnswer(ask.data?.scrub ?? 0, file, { form, receipt, at }),
    onSuccess: () => queries.invalidateQueries({ queryKey: setupQuery.queryKey }),
  });
  const failure = ask.error ?? load.error;
  return (
    <section aria-label={t`Register of objections`}>
      <Stack gap="sm" maw={560}>
        <Title order={3} size="h4">{t`Register of objections`}</Title>
        <Text size="sm">
          {t`Where the check asks for it: download the numbers, send them to the register, and load what comes back.`}
        </Text>
        {failure && <ProblemAlert problem={asProblem(failure)} />}
        <Group align="flex-end">
          <Select
            label={t`Register`}
            data={REGISTERS}
            value={register}
            onChange={setRegister}
            allowDeselect={false}
          />
          <Button variant="default" onClick={() => ask.mutate()} loading={ask.isPending} disabled={!register}>
            {t`Download the numbers`}
          </Button>
        </Group>
        {ask.data && !load.data && (
          <>
            <TextInput
              label={t`Receipt`}
              description={t`The register's own reference of its answer.`}
              value={receipt}
              onChange={(event) => setReceipt(event.currentTarget.value)}
              maxLength={200}
              required
            />
            <AnswerTime value={at} onChange={setAt} />
            {receipt.trim() && (
              <>
                <Select
                  label={t`What the rows of the answer mean`}
                  data={[
                    { value: 'listed', label: t`these numbers are in the register` },
                    { value: 'free', label: t`these numbers may be called` },
                    { value: 'flags', label: t`each row says which` },
                  ]}
                  value={form}
                  onChange={(value) => setForm((value ?? 'listed') as ResultForm)}
                  allowDeselect={false}
                />
                <FileUpload
                  label={t`Answer of the register`}
                  accept={FILES}
                  onFile={(file) => load.mutate(file)}
                  sending={load.isPending ? { name: register ?? '', share: 1 } : null}
                />
                <Group>
                  <Button variant="default" onClick={() => load.mutate(null)} loading={load.isPending}>
                    {t`The register lists none of them`}
                  </Button>
                </Group>
              </>
            )}
          </>
        )}
        <div role="status">{load.data && <State tone="ok">{t`The answer is loaded.`}</State>}</div>
      </Stack>
    </section>
  );
}
