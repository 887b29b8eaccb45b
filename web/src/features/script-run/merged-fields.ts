// The fields that a script's texts merge, as this talk fills them. Pure.
import type { Answer, Fields, Script } from '@/script';
import { said, unanswered, yesNo } from './words';

/** Who talks, for whom, and to whom. */
export interface Names {
  agent: string;
  company: string;
  campaign?: string;
  lead: {
    readonly name: string;
    readonly language: string;
    readonly external_id?: string | null;
    readonly fields: Readonly<Record<string, unknown>>;
  } | null;
  /** The person behind the lead, where one is known: its name goes before the lead's. */
  person?: { readonly name: string; readonly title?: string } | null;
}

const TITLES = ['title', 'titolo', 'anrede', 'salutation', 'appellativo'];

/** The fields by folded name. While nothing personal may show, the lead's are left out. */
export function mergedFields(
  names: Names & { isHidden: boolean },
  script: Script,
  answers: Readonly<Record<string, Answer>>,
  facts: Fields,
  language: string,
): Record<string, string> {
  const fields: Record<string, string> = {
    'agent.name': names.agent,
    'company.name': names.company,
    'campaign.name': names.campaign ?? '',
  };
  if (!names.isHidden && names.lead) {
    const { lead } = names;
    for (const [name, value] of Object.entries(lead.fields)) {
      if (value !== null && typeof value !== 'object') fields[`lead.${name.toLowerCase()}`] = String(value);
    }
    fields['lead.name'] = names.person?.name || lead.name;
    fields['lead.polite_name'] = politeName(names);
    fields['lead.language'] = lead.language;
    fields['lead.external_id'] = lead.external_id ?? '';
  }
  for (const step of [...script.steps, ...(script.asides ?? [])]) {
    const answer = answers[step.id];
    if (!answer || !step.ask) continue;
    const text = answerText(step.ask, answer, language);
    fields[`answer.${step.id}`] = text;
    if (step.fact) fields[`fact.${step.fact}`] = text;
  }
  for (const { code } of script.facts ?? []) {
    const typed = facts[code];
    if (typed) fields[`fact.${code}`] = String(typed);
  }
  return fields;
}

/** The name with its title, as "sig.ra Rossi"; the whole name where no title is known. */
function politeName({ lead, person }: Names): string {
  const whole = person?.name || lead?.name || '';
  const own = Object.entries(lead?.fields ?? {}).find(([name]) => TITLES.includes(name.toLowerCase()))?.[1];
  const title = person?.title || (typeof own === 'string' ? own : '');
  return title ? `${title} ${whole.trim().split(/\s+/).at(-1) ?? ''}` : whole;
}

function answerText(
  question: NonNullable<Script['steps'][number]['ask']>,
  answer: Answer,
  language: string,
): string {
  const state = answer.state ?? 'given';
  if (state !== 'given') return unanswered(state, language);
  const label = (code: string) => said(question.choices?.find((one) => one.code === code)?.label, language) || code;
  if (question.type === 'yes_no') return yesNo(answer.choice === 'yes' ? 'yes' : 'no', language);
  if (answer.choice) return label(answer.choice);
  if (answer.choices) return answer.choices.map(label).join(', ');
  return String(answer.number ?? (answer.day || answer.text || ''));
}
