import { i18n } from '@lingui/core';
import { beforeEach, describe, expect, it } from 'vitest';
import { bytes, dateAndTime, duration, lasting, number, percent, weekdays } from '../src/words/format';

const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ');

describe('numbers and dates', () => {
  beforeEach(() => i18n.loadAndActivate({ locale: 'en', messages: {} }));

  it('are written as the language writes them', () => {
    const at = new Date(2026, 10, 28, 15, 4);
    expect([number(12345.678, 2), percent(0.0312), bytes(1_250_000)].map(plain)).toEqual([
      '12,345.68',
      '3.1 %',
      '1.3 MB',
    ]);
    expect(dateAndTime(at)).toBe('28 Nov 2026, 15:04');
    i18n.loadAndActivate({ locale: 'it', messages: {} });
    expect([number(12345.678, 2), percent(0.0312)].map(plain)).toEqual(['12.345,68', '3,1 %']);
    expect(dateAndTime(at)).toBe('28 nov 2026, 15:04');
    expect(weekdays()).toEqual(['lun', 'mar', 'mer', 'gio', 'ven', 'sab', 'dom']);
  });

  it('how long something takes looks like no clock', () => {
    expect([45, 900, 5400, 7200].map(lasting).map(plain)).toEqual(['45 secs', '15 mins', '1 hr 30 mins', '2 hrs']);
  });

  it('durations look like a clock', () => {
    expect([7, 65, 3723, -2].map(duration).map(plain)).toEqual(['7 s', '1:05', '1:02:03', '0 s']);
  });
});
