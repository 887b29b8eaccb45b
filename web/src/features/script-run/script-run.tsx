import { t } from '@lingui/core/macro';
import { Badge, Button, Checkbox, Group, NativeSelect, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type Ref, useEffect, useImperativeHandle, useMemo, useRef, useState } from 'react';
import { problemInstead } from '@/api/problem';
import { type CampaignScript, campaignScriptsQuery, type ScriptRole } from '@/api/scripts';
import { type Fields, type IdentityState, identityOf, type Script, type Step, sayOf, type Tone } from '@/script';
import { Loading } from '@/ui/Loading';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { Facts } from './facts';
import { Identification } from './identification';
import { Links } from './links';
import { mergedFields, type Names } from './merged-fields';
import { Answers } from './question';
import { hostOf, offeredAsides, routeOf, shownStep, stagesOf } from './run-state';
import classes from './script-run.module.css';
import { allSaid, IN_ORDER, withIdentity, withNextScript, withSaid, withTyped } from './scripts-in-order';
import { Spoken } from './spoken';
import { type ScriptRunWork, useRun } from './use-run';
import { said, sideBySide } from './words';

/** What a page may ask of a script by its own keys. */
export interface ScriptRunHandle {
  next: () => void;
  back: () => void;
}

export interface ScriptRunProps extends Names {
  campaignId: number;
  /** Null before there is a call: the script can be read, and nothing is written. */
  attemptId: string | null;
  /** Which scripts of the campaign, in this order; each begins when the one before has ended. */
  roles?: readonly ScriptRole[];
  /** The person's language, and the agent's. */
  language: string;
  agentLanguage: string;
  /** From −2 to 2. */
  mood?: number | null;
  customerType?: string | null;
  onCustomerType?: (type: string) => void;
  onStage?: (stage: string) => void;
  /** Everything that was said so far and that the law wants said. */
  onDuties?: (duties: readonly string[]) => void;
  onIdentity?: (state: IdentityState) => void;
  /** How the talk ends at the step on the screen; empty: it goes on. */
  onEnd?: ((end: string) => void) | undefined;
  /** The last script has ended, with its reason. */
  onFinished?: (end: string) => void;
  /** The page's own keys for both, which it hears itself; without them Ctrl+Enter, PageDown and PageUp are heard. */
  keys?: { readonly next: readonly string[]; readonly back: readonly string[] };
  ref?: Ref<ScriptRunHandle>;
}

const OWN_KEYS = { next: ['Control+Enter', 'PageDown'], back: ['PageUp'] };
const IN_A_TALK: readonly ScriptRole[] = ['opening', 'identification', 'sales_script'];

/** The scripts of a campaign, on the agent's page: what to say and to ask, one step at a time. */
export function ScriptRun(props: ScriptRunProps) {
  const { campaignId, attemptId, roles = IN_A_TALK } = props;
  const { data, error } = useQuery(campaignScriptsQuery(campaignId));
  const lacking = problemInstead(error, data);
  if (lacking) return <ProblemAlert problem={lacking} />;
  if (!data) return <Loading />;
  const used = roles.flatMap((role) => data.scripts.find((one) => one.role === role) ?? []);
  if (used.length === 0) return null;
  return (
    <InOrder
      key={`${attemptId}`}
      {...props}
      used={used}
      identifyFirst={data.identify_first}
      linkHosts={data.link_hosts}
      dutyTexts={data.duties}
    />
  );
}

interface InOrderProps extends ScriptRunProps {
  used: readonly CampaignScript[];
  identifyFirst: boolean;
  linkHosts: readonly string[];
  dutyTexts: Readonly<Record<string, string>>;
}

