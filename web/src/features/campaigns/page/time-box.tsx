import { TextInput } from '@mantine/core';
import { useState } from 'react';

interface Shown {
  label: string;
  /** As 09:00; 24:00 is the end of the day. */
  value: string;
  onTime: (value: string) => void;
  disabled: boolean;
}

const TIME = /^(([01]?\d|2[0-3]):[0-5]\d|24:00)$/;

/** A time of day, in 24 hours whatever the browser's own language says; told when it is one. */
export function TimeBox({ label, value, onTime, disabled }: Shown) {
  const [typed, setTyped] = useState<string | null>(null);
  return (
    <TextInput
      size="xs"
      w={70}
      aria-label={label}
      value={typed ?? value}
      disabled={disabled}
      maxLength={5}
      inputMode="numeric"
      error={typed !== null && !TIME.test(typed)}
      onChange={({ currentTarget: { value: written } }) => {
        setTyped(written);
        if (TIME.test(written)) onTime(written.padStart(5, '0'));
      }}
      onBlur={() => setTyped(null)}
    />
  );
}
