import { t } from '@lingui/core/macro';
import { Button, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { memo, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { promisesQuery } from '@/api/promises';
import type { Me } from '@/api/session';
import { becomeReady, pause } from '@/api/workplace';
import type { DisposedTalk } from '@/features/day';
import { PhoneStrip, usePhone, useVoiceShare } from '@/features/phone';
import type { ScriptRunHandle } from '@/features/script-run';
import { EmptyYet } from '@/ui/Empty';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { Announcer } from './announcer';
import { Banners, OnlyShown } from './banners';
import { conflictTitle, useConflict } from './conflict';
import { DeskProvider, useDesk, useWork } from './desk';
import { Audio } from './dialogs/audio';
import { type Command, CommandBar } from './dialogs/command-bar';
import { Correction } from './dialogs/correction';
import { EndOfShift, MyDay, PauseChoice, SomethingWrong, WhatIsRecorded } from './dialogs/day-dialogs';
import { DialByHand } from './dialogs/dial';
import { CorrectTalk, Finish, type LeftTalk } from './dialogs/finish';
import { KeyList } from './dialogs/key-list';
import { Lock } from './dialogs/lock';
import { ShiftPlan } from './dialogs/plan';
import { dropOldDrafts } from './drafts';
import { focusRegion, land, noteFocus, useLanding } from './focus';
import { useLock } from './idle';
import type { Keymap } from './keys/keymap';
import { ACTIONS } from './keys/keymap';
import { keyText, labelOf } from './keys/labels';
import { useKeymap, useKeys } from './keys/use-keys';
import { LogIn } from './log-in';
import { useNameLead } from './name-lead';
import { useOneWindow } from './one-window';
import { pauseEnds } from './pause-end';
import { PromisesDue } from './promises-due';
import { Dispositions } from './regions/dispositions';
import { CallControls, NoteField, PreviewControls } from './regions/foot';
import { History } from './regions/history';
import { PersonLine } from './regions/person-line';
import { Script } from './regions/script';
import { StatusBar } from './regions/status-bar';
import { UndoLine } from './regions/undo-line';
import type { WorkForm } from './regions/work-forms';
import { WorkPanel } from './regions/work-panel';
import { canDispose, hasPerson, inCall, type Moment } from './screen';
import { useTalk } from './talk';
import { TeamMessages } from './team-messages';
import { endWords } from './words';
import classes from './workplace.module.css';

/** The phone in this page: there as long as an agent works at it, also in a page that was opened meanwhile. */
function usePhoneOfWork(moment: Moment) {
  const { agentId, agent } = useDesk();
  const phone = usePhone();
  const { state, isElsewhere, connect, disconnect, expectVoice } = phone;
  const before = useRef(moment);
  const isWanted = moment !== 'logged_out' && agent?.value.leg_kind === 'browser';
  useEffect(() => {
    if (isWanted && state === 'off' && !isElsewhere) void connect(agentId);
  }, [isWanted, state, isElsewhere, connect, agentId]);
  // At the log-in one calls oneself; later nobody may be on the line.
  useEffect(() => expectVoice(moment === 'talking' || moment === 'logged_out'), [moment, expectVoice]);
  useEffect(() => {
    if (before.current !== 'logged_out' && moment === 'logged_out') disconnect();
    before.current = moment;
  }, [moment, disconnect]);
  return phone;
}

/** The agent's workplace: phone, person, script, disposition, promises on one page. */
export function Workplace({ me }: { me: Me }) {
  if (me.agent_id === null)
    return (
      <main>
        <EmptyYet
          title={t`You are no agent here`}
          action={
            <Button component="a" href="/">
              {t`To the console`}
            </Button>
          }
        >
          {t`Whoever manages the users can say which agent you are.`}
        </EmptyYet>
      </main>
    );
  return <DeskOf me={me} agentId={me.agent_id} />;
}

function DeskOf({ me, agentId }: { me: Me; agentId: number }) {
  const work = useWork(me, agentId);
  const [keymap, changeKeys] = useKeymap(me.id);
  const [dialog, setDialog] = useState<string | null>(null);
  const open = useCallback((name: string | null) => {
    if (name) noteFocus();
    setDialog(name);
  }, []);
  useEffect(() => {
    void dropOldDrafts(Date.now()).catch(() => {});
  }, []);
  const desk = useMemo(() => ({ ...work, keymap, open }), [work, keymap, open]);
  return (
    <DeskProvider value={desk}>
      <Page dialog={dialog} changeKeys={changeKeys} />
    </DeskProvider>
  );
}

interface PageShown {
  dialog: string | null;
  changeKeys: (keymap: Keymap | null) => void;
}

const Page = memo(function Page({ dialog, changeKeys }: PageShown) {
  const desk = useDesk();
  const { agentId, moment, campaign, keymap, problem, forget, run, open, pending } = desk;
  const talk = useTalk();
  const conflict = useConflict(talk.contact);
  const phone = usePhoneOfWork(moment);
  const hasPhoneHere = moment !== 'logged_out' && desk.agent?.value.leg_kind === 'browser';
  useVoiceShare(agentId, moment === 'talking' && phone.state === 'up', phone.isMuted);
  const { data: promises = [] } = useQuery({ ...promisesQuery(agentId), enabled: moment !== 'logged_out' });
  const [locked, lock, isAsking] = useLock({
    me: desk.me,
    asks: moment !== 'paused',
    mayLock: !inCall(moment) && moment !== 'logged_out',
    onLocked: () => {
      noteFocus();
      open(null);
    },
    onLock: () => {
      if (moment !== 'logged_out' && moment !== 'paused') void run('pause', () => pause(agentId, 'screen_locked'));
    },
  });
  const [isHere, takeOver] = useOneWindow(agentId);
  const isShut = locked || !isHere;
  useEffect(() => {
    if (!isHere) open(null);
  }, [isHere, open]);
  useLanding(moment, dialog === null && !isShut);
  const [unfinished, setUnfinished] = useState<LeftTalk | null>(null);
  const [from, setFrom] = useState<string | null>(null); // the dialog in which a talk was chosen
  const [disposed, setDisposed] = useState<DisposedTalk | null>(null);
  const [form, setForm] = useState<WorkForm | null>(null);
  const script = useRef<ScriptRunHandle>(null);
  const present = useRef(moment);
  useLayoutEffect(() => {
    present.current = moment;
  }, [moment]);
  const attemptId = desk.screen?.attempt_id;
  useNameLead(agentId, attemptId, moment);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is written to one person is not written to the next
  useEffect(() => setForm(null), [attemptId]);

  const acts = {
    ...talk.acts,
    command_bar: () => open('commands'),
    next_region: () => focusRegion(1),
    previous_region: () => focusRegion(-1),
    lock: () => lock(true),
    ...(hasPerson(moment) && talk.hasScript
      ? { script_next: () => script.current?.next(), script_back: () => script.current?.back() }
      : {}),
    ...(phone.state === 'up' ? { mute: () => phone.mute(!phone.isMuted) } : {}),
    ...(hasPhoneHere ? { audio: () => open('audio') } : {}),
    ...(moment !== 'logged_out' && moment !== 'paused' ? { pause_after: () => open('pause') } : {}),
  };
  // A talk of the day is finished in a dialog, and can be undone there.
  const canUndoIn = dialog === null || dialog === 'day' || dialog === 'end';
  useKeys(keymap, acts, (action) => !isShut && (action === 'undo' ? canUndoIn : dialog === null));
  const close = () => open(null);
  const finish = (one: LeftTalk) => {
    setUnfinished(one);
    setFrom(dialog);
    open('finish');
  };
  const correct = (one: DisposedTalk) => {
    setDisposed(one);
    setFrom(dialog);
    open('correct_talk');
  };

  const commands: Command[] = [
    ...ACTIONS.filter((action) => acts[action as keyof typeof acts] && action !== 'command_bar').map((action) => ({
      id: action,
      label: labelOf(action),
      key: keymap[action].map(keyText).join(', '),
      act: () => acts[action as keyof typeof acts]?.(),
    })),
    ...(moment === 'paused' || moment === 'recovery_break'
      ? [{ id: 'ready', label: t`Ready`, act: () => void run('ready', () => becomeReady(agentId)) }]
      : []),
    ...pauseEnds(desk),
    ...(moment === 'ready' ? [{ id: 'dial', label: t`Call somebody by hand`, act: () => open('dial') }] : []),
    ...(hasPerson(moment) && talk.contact.person
      ? [
          {
            id: 'task',
            label: t`Promise something`,
            also: t`task, I'll send it, I'll ask`,
            act: () => setForm('task'),
          },
          ...(talk.contact.person.is_withheld
            ? []
            : [
                { id: 'message', label: t`Write an e-mail`, also: t`message, send`, act: () => setForm('message') },
              ]),
        ]
      : []),
    ...(moment !== 'logged_out'
      ? [
          {
            id: 'conflict',
            label: conflictTitle(),
            also: t`de-escalation, conflict, calm, card`,
            act: conflict.open,
          },
        ]
      : []),
    ...(talk.last ? [{ id: 'correct', label: t`Correct the disposition`, act: () => open('correct') }] : []),
    ...(moment !== 'logged_out'
      ? [
          { id: 'plan', label: t`Plan of the shift`, act: () => open('plan') },
          { id: 'end', label: t`End work…`, also: t`log out, end of the shift`, act: () => open('end') },
        ]
      : []),
    {
      id: 'report',
      label: t`Something is wrong here`,
      also: t`script, price, list, line`,
      act: () => open('report'),
    },
    { id: 'recorded', label: t`What the system records about me`, act: () => open('recorded') },
    { id: 'day', label: t`My day`, also: t`promises, figures`, act: () => open('day') },
    { id: 'keys', label: t`Keys`, also: t`help, shortcuts`, act: () => open('keys') },
  ];

  return (
    <>
      {!isHere && !locked && (
        <OnlyShown
          onTakeOver={async () => {
            await takeOver();
            await phone.takeOver();
          }}
        />
      )}
      <div className={classes.page} inert={isShut} aria-hidden={locked || undefined}>
        <StatusBar promises={promises.length} extra={<PhoneStrip />} />
        <Banners isAsking={isAsking} />
        <TeamMessages />
        <PromisesDue />
        <PersonLine contact={talk.contact} identity={talk.identity} />
        {moment === 'logged_out' ? (
          <main className={classes.alone}>
            {problem && <ProblemAlert problem={problem} />}
            <LogIn />
          </main>
        ) : (
          <>
            <main className={classes.middle} data-alone={hasPerson(moment) ? undefined : ''}>
              {hasPerson(moment) && <History contact={talk.contact} />}
              <Script talk={talk} script={script} onFinish={finish} />
              <WorkPanel
                contact={talk.contact}
                conflict={conflict}
                hasScript={talk.hasScript}
                form={form}
                onForm={setForm}
              />
            </main>
            <section className={classes.foot} data-region="foot" tabIndex={-1} aria-label={t`Note and disposition`}>
              {problem && dialog === null && (
                <div>
                  <ProblemAlert problem={problem} />
                  <Button size="compact-sm" variant="subtle" onClick={forget}>
                    {t`Dismiss`}
                  </Button>
                </div>
              )}
              {hasPerson(moment) && moment !== 'preview' && moment !== 'call_back' && (
                <NoteField note={talk.note} />
              )}
              {moment === 'preview' && <PreviewControls />}
              {moment === 'wrap_up' && desk.screen?.ended_by && (
                <Text size="sm" role="status">
                  {endWords(desk.screen.ended_by)}
                </Text>
              )}
              {canDispose(moment) && campaign && attemptId && (
                <Dispositions
                  key={attemptId}
                  attemptId={attemptId}
                  dispositions={campaign.dispositions}
                  given={talk.given}
                  present={talk.present}
                  suggested={talk.suggested}
                  onSay={async (said) => {
                    // The talk goes on: the next digit is the script's.
                    if ((await talk.say(said)) && present.current === 'talking') land('talking');
                  }}
                  onLack={talk.onLack}
                  onFacts={talk.contact.change}
                  busy={pending === 'dispose'}
                  endedAt={talk.endedAt}
                />
              )}
              {talk.last && !hasPerson(moment) && (
                <div className={classes.controls}>
                  <Text size="sm">{t`Last call: ${talk.last.name}, “${talk.last.label}”`}</Text>
                  <Button size="compact-sm" variant="default" onClick={() => open('correct')}>
                    {t`Correct…`}
                  </Button>
                </div>
              )}
              <CallControls acts={acts} isMuted={phone.isMuted} />
            </section>
          </>
        )}
        {canUndoIn && <UndoLine talk={talk} onFinish={finish} />}
        <Announcer />
      </div>
      {locked && <Lock onOpen={() => lock(false)} />}
      {dialog === 'commands' && <CommandBar commands={commands} onClose={close} />}
      {dialog === 'keys' && <KeyList onChange={changeKeys} onClose={close} />}
      {dialog === 'pause' && <PauseChoice onClose={close} />}
      {dialog === 'plan' && <ShiftPlan onClose={close} />}
      {dialog === 'day' && <MyDay onClose={close} onFinish={finish} onCorrect={correct} />}
      {dialog === 'end' && <EndOfShift onClose={close} onFinish={finish} onCorrect={correct} />}
      {dialog === 'finish' && unfinished && (
        <Finish talk={unfinished} onGiven={talk.remember} onClose={() => open(from)} />
      )}
      {dialog === 'correct_talk' && disposed && (
        <CorrectTalk talk={disposed} onGiven={talk.remember} onClose={() => open(from)} />
      )}
      {dialog === 'audio' && <Audio onClose={close} />}
      {dialog === 'recorded' && <WhatIsRecorded onClose={close} />}
      {dialog === 'report' && <SomethingWrong onClose={close} />}
      {dialog === 'dial' && <DialByHand onClose={close} />}
      {dialog === 'correct' && talk.last && (
        <Correction last={talk.last} onCorrected={talk.corrected} onClose={close} />
      )}
      {talk.closing && (
        <div role="status" className={classes.closing}>
          <Title order={2} size="h4">
            {t`Never again: it holds from now on`}
          </Title>
          <p
            className={classes.aloud}
          >{t`“We will not call you again. I apologise for the disturbance. Goodbye.”`}</p>
        </div>
      )}
    </>
  );
});