function InOrder({ used, onDuties, onFinished, ...props }: InOrderProps) {
  const [known, setKnown] = useState(IN_ORDER);
  const one = used[known.place];
  const { onIdentity } = props;
  const isLast = known.place === used.length - 1;
  const duties = useMemo(() => allSaid(known), [known]);
  useTold(duties, onDuties);
  useTold(known.identity, onIdentity);
  if (!one) return null;
  return (
    <OneScript
      key={one.script_id}
      {...props}
      one={one}
      isHidden={props.identifyFirst && known.identity !== 'matched'}
      typedBefore={known.typed}
      onTyped={(typed) => setKnown((before) => withTyped(before, typed))}
      onDuties={(said) => setKnown((before) => withSaid(before, one.script_id, said))}
      onIdentity={(state) => setKnown((before) => withIdentity(before, state))}
      onFinished={(end) => {
        if (isLast || end !== 'complete') onFinished?.(end);
        else setKnown(withNextScript);
      }}
    />
  );
}

interface OneProps extends Omit<InOrderProps, 'used' | 'onDuties' | 'onIdentity' | 'onFinished'> {
  one: CampaignScript;
  isHidden: boolean;
  /** Only tried: identification succeeds by itself, and nothing is written. */
  isTried?: boolean;
  /** Facts that were typed in the scripts before. */
  typedBefore: Readonly<Record<string, string>>;
  onTyped?: (typed: Readonly<Record<string, string>>) => void;
  onDuties: (duties: readonly string[]) => void;
  onIdentity: (state: IdentityState) => void;
  onFinished: (end: string) => void;
}

/** One script of a talk. */
export function OneScript(props: OneProps) {
  const { one, lead, language, agentLanguage, mood, customerType, onCustomerType, onStage, onDuties, onIdentity } =
    props;
  const script = one.body;
  const [tone, setTone] = useState<Tone | null>(null);
  const [ownType, setOwnType] = useState('');
  const type = customerType ?? ownType;
  const heard: Fields = useMemo(
    () => ({
      ...(mood === null || mood === undefined ? {} : { mood }),
      ...(type ? { customer_type: type } : {}),
    }),
    [mood, type],
  );
  const fields = useMemo(() => leadFields(lead, script), [lead, script]);
  const work = useRun({
    used: one,
    attemptId: props.attemptId,
    lead: fields,
    heard,
    typedBefore: props.typedBefore,
    language,
    isTried: props.isTried ?? false,
    onFinished: props.onFinished,
  });
  const { run, context, facts, next, back } = work;
  const step = shownStep(script, run);
  const host = hostOf(script, run);
  const route = routeOf(script, run, context, work.closed);
  const stage = step.stage ?? host.stage ?? '';
  const identity = identityOf(context.identity);

  useTold(stage, (reached) => {
    if (reached) onStage?.(reached);
  });
  useTold(run.said, onDuties);
  useTold(run.typed, props.onTyped);
  useTold(identity, onIdentity);
  useTold(step.end ?? '', props.onEnd);
  useImperativeHandle(props.ref, () => ({ next, back }), [next, back]);
  useScriptKeys(props.keys === undefined, next, back);

  const languages = sideBySide(script.languages, language, agentLanguage);
  const merged = mergedFields(
    { ...props, isHidden: props.isHidden },
    script,
    run.answers,
    facts,
    languages[0] ?? '',
  );
  const own = languages.at(-1) ?? '';
  return (
    <section className={classes.script} data-script data-step={step.id} aria-label={one.name}>
      <div className={classes.head}>
        <ol className={classes.stages} aria-label={t`Stages`}>
          {stagesOf(script, route, host.id).map(({ stage: name, state }) => (
            <li key={name} data-state={state} aria-current={state === 'now' ? 'step' : undefined}>
              {state === 'done' ? '✓ ' : ''}
              {stageText(script, name, own)}
            </li>
          ))}
        </ol>
        <Choices
          {...{ script, tone, setTone, type, own }}
          onType={(code) => {
            setOwnType(code);
            onCustomerType?.(code);
          }}
        />
      </div>
      <div className={classes.purpose}>
        <Title order={3} size="h5">
          {titleOf(script, step, own)}
        </Title>
        {said(step.aim, own) && <span>{said(step.aim, own)}</span>}
        {said(step.cue, own) && <em className={classes.cue}>{said(step.cue, own)}</em>}
      </div>
      <Spoken texts={sayOf(step, tone, type)} languages={languages} fields={merged} />
      <Duties
        items={step.duty ?? []}
        texts={props.dutyTexts}
        saidSoFar={run.said}
        notSaid={run.notSaid}
        onTick={work.tick}
      />
      {work.closed && (
        <Text role="status" fw={600}>
          {t`Enough people of this group were asked: close the talk politely.`}
        </Text>
      )}
      {step.identify && (
        <Identification
          step={step}
          state={context.identity[step.id] ?? 'not_asked'}
          triesLeft={work.triesLeft(step.id)}
          language={own}
          isReady={work.triesLeft(step.id) !== null}
          onIdentify={(given) => work.identify(step.id, given)}
        />
      )}
      <Answers
        key={step.id}
        step={step}
        answer={run.answers[step.id]}
        languages={languages}
        asides={step.id === host.id ? offeredAsides(script, run, context) : []}
        isOpen={work.isOpen}
        onAnswer={(answer) => work.answer(step.id, answer)}
        onAside={work.open}
        onNext={next}
      />
      <Links links={script.links ?? []} named={step.links ?? []} hosts={props.linkHosts} language={own} />
      <div className={classes.foot}>
        <Foot
          work={work}
          isEnd={Boolean(step.end)}
          isAside={step.id !== host.id}
          isTried={!props.attemptId}
          keys={props.keys ?? OWN_KEYS}
        />
        <Facts facts={script.facts ?? []} typed={work.typed} merged={merged} language={own} onType={work.type} />
      </div>
    </section>
  );
}

