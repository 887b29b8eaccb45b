import { NumberBox } from './number-box';
import type { Settings } from './settings';
import type { Edit } from './use-edit';

interface Shown {
  edit: Edit;
  field: keyof Settings;
  label: string;
  description?: string;
  suffix?: string;
  /** The setting is this many times what is shown: 1000 for seconds of milliseconds, 0.01 for percent of a share. */
  factor?: number;
  min: number;
  max: number;
  step?: number;
  digits?: number;
}

/** A number among the campaign's settings, in the unit that people use. */
export function NumberOf(shown: Shown) {
  const { edit, field, label, description, suffix, factor = 1, min, max, step = 1, digits = 0 } = shown;
  const rounded = (value: number) => Number(value.toPrecision(12));
  return (
    <NumberBox
      name={field}
      label={label}
      {...(description ? { description } : {})}
      {...(suffix ? { suffix } : {})}
      value={rounded((edit.settings[field] as number) / factor)}
      onNumber={(value) => edit.change({ [field]: rounded(value * factor) } as Partial<Settings>)}
      min={min}
      max={max}
      step={step}
      decimalScale={digits}
      disabled={!edit.mayWrite}
      error={edit.errorAt(field)}
    />
  );
}
