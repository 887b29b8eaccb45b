import { t } from '@lingui/core/macro';
import { Checkbox, Fieldset, Group, NativeSelect, NumberInput, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { QuestionType, Script, Step } from '@/script';
import { branchesAsText, branchesOfText, choicesAsText, choicesOfText, isFreeName, questionOf } from './draft';
import { InEachLanguage, Lines, namesOf } from './fields';
import { IdentificationForm } from './identification-form';
import classes from './scripts.module.css';
import { VariantsForm } from './variants-form';
import { questionTypes } from './words';

interface Shown {
  script: Script;
  step: Step;
  mayWrite: boolean;
  onChange: (step: Step) => void;
}

/** A step: what is said and asked, in each language, and where it goes on. */
export function StepForm({ script, step, mayWrite, onChange }: Shown) {
  const put = (change: Partial<Step>) => onChange({ ...step, ...change });
  const languages = script.languages;
  return (
    <fieldset disabled={!mayWrite} className={classes.form}>
      <Stack gap="sm">
        <Group grow>
          <StepName key={step.id} script={script} step={step} onChange={(id) => put({ id })} />
          <TextInput
            label={t`Stage`}
            value={step.stage ?? ''}
            maxLength={40}
            onChange={(event) => put({ stage: event.currentTarget.value })}
          />
          <TextInput
            label={t`Ends the talk, because`}
            value={step.end ?? ''}
            maxLength={40}
            onChange={(event) => put({ end: event.currentTarget.value })}
          />
        </Group>
        <InEachLanguage
          label={t`Title`}
          texts={step.title}
          languages={languages}
          onChange={(title) => put({ title })}
        />
        <InEachLanguage label={t`Aim`} texts={step.aim} languages={languages} onChange={(aim) => put({ aim })} />
        <InEachLanguage label={t`How`} texts={step.cue} languages={languages} onChange={(cue) => put({ cue })} />
        <InEachLanguage
          label={t`What is said`}
          isLong
          texts={step.say}
          languages={languages}
          onChange={(say) => put({ say })}
        />
        <VariantsForm script={script} variants={step.variants ?? []} onChange={(variants) => put({ variants })} />
        <Question step={step} languages={languages} onChange={onChange} />
        <IdentificationForm step={step} languages={languages} onChange={onChange} />
        <Lines
          label={t`Goes on to`}
          description={t`A step a line, with a condition after a colon: price: need = 'work'. Empty: the step below.`}
          text={branchesAsText(step)}
          onChange={(text) => put({ next: branchesOfText(text) })}
        />
        <Group grow>
          <TextInput
            label={t`Objections`}
            value={(step.aside ?? []).join(', ')}
            onChange={(event) => put({ aside: namesOf(event.currentTarget.value) })}
          />
          <TextInput
            label={t`Duties that it says`}
            value={(step.duty ?? []).join(', ')}
            onChange={(event) => put({ duty: namesOf(event.currentTarget.value) })}
          />
          <TextInput
            label={t`Pages to open`}
            value={(step.links ?? []).join(', ')}
            onChange={(event) => put({ links: namesOf(event.currentTarget.value) })}
          />
          <NativeSelect
            label={t`Fills the fact`}
            value={step.fact ?? ''}
            data={['', ...(script.facts ?? []).map((one) => one.code)]}
            onChange={(event) => put({ fact: event.currentTarget.value })}
          />
        </Group>
        <Group>
          <Checkbox
            label={t`Something is offered here`}
            checked={step.offer ?? false}
            onChange={(event) => put({ offer: event.currentTarget.checked })}
          />
          <Checkbox
            label={t`Shows nothing personal`}
            checked={step.neutral ?? false}
            onChange={(event) => put({ neutral: event.currentTarget.checked })}
          />
        </Group>
      </Stack>
    </fieldset>
  );
}

interface QuestionShown {
  step: Step;
  languages: readonly string[];
  onChange: (step: Step) => void;
}

function Question({ step, languages, onChange }: QuestionShown) {
  const { ask } = step;
  const put = (change: Partial<NonNullable<Step['ask']>>) =>
    ask && onChange({ ...step, ask: { ...ask, ...change } });
  const choose = (type: '' | QuestionType) => {
    const { ask: _, ...others } = step;
    onChange(type ? { ...step, ask: questionOf(type, ask, languages) } : others);
  };
  return (
    <Fieldset legend={t`Question`}>
      <Stack gap="xs">
        <NativeSelect
          label={t`Type`}
          value={ask?.type ?? ''}
          data={questionTypes()}
          onChange={(event) => choose(event.currentTarget.value as '' | QuestionType)}
        />
        {ask?.choices && (
          <Lines
            label={t`Choices`}
            description={t`A choice a line: its code, a colon, its text in each language with | between.`}
            text={choicesAsText(ask.choices, languages)}
            onChange={(text) => put({ choices: choicesOfText(text, languages) })}
          />
        )}
        {ask?.rows && (
          <Lines
            label={t`Rows`}
            text={choicesAsText(ask.rows, languages)}
            onChange={(text) => put({ rows: choicesOfText(text, languages) })}
          />
        )}
        {(ask?.type === 'scale' || ask?.type === 'number') && (
          <Group grow>
            <NumberInput
              label={t`From`}
              value={ask.least ?? ''}
              onChange={(value) => put(typeof value === 'number' ? { least: value } : {})}
            />
            <NumberInput
              label={t`To`}
              value={ask.most ?? ''}
              onChange={(value) => put(typeof value === 'number' ? { most: value } : {})}
            />
          </Group>
        )}
        {ask && (
          <Checkbox
            label={t`Need not be answered`}
            checked={ask.optional ?? false}
            onChange={(event) => put({ optional: event.currentTarget.checked })}
          />
        )}
      </Stack>
    </Fieldset>
  );
}

/** The step's name, changed when the field is left: on the way to it, it may be another step's. */
function StepName({ script, step, onChange }: { script: Script; step: Step; onChange: (name: string) => void }) {
  const [written, setWritten] = useState(step.id);
  const isFree = isFreeName(script, step, written);
  const leave = () => {
    if (isFree && written !== step.id) onChange(written);
  };
  return (
    <TextInput
      label={t`Name in conditions`}
      value={written}
      maxLength={40}
      onChange={(event) => setWritten(event.currentTarget.value)}
      onBlur={leave}
      onKeyDown={(event) => event.key === 'Enter' && leave()}
      error={!isFree && t`A name of small letters, digits and _ that no other step has.`}
    />
  );
}
