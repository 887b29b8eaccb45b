import { Checkbox, type CheckboxProps, Switch, type SwitchProps } from '@mantine/core';
import { type Bound, bind } from './Field';

export function FieldSwitch({ form, name, ...props }: Bound<SwitchProps>) {
  const { key, ...bound } = bind(form, name, 'checkbox');
  return <Switch key={key} name={name} {...props} {...bound} />;
}

export function FieldCheck({ form, name, ...props }: Bound<CheckboxProps>) {
  const { key, ...bound } = bind(form, name, 'checkbox');
  return <Checkbox key={key} name={name} {...props} {...bound} />;
}
