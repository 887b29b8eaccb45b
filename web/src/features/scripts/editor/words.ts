import { t } from '@lingui/core/macro';
import type { ScriptKind } from '@/api/scripts';
import type { QuestionType, Tone } from '@/script';

export const kinds = (): ScriptKind[] => ['sales_script', 'identification', 'questionnaire', 'checklist', 'survey'];

export function kindText(kind: ScriptKind): string {
  switch (kind) {
    case 'sales_script':
      return t`sales script`;
    case 'identification':
      return t`identification`;
    case 'questionnaire':
      return t`questionnaire`;
    case 'checklist':
      return t`checklist`;
    default:
      return t`survey`;
  }
}

export const questionTypes = (): { value: '' | QuestionType; label: string }[] => [
  { value: '', label: t`no question` },
  { value: 'yes_no', label: t`yes or no` },
  { value: 'one_of', label: t`one of several` },
  { value: 'some_of', label: t`several of several` },
  { value: 'scale', label: t`scale` },
  { value: 'number', label: t`number` },
  { value: 'day', label: t`day` },
  { value: 'text', label: t`short text` },
  { value: 'note', label: t`note` },
  { value: 'rank', label: t`ranking` },
  { value: 'grid', label: t`grid` },
];

export const tones = (): { value: '' | Tone; label: string }[] => [
  { value: '', label: t`any tone` },
  { value: 'formal', label: t`formal` },
  { value: 'informal', label: t`informal` },
  { value: 'plain', label: t`plain words` },
];

export const matches = (): { value: string; label: string }[] => [
  { value: 'whole', label: t`all of it` },
  { value: 'ends', label: t`its last four letters or digits` },
  { value: 'year', label: t`the year of a day` },
];
