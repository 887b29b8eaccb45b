import { t } from '@lingui/core/macro';
import { MultiSelect, type MultiSelectProps, Select, type SelectProps } from '@mantine/core';
import { replaceEqualDeep } from '@tanstack/react-query';
import { useState } from 'react';
import { type Bound, bind } from './Field';

export function FieldSelect({ form, name, data, ...props }: Bound<SelectProps>) {
  const { key, ...bound } = bind(form, name);
  const kept = useSame(data);
  return <Select key={key} name={name} nothingFoundMessage={t`Nothing found`} data={kept} {...props} {...bound} />;
}

export function FieldSelectMany({ form, name, ...props }: Bound<MultiSelectProps>) {
  const { key, ...bound } = bind(form, name);
  return <MultiSelect key={key} name={name} nothingFoundMessage={t`Nothing found`} {...props} {...bound} />;
}

/** The same choices as long as they say the same: given others, Mantine forgets what is typed and gone to. */
function useSame<Data>(data: Data): Data {
  const [kept, keep] = useState(data);
  const same = replaceEqualDeep(kept, data);
  if (same !== kept) keep(same);
  return same;
}
