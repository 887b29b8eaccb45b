import { t } from '@lingui/core/macro';
import { MultiSelect, type MultiSelectProps, Select, type SelectProps } from '@mantine/core';
import { type Bound, bind } from './Field';

export function FieldSelect({ form, name, ...props }: Bound<SelectProps>) {
  const { key, ...bound } = bind(form, name);
  return <Select key={key} name={name} nothingFoundMessage={t`Nothing found`} {...props} {...bound} />;
}

export function FieldSelectMany({ form, name, ...props }: Bound<MultiSelectProps>) {
  const { key, ...bound } = bind(form, name);
  return <MultiSelect key={key} name={name} nothingFoundMessage={t`Nothing found`} {...props} {...bound} />;
}
