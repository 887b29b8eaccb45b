import { i18n } from '@lingui/core';
import { NumberInput, type NumberInputProps } from '@mantine/core';
import { type Bound, bind } from './Field';

/** A number as the language writes it: 3,5 in Italian. */
export function FieldNumber({ form, name, ...props }: Bound<NumberInputProps>) {
  const { key, ...bound } = bind(form, name);
  const [decimal, thousand] = separators();
  return (
    <NumberInput
      key={key}
      name={name}
      decimalSeparator={decimal}
      thousandSeparator={thousand}
      allowedDecimalSeparators={['.', ',']}
      {...props}
      {...bound}
    />
  );
}

/** The signs between whole and fraction, and between thousands, in the page's language. */
export function separators(): [string, string] {
  const parts = new Intl.NumberFormat(i18n.locale, { useGrouping: true }).formatToParts(12345.6);
  const of = (type: string, otherwise: string) => parts.find((part) => part.type === type)?.value ?? otherwise;
  return [of('decimal', '.'), of('group', ' ')];
}
