import { t } from '@lingui/core/macro';
import { Button, Group, TextInput, Title } from '@mantine/core';
import { useState } from 'react';
import { useDesk } from '../desk';
import type { Contact } from '../interaction';
import { type Choosable, customerTypes, needs, topics } from '../lists';
import classes from '../workplace.module.css';

/** E, in a talk: what was heard, how the person wants to be treated, and what the person says of being called. */
export function ContactPanel({ contact, hasScript }: { contact: Contact; hasScript: boolean }) {
  const { keymap } = useDesk();
  const { interaction, person, change, changeWho, permit } = contact;
  if (!interaction) return null;
  const marketing = person?.permissions.filter((one) => one.purpose === 'marketing' && !one.withdrawn_at) ?? [];
  const latest = marketing.at(-1);
  const exact = topics().find(({ code }) => code === interaction.topic);
  return (
    <div className={classes.panel}>
      <Title order={2} size="h6">
        {t`What I heard`}
      </Title>
      {!hasScript && (
        <>
          <Fact name="need" label={t`Needs`} contact={contact} />
          <Fact name="decides_alone" label={t`Who decides`} contact={contact} />
          <Fact name="by_when" label={t`By when`} contact={contact} />
        </>
      )}
      <Pick
        label={t`Topic`}
        items={topics()}
        chosen={[interaction.topic]}
        onPick={(code) => change({ topic: interaction.topic === code ? '' : code, topic_2: '' })}
      />
      {exact && exact.more.length > 0 && (
        <Pick
          label={t`Topic, more exactly`}
          items={exact.more}
          chosen={[interaction.topic_2]}
          onPick={(code) => change({ topic_2: interaction.topic_2 === code ? '' : code })}
        />
      )}
      <Pick
        label={t`Kind of customer`}
        items={customerTypes()}
        chosen={[interaction.customer_type]}
        onPick={(code) => change({ customer_type: interaction.customer_type === code ? '' : code })}
      />
      {person && (
        <>
          {!person.is_withheld && (
            <Pick
              label={t`How the person wants to be treated`}
              items={needs()}
              chosen={person.needs}
              onPick={(code) =>
                changeWho({
                  needs: person.needs.includes(code)
                    ? person.needs.filter((one) => one !== code)
                    : [...person.needs, code],
                })
              }
            />
          )}
          <Group gap={6}>
            <Button
              size="compact-sm"
              variant="default"
              aria-pressed={latest?.is_given === true}
              aria-keyshortcuts={keymap.agrees.join(' ') || undefined}
              onClick={() => permit(true)}
            >
              {t`Agrees to offers`}
            </Button>
            <Button
              size="compact-sm"
              variant="default"
              aria-pressed={latest?.is_given === false}
              aria-keyshortcuts={keymap.objects.join(' ') || undefined}
              onClick={() => permit(false)}
            >
              {t`Wants no offers`}
            </Button>
          </Group>
        </>
      )}
    </div>
  );
}

/** A fact that the person has told, in a few words; kept when the field is left. */
function Fact({ name, label, contact }: { name: string; label: string; contact: Contact }) {
  const kept = contact.interaction?.facts[name];
  const [written, setWritten] = useState<string | null>(null);
  const shown = written ?? (typeof kept === 'string' ? kept : '');
  return (
    <TextInput
      size="xs"
      label={label}
      value={shown}
      maxLength={200}
      onChange={(event) => setWritten(event.currentTarget.value)}
      onBlur={() => {
        if (written !== null && written !== (kept ?? '')) contact.change({ facts: { [name]: written || null } });
        setWritten(null);
      }}
    />
  );
}

interface PickShown<Code extends string> {
  label: string;
  items: readonly Choosable<Code>[];
  chosen: readonly string[];
  onPick: (code: Code) => void;
}

/** A few things of which one or several hold: each a button that stays pressed. */
function Pick<Code extends string>({ label, items, chosen, onPick }: PickShown<Code>) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: buttons that belong together, not fields of a form
    <div role="group" aria-label={label}>
      <div className={classes.label} aria-hidden>
        {label}
      </div>
      <div className={classes.choice}>
        {items.map(({ code, label: text }) => (
          <button
            key={code}
            type="button"
            className={classes.chip}
            aria-pressed={chosen.includes(code)}
            onClick={() => onPick(code)}
          >
            {text}
          </button>
        ))}
      </div>
    </div>
  );
}
