import { Textarea, type TextareaProps } from '@mantine/core';
import { type Bound, bind } from './Field';

export function FieldArea({ form, name, ...props }: Bound<TextareaProps>) {
  const { key, ...bound } = bind(form, name);
  return <Textarea key={key} name={name} autosize minRows={2} maxRows={12} {...props} {...bound} />;
}
