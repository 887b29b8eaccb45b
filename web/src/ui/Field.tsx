import { PasswordInput, type PasswordInputProps, TextInput, type TextInputProps } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { wrongPlaceText, wrongText } from './wrong-places';

/** A form of `useForm` of @mantine/form; fields are bound to it by their name in the API's body. */
// biome-ignore lint/suspicious/noExplicitAny: a field works in a form of any values
export type Form = UseFormReturnType<any, any>;
export type Bound<Props> = Omit<Props, 'form' | 'name'> & { form: Form; name: string };

export const bind = (form: Form, name: string, type: 'input' | 'checkbox' = 'input') => ({
  key: form.key(name),
  ...form.getInputProps(name, { type }),
});

export function FieldText({ form, name, ...props }: Bound<TextInputProps>) {
  const { key, ...bound } = bind(form, name);
  return <TextInput key={key} name={name} {...props} {...bound} />;
}

export function FieldPassword({ form, name, ...props }: Bound<PasswordInputProps>) {
  const { key, ...bound } = bind(form, name);
  return <PasswordInput key={key} name={name} {...props} {...bound} />;
}

/**
 * Put what the API says of single fields at those fields. Returns what belongs to none of them, to be shown above.
 */
export function showErrors(
  form: Form,
  errors: readonly { where: string; what: string; mend?: string | undefined }[],
): string[] {
  const fields = form.getValues() as Record<string, unknown>;
  const nameOf = (where: string) => where.replace(/^\//, '').split('/')[0] ?? '';
  const own = errors.filter(({ where }) => nameOf(where) in fields);
  form.setErrors(Object.fromEntries(own.map((one) => [nameOf(one.where), wrongText(one)])));
  return errors.filter((one) => !own.includes(one)).map(wrongPlaceText);
}