interface FootShown {
  work: ScriptRunWork;
  isEnd: boolean;
  isAside: boolean;
  /** There is no call: nothing is written. */
  isTried: boolean;
  keys: NonNullable<ScriptRunProps['keys']>;
}

function Foot({ work, isEnd, isAside, isTried, keys }: FootShown) {
  const kept = isTried ? '' : work.isSaved ? t`Saved` : t`Not yet on the server`;
  return (
    <Group gap="xs" wrap="nowrap">
      <Button variant="default" size="xs" onClick={work.back} aria-keyshortcuts={keys.back.join(' ') || undefined}>
        {t`Back`}
      </Button>
      <Button
        size="xs"
        onClick={work.next}
        disabled={work.isFinished}
        aria-keyshortcuts={keys.next.join(' ') || undefined}
      >
        {isAside ? t`Back to the step` : isEnd ? t`Finish` : t`Next`}
      </Button>
      <Text size="xs" role="status">
        {work.problem || (work.isFinished ? t`Finished` : kept)}
      </Text>
    </Group>
  );
}

interface ChoicesShown {
  script: Script;
  tone: Tone | null;
  setTone: (tone: Tone | null) => void;
  type: string;
  own: string;
  onType: (code: string) => void;
}

/** How the words are chosen: for whom, and in which tone, where the script has them. */
function Choices({ script, tone, setTone, type, own, onType }: ChoicesShown) {
  const tones = new Set(
    [...script.steps, ...(script.asides ?? [])].flatMap(
      (step) => step.variants?.flatMap((one) => one.tone ?? []) ?? [],
    ),
  );
  const names: Record<Tone, string> = { formal: t`formal`, informal: t`informal`, plain: t`plain words` };
  return (
    <Group gap="xs" wrap="nowrap">
      {(script.customer_types ?? []).length > 0 && (
        <NativeSelect
          size="xs"
          aria-label={t`Type of customer`}
          value={type}
          data={[
            { value: '', label: t`any customer` },
            ...(script.customer_types ?? []).map((one) => ({ value: one.code, label: said(one.label, own) })),
          ]}
          onChange={(event) => onType(event.currentTarget.value)}
        />
      )}
      {tones.size > 0 && (
        <NativeSelect
          size="xs"
          aria-label={t`Tone`}
          value={tone ?? ''}
          data={[
            { value: '', label: t`usual words` },
            ...[...tones].map((one) => ({ value: one, label: names[one] })),
          ]}
          onChange={(event) => setTone((event.currentTarget.value || null) as Tone | null)}
        />
      )}
    </Group>
  );
}

