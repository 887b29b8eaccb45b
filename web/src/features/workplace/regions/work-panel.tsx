import { t } from '@lingui/core/macro';
import { Button, Group, Text } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { ConflictCard } from '@/features/cards';
import { type Conflict, conflictTitle } from '../conflict';
import { useDesk } from '../desk';
import type { Contact } from '../interaction';
import { hasPerson } from '../screen';
import classes from '../workplace.module.css';
import { ContactPanel } from './contact-panel';
import { Promises } from './promises';
import { MessageForm, TaskForm, type WorkForm } from './work-forms';

interface Shown {
  contact: Contact;
  conflict: Conflict;
  hasScript: boolean;
  form: WorkForm | null;
  onForm: (form: WorkForm | null) => void;
}

/** E: what is worked on besides the talk: while one waits, the promises that are due. */
export function WorkPanel({ contact, conflict, hasScript, form, onForm }: Shown) {
  const { moment } = useDesk();
  const [done, setDone] = useState('');
  const before = useRef<WorkForm | null>(null);
  const buttons = useRef<HTMLDivElement>(null);
  const { interaction, person } = contact;
  // Whoever leaves a form goes on where it was opened.
  useEffect(() => {
    if (form) setDone('');
    else if (before.current) buttons.current?.querySelector<HTMLElement>(`[data-form=${before.current}]`)?.focus();
    before.current = form;
  }, [form]);
  const Form = form === 'task' ? TaskForm : MessageForm;
  return (
    <section className={classes.work} data-region="work" tabIndex={-1} aria-label={t`To do`}>
      {conflict.isOffered && (
        <Button
          size="compact-sm"
          variant="default"
          mb="xs"
          aria-expanded={conflict.isOpen}
          onClick={conflict.isOpen ? conflict.close : conflict.open}
        >
          {conflictTitle()}
        </Button>
      )}
      {conflict.isOpen && <ConflictCard title={conflictTitle()} onClose={conflict.close} />}
      {!hasPerson(moment) && <Promises />}
      {hasPerson(moment) && form && interaction && person && (
        <Form
          key={form}
          interaction={interaction}
          person={person}
          onDone={(said) => {
            onForm(null);
            setDone(said);
          }}
          onClose={() => onForm(null)}
          onOpen={onForm}
          onKnown={contact.know}
        />
      )}
      {hasPerson(moment) && !form && (
        <>
          {interaction && person && (
            <Group ref={buttons} gap={6} mb="xs">
              <Button size="compact-sm" variant="default" data-form="task" onClick={() => onForm('task')}>
                {t`Promise…`}
              </Button>
              {!person.is_withheld && (
                <Button size="compact-sm" variant="default" data-form="message" onClick={() => onForm('message')}>
                  {t`Write an e-mail…`}
                </Button>
              )}
            </Group>
          )}
          <Text size="sm" role="status">
            {done}
          </Text>
          {contact.shown && <Promises personId={contact.shown.id} />}
          <ContactPanel contact={contact} hasScript={hasScript} />
        </>
      )}
    </section>
  );
}
