import { t } from '@lingui/core/macro';
import { Select, type SelectProps } from '@mantine/core';
import { useMemo } from 'react';
import { countryChoices } from '@/words/countries';
import { type Bound, bind } from './Field';

interface Shown extends Omit<SelectProps, 'data'> {
  /** What no country is called, where none may be. */
  unknown?: string;
}

/** A country of the world, by its name in the reader's language. */
export function CountrySelect({ unknown, ...props }: Shown) {
  const countries = useMemo(countryChoices, []); // another language mounts the page anew
  const none = unknown === undefined ? [] : [{ value: '', label: unknown }];
  return (
    <Select
      data={[...none, ...countries]}
      searchable
      limit={40}
      nothingFoundMessage={t`Nothing found`}
      allowDeselect={false}
      {...props}
    />
  );
}

export function FieldCountry({ form, name, ...props }: Bound<Shown>) {
  const { key, ...bound } = bind(form, name);
  return <CountrySelect key={key} name={name} {...props} {...bound} />;
}