interface DutiesShown {
  items: readonly string[];
  texts: Readonly<Record<string, string>>;
  saidSoFar: readonly string[];
  notSaid: readonly string[];
  onTick: (duty: string, isSaid: boolean) => void;
}

/** What the law wants said in this step; going on ticks it, but what was taken out by hand stays not said. */
function Duties({ items, texts, saidSoFar, notSaid, onTick }: DutiesShown) {
  if (items.length === 0) return null;
  const words = (duty: string) => {
    const text = texts[duty] ?? duty.replaceAll('_', ' ');
    return notSaid.includes(duty) ? t`${text} (not said)` : text;
  };
  return (
    <Group gap="8px 12px" role="group" aria-label={t`To be said`}>
      <Badge variant="light" size="sm">{t`To be said`}</Badge>
      {items.map((duty) => (
        <Checkbox
          key={duty}
          size="xs"
          label={words(duty)}
          checked={saidSoFar.includes(duty)}
          onChange={(event) => onTick(duty, event.currentTarget.checked)}
        />
      ))}
    </Group>
  );
}

/** Tell a listener each new value, whatever listener it is by then. */
function useTold<T>(value: T, listener: ((value: T) => void) | undefined): void {
  const latest = useRef(listener);
  useEffect(() => {
    latest.current = listener;
  });
  useEffect(() => latest.current?.(value), [value]);
}

function useScriptKeys(hears: boolean, next: () => void, back: () => void): void {
  useEffect(() => {
    if (!hears) return;
    const heard = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.altKey || event.metaKey || event.shiftKey) return;
      const forward = (event.key === 'Enter' && event.ctrlKey) || (event.key === 'PageDown' && !event.ctrlKey);
      if (!forward && !(event.key === 'PageUp' && !event.ctrlKey)) return;
      event.preventDefault();
      if (forward) next();
      else back();
    };
    window.addEventListener('keydown', heard);
    return () => window.removeEventListener('keydown', heard);
  }, [hears, next, back]);
}

/** The lead's fields as conditions name them. */
function leadFields(lead: ScriptRunProps['lead'], script: Script): Fields {
  const own = Object.entries(lead?.fields ?? {}).map(([name, value]) => [name.toLowerCase(), value] as const);
  const wanted = own.filter(([name]) => (script.lead_fields ?? []).includes(name));
  return { ...Object.fromEntries(wanted), name: lead?.name ?? '', language: lead?.language ?? '' } as Fields;
}

/** A stage by the first title of its steps, or by its code. */
function stageText(script: Script, stage: string, language: string): string {
  const first = script.steps.find((one) => one.stage === stage && said(one.title, language));
  return said(first?.title, language) || stageWords(stage);
}

/** What a step is called: where the script gives it no title, by its stage, or by its place. */
function titleOf(script: Script, step: Step, language: string): string {
  const place = script.steps.findIndex(({ id }) => id === step.id) + 1;
  const named = said(step.title, language) || (step.stage && stageText(script, step.stage, language));
  return named || (place > 0 ? t`Step ${place}` : t`Objection`);
}

/** The usual stages of a talk in words; another one as the script calls it. */
function stageWords(stage: string): string {
  switch (stage) {
    case 'opening':
      return t`Opening`;
    case 'identification':
      return t`Identification`;
    case 'needs':
      return t`Needs`;
    case 'offer':
      return t`Offer`;
    case 'objections':
      return t`Objections`;
    case 'closing':
      return t`Closing`;
    default:
      return stage.replaceAll('_', ' ');
  }
}
