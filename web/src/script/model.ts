/** A script as the API sends it: what is said and asked, step by step. The twin of dialer/campaigns/scripts/model.py. */

export type Texts = Readonly<Record<string, string>>;
export type QuestionType =
  | 'yes_no'
  | 'one_of'
  | 'some_of'
  | 'scale'
  | 'number'
  | 'day'
  | 'text'
  | 'note'
  | 'rank'
  | 'grid';
export type Tone = 'formal' | 'informal' | 'plain';
export type IdentityState = 'not_asked' | 'matched' | 'failed';
export type AnswerState = 'given' | 'refused' | 'doesnt_know';

export interface Choice {
  code: string;
  label: Texts;
}

export interface Question {
  type: QuestionType;
  choices?: readonly Choice[];
  rows?: readonly Choice[];
  least?: number;
  most?: number;
  low?: Texts;
  high?: Texts;
  optional?: boolean;
}

export interface Branch {
  to: string;
  when?: string;
}

export interface Variant {
  say: Texts;
  tone?: Tone;
  customer?: string;
}

export interface Identify {
  field: string;
  label: Texts;
  match: string;
  tries: number;
}

export interface Step {
  id: string;
  title?: Texts;
  stage?: string;
  duty?: readonly string[];
  aim?: Texts;
  cue?: Texts;
  say?: Texts;
  variants?: readonly Variant[];
  ask?: Question;
  identify?: Identify;
  next?: readonly Branch[];
  aside?: readonly string[];
  links?: readonly string[];
  fact?: string;
  offer?: boolean;
  neutral?: boolean;
  end?: string;
}

export interface Link {
  code: string;
  label: Texts;
  url: string;
}

export interface Quota {
  code: string;
  cell: string;
  limit: number;
  to: string;
}

export interface Script {
  kind: string;
  languages: readonly string[];
  profile?: string;
  lead_fields?: readonly string[];
  customer_types?: readonly Choice[];
  facts?: readonly Choice[];
  links?: readonly Link[];
  steps: readonly Step[];
  asides?: readonly Step[];
  always?: readonly Branch[];
  quotas?: readonly Quota[];
}

export interface Answer {
  state?: AnswerState;
  choice?: string;
  choices?: readonly string[];
  number?: number;
  day?: string;
  text?: string;
  rows?: Readonly<Record<string, string>>;
  spent_ms?: number;
}

export type Answers = Readonly<Record<string, Answer>>;
export type Value = string | number | boolean | null | undefined;
export type Fields = Readonly<Record<string, Value>>;

/** What conditions and texts see besides the answers. */
export interface Context {
  /** The lead's fields by folded name. */
  lead: Fields;
  /** The mood, the type of customer, and the facts. */
  facts: Fields;
  /** The state of each identification step. */
  identity: Readonly<Record<string, IdentityState>>;
  language: string;
  /** Epoch seconds. */
  now: number;
}

export const stepsOf = (script: Script): readonly Step[] => [...script.steps, ...(script.asides ?? [])];

export const stepOf = (script: Script, id: string): Step | undefined =>
  stepsOf(script).find((one) => one.id === id);

export const asideOf = (script: Script, id: string): Step | undefined =>
  script.asides?.find((one) => one.id === id);
