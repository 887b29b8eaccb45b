import { NumberInput, type NumberInputProps } from '@mantine/core';
import { useState } from 'react';
import { separators } from '@/ui/FieldNumber';

type Shown = Omit<NumberInputProps, 'value' | 'onChange' | 'defaultValue'> & {
  value: number;
  onNumber: (value: number) => void;
};

/** A number that is told when it is one; what is half written stays as it is until the box is left. */
export function NumberBox({ value, onNumber, ...props }: Shown) {
  const [typed, setTyped] = useState<string | number | null>(null);
  const [decimal, thousand] = separators();
  return (
    <NumberInput
      {...props}
      value={typed ?? value}
      onChange={(next) => {
        setTyped(next);
        if (typeof next === 'number') onNumber(next);
      }}
      onBlur={() => setTyped(null)}
      decimalSeparator={decimal}
      thousandSeparator={thousand}
      allowedDecimalSeparators={['.', ',']}
    />
  );
}
