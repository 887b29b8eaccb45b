import { t } from '@lingui/core/macro';
import { Button, Group, Modal, Stack } from '@mantine/core';
import { logOut } from '@/api/workplace';
import {
  MyDay as Day,
  type DisposedTalk,
  IssueReport,
  PauseMenu,
  Recorded,
  type UnfinishedTalk,
} from '@/features/day';
import { voiceOfToday } from '@/features/phone';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { useDesk } from '../desk';
import { Promises } from '../regions/promises';
import { hasPerson, inCall } from '../screen';

interface Shown {
  onClose: () => void;
}

/** A pause by its reason, now or after this call. */
export function PauseChoice({ onClose }: Shown) {
  const { agentId, moment, refresh } = useDesk();
  const later = inCall(moment) || moment === 'wrap_up';
  return (
    <Modal opened onClose={onClose} title={later ? t`Pause after this call` : t`Pause`} returnFocus={false}>
      <PauseMenu
        agentId={agentId}
        later={later}
        onDone={() => {
          refresh();
          onClose();
        }}
      />
    </Modal>
  );
}

interface DayShown extends Shown {
  onFinish: (talk: UnfinishedTalk) => void;
  onCorrect: (talk: DisposedTalk) => void;
}

/** What is owed today, what was done, and what is left before one goes. */
export function MyDay({ onClose, ...shown }: DayShown) {
  return (
    <Modal opened onClose={onClose} title={t`My day`} size="lg">
      <DaySheet {...shown} />
    </Modal>
  );
}

/** The day once more, with what is left open first, before the agent goes; after the present call, if there is one. */
export function EndOfShift({ onClose, ...shown }: DayShown) {
  const { agentId, run, pending, problem } = useDesk();
  const end = async () => {
    if (await run('log_out', () => logOut(agentId))) onClose();
  };
  return (
    <Modal opened onClose={onClose} title={t`End of the shift`} size="lg">
      <Stack>
        {problem && <ProblemAlert problem={problem} />}
        <Group pt={4}>
          <Button data-autofocus onClick={() => void end()} loading={pending === 'log_out'}>
            {t`End work`}
          </Button>
          <Button variant="default" onClick={onClose}>
            {t`Cancel`}
          </Button>
        </Group>
        <DaySheet {...shown} />
      </Stack>
    </Modal>
  );
}

function DaySheet({ onFinish, onCorrect }: Omit<DayShown, 'onClose'>) {
  const { agentId, campaign, campaigns } = useDesk();
  const labelOf = (code: string, campaignId?: number) => {
    const of = campaignId === undefined ? campaign : campaigns.find(({ id }) => id === campaignId);
    return of?.dispositions.find((one) => one.code === code)?.label ?? code;
  };
  return (
    <Stack>
      <Day
        agentId={agentId}
        voice={voiceOfToday(agentId)}
        dispositionOf={labelOf}
        onFinish={onFinish}
        onCorrect={onCorrect}
      />
      <Promises />
    </Stack>
  );
}

export function WhatIsRecorded({ onClose }: Shown) {
  const { agentId } = useDesk();
  return (
    <Modal opened onClose={onClose} title={t`What the system records about me`} size="xl">
      <Recorded agentId={agentId} />
    </Modal>
  );
}

/** Something is wrong here: it goes to the managers, with the call if there is one. */
export function SomethingWrong({ onClose }: Shown) {
  const { agentId, screen, moment } = useDesk();
  return (
    <Modal opened onClose={onClose} title={t`Something is wrong here`}>
      <IssueReport agentId={agentId} attemptId={hasPerson(moment) ? screen?.attempt_id : null} onDone={onClose} />
    </Modal>
  );
}
