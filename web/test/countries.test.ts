import { i18n } from '@lingui/core';
import { expect, it } from 'vitest';
import { COUNTRIES, countryChoices } from '../src/words/countries';

it('offers each country once, by its name', () => {
  i18n.loadAndActivate({ locale: 'it', messages: {} });
  const choices = countryChoices();
  expect(choices.map(({ value }) => value).sort()).toEqual(COUNTRIES);
  expect(choices[0]).toEqual({ value: 'IT', label: 'Italia' });
  expect(choices.filter(({ value, label }) => value === label)).toEqual([]);
});
