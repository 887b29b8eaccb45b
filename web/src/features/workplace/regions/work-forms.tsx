import { t } from '@lingui/core/macro';
import { Button, Group, NativeSelect, Stack, Text, Textarea, TextInput, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { addEmail, type Interaction, type Person } from '@/api/interactions';
import { asProblem } from '@/api/problem';
import { createTask, messageTemplatesQuery, sendMessage, type TaskKind } from '@/api/promises';
import { Loading } from '@/ui/Loading';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { dateAndTime } from '@/words/format';
import { useDesk } from '../desk';
import { slots } from '../disposition';
import classes from '../workplace.module.css';
import { wordsOf } from './callback-choice';
import { Choice } from './dispositions';
import { taskWords } from './promises';

/** What an agent can do for a person besides the talk. */
export type WorkForm = 'task' | 'message';

interface Shown {
  interaction: Interaction;
  person: Person;
  /** It is done, and this is what is said of it. */
  onDone: (said: string) => void;
  onClose: () => void;
  onOpen: (form: WorkForm) => void;
  /** More is known of the person now. */
  onKnown: (person: Person) => void;
}

const KINDS: readonly TaskKind[] = ['send', 'ask', 'check', 'call'];

/** A form in the place of the panel; Escape leaves it. */
function Sheet({ title, onClose, children }: { title: string; onClose: () => void; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape leaves the form from each of its fields
    <div
      className={classes.sheet}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose();
      }}
    >
      <Title order={2} size="h6" mb="xs">
        {title}
      </Title>
      {children}
    </div>
  );
}

function Ends({ words, isBusy, onClose }: { words: string; isBusy: boolean; onClose: () => void }) {
  return (
    <Group gap="xs">
      <Button type="submit" size="xs" loading={isBusy}>
        {words}
      </Button>
      <Button size="xs" variant="default" onClick={onClose}>
        {t`Cancel`}
      </Button>
    </Group>
  );
}

/** "I'll send it", "I'll ask": what, until when, and a few words, each by a digit and the last by writing. */
export function TaskForm({ interaction, person, onDone, onClose }: Shown) {
  const { agentId } = useDesk();
  const queries = useQueryClient();
  const form = useRef<HTMLFormElement>(null);
  const [offered] = useState(() => slots(new Date()));
  const [kind, setKind] = useState<TaskKind>('send');
  const [due, setDue] = useState(offered[0]);
  const [note, setNote] = useState('');
  const { mutate, isPending, error } = useMutation({
    mutationFn: (at: Date) =>
      createTask({
        kind,
        note: note.trim(),
        due_at: at.toISOString(),
        person_id: person.id,
        interaction_id: interaction.id,
      }),
    onSuccess: (_, at) => {
      void queries.invalidateQueries({ queryKey: ['agent', agentId] });
      void queries.invalidateQueries({ queryKey: ['person', person.id] });
      onDone(t`Promised until ${dateAndTime(at)}.`);
    },
  });
  const go = (selector: string) => form.current?.querySelector<HTMLElement>(selector)?.focus();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (due) mutate(due.at);
  };
  return (
    <Sheet title={t`Promise something`} onClose={onClose}>
      <form ref={form} onSubmit={submit}>
        <Stack gap="xs">
          {error && <ProblemAlert problem={asProblem(error)} />}
          <Choice
            label={t`What will you do?`}
            items={KINDS.map((one) => ({ id: one, label: taskWords(one) }))}
            pressed={kind}
            onChoose={(index) => {
              setKind(KINDS[index] ?? 'send');
              go('[data-until] button');
            }}
            takesFocus
          />
          <div data-until>
            <Choice
              label={t`Until when?`}
              items={offered.map((slot) => ({ id: slot.id, label: wordsOf(slot) }))}
              pressed={due?.id ?? null}
              onChoose={(index) => {
                setDue(offered[index] ?? due);
                go('input');
              }}
            />
          </div>
          <TextInput
            size="xs"
            label={t`What exactly`}
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
            maxLength={2000}
            required
          />
          <Ends words={t`Promise it`} isBusy={isPending} onClose={onClose} />
        </Stack>
      </form>
    </Sheet>
  );
}

