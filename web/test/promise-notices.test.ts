import { describe, expect, it } from 'vitest';
import { AHEAD_S, announced, noted, read, readNotices, SOON_S } from '@/features/workplace/promise-notices';

const NOW = 1_800_000_000;
const owed = (id: number, inS: number) => ({
  kind: 'callback',
  id,
  due_at: new Date((NOW + inS) * 1000).toISOString(),
});
const ids = (found: readonly { id: number }[]) => found.map(({ id }) => id);

describe('promises are announced', () => {
  it('an hour before, and not earlier', () => {
    const one = owed(1, AHEAD_S + 10);
    const notices = noted({}, [one], NOW, true);
    expect(ids(announced(notices, [one], NOW))).toEqual([]);
    expect(ids(announced(notices, [one], NOW + 10))).toEqual([1]);
  });

  it('once: what was read is not announced again, in another page neither', () => {
    const one = owed(1, AHEAD_S);
    const notices = read(noted({}, [one], NOW, true), one);
    expect(ids(announced(notices, [one], NOW))).toEqual([]);
    const later = noted(readNotices(JSON.stringify(notices)), [one], NOW + 60, true);
    expect(ids(announced(later, [one], NOW + 60))).toEqual([]);
  });

  it('again when they get another time', () => {
    const one = owed(1, AHEAD_S);
    const moved = owed(1, AHEAD_S + 600);
    const notices = noted(read(noted({}, [one], NOW, true), one), [moved], NOW, false);
    expect(ids(announced(notices, [moved], NOW + 600))).toEqual([1]);
  });

  it('shortly before, if they were made within the hour', () => {
    const known = owed(1, AHEAD_S - 60);
    const made = owed(2, AHEAD_S - 1);
    const notices = noted(noted({}, [known], NOW, true), [known, made], NOW, false);
    expect(ids(announced(notices, [known, made], NOW))).toEqual([1]);
    expect(ids(announced(notices, [known, made], NOW + AHEAD_S - SOON_S))).toEqual([1, 2]);
  });

  it('and forgotten a day later; what is kept in another form is left out', () => {
    const one = owed(1, 0);
    expect(noted(noted({}, [one], NOW, true), [], NOW + 2 * 86_400, false)).toEqual({});
    expect(readNotices('{"a": null, "b": {"due": "soon"}}')).toEqual({});
    expect(readNotices('nonsense')).toEqual({});
  });
});
