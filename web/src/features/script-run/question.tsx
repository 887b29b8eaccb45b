import { t } from '@lingui/core/macro';
import { NumberInput, Textarea, TextInput } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { type Answer, type Question as Asked, type Step, wrongAnswer } from '@/script';
import { asideDigits, type Option, openRow, optionsOf, unansweredOptions } from './options';
import classes from './script-run.module.css';
import { said } from './words';

interface Shown {
  step: Step;
  answer: Answer | undefined;
  languages: readonly string[];
  asides: readonly Step[];
  isOpen: boolean;
  onAnswer: (answer: Answer | undefined) => void;
  onAside: (id: string) => void;
  onNext: () => void;
}

/** The answers of a step and its objections. Digits choose while the focus is here, and not in a field for text. */
export function Answers({ step, answer, languages, asides, isOpen, onAnswer, onAside, onNext }: Shown) {
  const question = step.ask;
  const [row, setRow] = useState<string>();
  const here = useRef<HTMLFieldSetElement>(null);
  const current = question?.type === 'grid' ? (row ?? openRow(question, answer)) : undefined;
  const options = question ? optionsOf(question, answer, languages, current) : [];
  const others = question ? unansweredOptions(answer, languages, question.type === 'scale') : [];
  const digits = asideDigits(asides, options);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the focus follows the step
  useEffect(() => {
    setRow(undefined);
    const script = here.current?.closest('[data-script]');
    const at = document.activeElement;
    // Also where a page puts the focus before the script has come: on the part of it that the script stands in.
    const isHere = script?.contains(at) || at === document.body || at === script?.closest('[data-region]');
    if (isHere) (script?.querySelector<HTMLElement>('[data-first]') ?? here.current)?.focus();
  }, [step.id]);

  const choose = (option: Option) => {
    onAnswer(option.choose());
    if (question?.type === 'grid') setRow(undefined);
  };
  const pressed = (digit: string): boolean => {
    const option = [...options, ...others].find((one) => one.digit === digit);
    const aside = asides[digits.indexOf(digit)];
    if (option) {
      const again = option.isChosen && ['yes_no', 'one_of', 'scale'].includes(question?.type ?? '');
      if (again) onNext();
      else choose(option);
    } else if (aside) onAside(aside.id);
    return Boolean(option ?? aside);
  };

  return (
    <fieldset
      ref={here}
      data-region-start
      className={classes.answers}
      aria-label={t`Answers`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it takes the focus, so that its digits work
      tabIndex={0}
      onKeyDown={(event) => {
        const isTyping = event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement;
        if (isTyping || event.ctrlKey || event.altKey || event.metaKey) return;
        if (/^[0-9]$/.test(event.key) && pressed(event.key)) event.preventDefault();
        else if (event.key === 'Enter' && event.target === here.current) onNext();
      }}
    >
      {question?.type === 'grid' && (
        <Rows question={question} answer={answer} current={current} languages={languages} onRow={setRow} />
      )}
      {question && <Field question={question} answer={answer} onAnswer={onAnswer} />}
      {question?.type === 'scale' && (
        <p className={classes.ends}>
          <span>{said(question.low, languages[0] ?? '')}</span>
          <span>{said(question.high, languages[0] ?? '')}</span>
        </p>
      )}
      <ul className={classes.options} data-type={question?.type}>
        {options.map((option) => (
          <Choose key={option.id} option={option} onChoose={() => choose(option)} />
        ))}
      </ul>
      {isOpen && (
        <p role="alert" className={classes.open}>
          {t`Choose an answer first, or note that there is none.`}
        </p>
      )}
      <div className={classes.otherwise}>
        {question && (
          <ul className={classes.options} data-type="unanswered">
            {others.map((option) => (
              <Choose key={option.id} option={option} onChoose={() => choose(option)} />
            ))}
          </ul>
        )}
        {asides.length > 0 && (
          <fieldset className={classes.asides}>
            <legend>{t`Objections`}</legend>
            <ul className={classes.options}>
              {asides.map((aside, place) => (
                <li key={aside.id}>
                  <button type="button" className={classes.option} onClick={() => onAside(aside.id)}>
                    <kbd>{digits[place]}</kbd>{' '}
                    {said(aside.title, languages.at(-1) ?? '') || t`Objection ${place + 1}`}
                  </button>
                </li>
              ))}
            </ul>
          </fieldset>
        )}
      </div>
    </fieldset>
  );
}

function Choose({ option, onChoose }: { option: Option; onChoose: () => void }) {
  const [first, second] = option.labels;
  return (
    <li>
      <button type="button" className={classes.option} aria-pressed={option.isChosen} onClick={onChoose}>
        {option.digit && <kbd>{option.digit}</kbd>} {first}
        {second && second !== first && <span className={classes.second}> {second}</span>}
        {option.place && <strong> {t`place ${option.place}`}</strong>}
      </button>
    </li>
  );
}

interface RowsShown {
  question: Asked;
  answer: Answer | undefined;
  current: string | undefined;
  languages: readonly string[];
  onRow: (row: string) => void;
}

/** The rows of a grid, asked one after the other. */
function Rows({ question, answer, current, languages, onRow }: RowsShown) {
  const labelOf = (code: string | undefined) =>
    said(question.choices?.find((one) => one.code === code)?.label, languages[0] ?? '');
  return (
    <ul className={classes.rows}>
      {(question.rows ?? []).map((row) => (
        <li key={row.code}>
          <button
            type="button"
            className={classes.option}
            aria-current={row.code === current || undefined}
            onClick={() => onRow(row.code)}
          >
            {languages.map((language) => said(row.label, language)).join(' · ')}:{' '}
            {labelOf(answer?.rows?.[row.code]) || '–'}
          </button>
        </li>
      ))}
    </ul>
  );
}

interface FieldShown {
  question: Asked;
  answer: Answer | undefined;
  onAnswer: (answer: Answer | undefined) => void;
}

/** A number, a day or a text. */
function Field({ question, answer, onAnswer }: FieldShown) {
  const wrong = answer ? wrongAnswer(question, answer) : null;
  const error = wrong && wrongText(wrong, question);
  switch (question.type) {
    case 'number':
      return (
        <NumberInput
          data-first
          label={t`Number`}
          value={answer?.number ?? ''}
          error={error}
          onChange={(value) => onAnswer(typeof value === 'number' ? { number: value } : undefined)}
        />
      );
    case 'day':
      return (
        <TextInput
          data-first
          type="date"
          label={t`Day`}
          value={answer?.day ?? ''}
          error={error}
          onChange={(event) => onAnswer(event.currentTarget.value ? { day: event.currentTarget.value } : undefined)}
        />
      );
    case 'text':
      return (
        <TextInput
          data-first
          label={t`Answer in words`}
          value={answer?.text ?? ''}
          error={error}
          onChange={(event) =>
            onAnswer(event.currentTarget.value ? { text: event.currentTarget.value } : undefined)
          }
        />
      );
    case 'note':
      return (
        <Textarea
          data-first
          autosize
          minRows={2}
          maxRows={6}
          label={t`Note`}
          description={t`The person may read what you write here.`}
          value={answer?.text ?? ''}
          error={error}
          onChange={(event) =>
            onAnswer(event.currentTarget.value ? { text: event.currentTarget.value } : undefined)
          }
        />
      );
    default:
      return null;
  }
}

function wrongText(wrong: string, question: Asked): string {
  switch (wrong) {
    case 'card_number':
      return t`Card numbers must not be written down.`;
    case 'too_long':
      return t`This is too long.`;
    case 'out_of_range':
      return question.least !== undefined && question.most !== undefined
        ? t`From ${question.least} to ${question.most}`
        : question.least !== undefined
          ? t`From ${question.least} on`
          : t`Up to ${question.most ?? 0}`;
    default:
      return '';
  }
}