/** An e-mail by template; where none can be sent, why, and what can be promised instead. */
export function MessageForm({ interaction, person, onDone, onClose, onOpen, onKnown }: Shown) {
  const { agentId } = useDesk();
  const queries = useQueryClient();
  const { data, error: unread } = useQuery(messageTemplatesQuery);
  const templates = data?.filter((one) => one.takes_text); // the others Pronto writes itself
  const addresses = person.points.filter((one) => one.kind === 'email');
  const [name, setName] = useState<string | null>(null);
  const [to, setTo] = useState(() => (addresses.find((one) => one.preferred) ?? addresses[0])?.value ?? null);
  const [text, setText] = useState('');
  const template = templates?.find((one) => one.name === name) ?? templates?.[0];
  const form = useRef<HTMLFormElement>(null);
  const { mutate, isPending, error } = useMutation({
    mutationFn: () =>
      sendMessage(interaction.id, {
        template: template?.name ?? '',
        to,
        text: text.trim(),
      }),
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: ['agent', agentId] });
      void queries.invalidateQueries({ queryKey: ['person', person.id] });
      onDone(t`The e-mail is on its way.`);
    },
  });
  const title = t`Write an e-mail`;
  const lack = whyNone(templates?.length, addresses.length);
  const first = addresses[0]?.value ?? null;
  useEffect(() => setTo((now) => now ?? first), [first]);
  if (unread || templates === undefined)
    return (
      <Sheet title={title} onClose={onClose}>
        {unread ? <ProblemAlert problem={asProblem(unread)} /> : <Loading />}
      </Sheet>
    );
  if (lack)
    return (
      <Sheet title={title} onClose={onClose}>
        <NoEmail lack={lack} person={person} onKnown={onKnown} onClose={onClose} onTask={() => onOpen('task')} />
      </Sheet>
    );
  return (
    <Sheet title={title} onClose={onClose}>
      <form
        ref={form}
        onSubmit={(event) => {
          event.preventDefault();
          mutate();
        }}
      >
        <Stack gap="xs">
          {error && <ProblemAlert problem={asProblem(error)} />}
          <Choice
            label={t`Template`}
            items={templates.map((one) => ({ id: one.name, label: one.title }))}
            pressed={template?.name ?? null}
            onChoose={(index) => {
              setName(templates[index]?.name ?? null);
              form.current?.querySelector('textarea')?.focus();
            }}
            takesFocus
          />
          {addresses.length > 1 ? (
            <NativeSelect
              size="xs"
              label={t`To`}
              data={addresses.map((one) => one.value)}
              value={to ?? ''}
              onChange={(event) => setTo(event.currentTarget.value)}
            />
          ) : (
            <Text size="sm">{t`To ${to ?? ''}`}</Text>
          )}
          <Textarea
            size="xs"
            label={t`Text`}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            maxLength={5000}
            rows={5}
            required
          />
          <Ends words={t`Send`} isBusy={isPending} onClose={onClose} />
        </Stack>
      </form>
    </Sheet>
  );
}

type Lack = 'server' | 'address';

/** Why no e-mail can be written; null if one can. */
function whyNone(templates: number | undefined, addresses: number): Lack | null {
  if (templates === 0) return 'server';
  return addresses === 0 ? 'address' : null;
}

/** An address as the person says it, kept with what is known of them. */
function NewAddress({ person, onKnown }: Pick<Shown, 'person' | 'onKnown'>) {
  const [address, setAddress] = useState('');
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => addEmail(person, address.trim()),
    onSuccess: onKnown,
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        mutate();
      }}
    >
      {error && <ProblemAlert problem={asProblem(error)} />}
      <Group gap="xs" align="end">
        <TextInput
          size="xs"
          type="email"
          label={t`E-mail address`}
          value={address}
          onChange={(event) => setAddress(event.currentTarget.value)}
          maxLength={254}
          required
        />
        <Button type="submit" size="xs" loading={isPending}>
          {t`Keep it`}
        </Button>
      </Group>
    </form>
  );
}

interface LacksShown extends Pick<Shown, 'person' | 'onKnown' | 'onClose'> {
  lack: Lack;
  onTask: () => void;
}

function NoEmail({ lack, person, onKnown, onTask, onClose }: LacksShown) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.querySelector<HTMLElement>('input, button')?.focus(), []);
  return (
    <Stack gap="xs" ref={box}>
      <Text size="sm" role="status">
        {lack === 'server'
          ? t`No e-mail can be sent from here: no mail server is set up.`
          : t`No e-mail address of this person is known.`}
      </Text>
      {lack === 'address' && <NewAddress person={person} onKnown={onKnown} />}
      <Group gap="xs">
        <Button size="xs" variant="default" onClick={onTask}>
          {t`Promise to send it`}
        </Button>
        <Button size="xs" variant="default" onClick={onClose}>
          {t`Back`}
        </Button>
      </Group>
    </Stack>
  );
}
