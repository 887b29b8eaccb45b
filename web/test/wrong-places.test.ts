import { i18n } from '@lingui/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { fieldLabel, wrongPlaceText, wrongText } from '../src/ui/wrong-places';

beforeAll(() => i18n.loadAndActivate({ locale: 'en', messages: {} }));

describe('what is wrong with a request', () => {
  it.each([
    ['/law/overrides/0/person', 'Person'],
    ['/law/overrides/0', 'Exception'],
    ['/consent/obtained_at', 'Given on'],
    ['calls_per_second', 'New calls per second'],
    ['/tries/3/spent_ms', 'A value'],
  ])('at %s is said of %s, never of its pointer', (where, label) => {
    expect(fieldLabel(where)).toBe(label);
    expect(wrongPlaceText({ where, what: 'is too short' })).toBe(`${label}: is too short`);
  });

  it('is a sentence with its remedy', () => {
    const wrong = { where: '/name', what: 'is too short', mend: 'write at least 3 characters' };
    expect(wrongText(wrong)).toBe('Is too short: write at least 3 characters');
    expect(wrongPlaceText(wrong)).toBe('Name: is too short (write at least 3 characters)');
    expect(wrongPlaceText({ where: '', what: 'no trunk is enabled' })).toBe('No trunk is enabled');
  });
});
