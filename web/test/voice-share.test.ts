import { expect, it } from 'vitest';
import { added, noVoice, readVoice, shareOf } from '../src/features/phone/voice-share.ts';

const DAY = '2026-11-29';

it('the share is of loud seconds, and both may talk at once', () => {
  let voices = noVoice(DAY);
  expect(shareOf(voices)).toBeNull();
  voices = added(voices, { spoken: 0.8, heard: 0.1 }, 1);
  voices = added(voices, { spoken: 0.8, heard: 0.8 }, 1);
  voices = added(voices, { spoken: 0.2, heard: 0.2 }, 1); // nobody
  voices = added(voices, { spoken: 0.9, heard: 0.9 }, 60); // the page slept: nothing is known
  expect([voices.spoken, voices.heard, voices.last]).toEqual([2, 1, { spoken: 2, heard: 1 }]);
  expect(shareOf(voices)).toBeCloseTo(2 / 3);
});

it('is kept for the day, and nothing strange is read', () => {
  const voices = added(noVoice(DAY), { spoken: 1, heard: 0 }, 1);
  expect(readVoice(JSON.stringify(voices), DAY)).toEqual(voices);
  expect(readVoice(JSON.stringify(voices), '2026-11-30')).toEqual(noVoice('2026-11-30'));
  for (const strange of [null, 'x', '{"day":"2026-11-29","spoken":"1"}']) {
    expect(readVoice(strange, DAY)).toEqual(noVoice(DAY));
  }
});
