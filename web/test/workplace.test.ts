import { expect, it } from 'vitest';
import { proofOf } from '../src/features/session/proof.ts';
import {
  asDispose,
  type Disposition,
  type Given,
  indexOfDigit,
  isMeantForBefore,
  lackingOf,
  lacks,
  slots,
  suggestedBy,
  undoLeft,
} from '../src/features/workplace/disposition.ts';
import { newer } from '../src/features/workplace/drafts.ts';
import {
  ACTIONS,
  actionOf,
  DEFAULTS,
  nameOf,
  nextOf,
  readKeymap,
  refusalOf,
  remapped,
} from '../src/features/workplace/keys/keymap.ts';
import { isHeld, readLock } from '../src/features/workplace/lock-record.ts';
import { nameLead } from '../src/features/workplace/paint.ts';
import { placeOf, timesIn } from '../src/features/workplace/place.ts';
import { momentOf, type Screen } from '../src/features/workplace/screen.ts';
import { writtenTime } from '../src/features/workplace/written-time.ts';

const screen = (more: Partial<Screen>): Screen => ({ agent_id: 7, state: 'ready', since: 100, ...more });
const here = { wish: 'ready', wishAt: 50 };

it.each([
  [undefined, { wish: 'logged_out', wishAt: null }, 'logged_out'],
  [undefined, here, 'no_phone'],
  [screen({}), here, 'ready'],
  [screen({}), { wish: 'logged_out', wishAt: 120 }, 'logged_out'],
  [screen({}), { wish: 'logged_out', wishAt: 80 }, 'ready'],
  [screen({ state: 'talking' }), { wish: 'logged_out', wishAt: 120 }, 'talking'],
  [screen({ state: 'talking', hold: { since: 101 } }), here, 'hold'],
  [screen({ state: 'talking', hold: { since: 101 }, rejoin: { since: 102, until: 114 } }), here, 'reconnecting'],
  [screen({ state: 'paused', reason: 'after_hard_call', returns_at: 200 }), here, 'recovery_break'],
  [screen({ state: 'paused', reason: 'lunch' }), here, 'paused'],
  [screen({ state: 'paused', reason: 'lunch', returns_at: 200 }), here, 'paused'],
  [screen({ state: 'logged_out' }), here, 'logged_out'],
] as const)('the moment is told from the screen and what the database knows', (shown, standing, moment) => {
  expect(momentOf(shown, standing)).toBe(moment);
});

const plain: Disposition = { code: 'no', label: 'No', needs_callback: false, is_success: false };
const given: Given = { reason: null, note: ' ', callbackAt: null, said: new Set(), mustSay: ['who'], facts: {} };

it('a disposition asks only for what it requires', () => {
  expect(lacks(plain, given)).toEqual([]);
  expect(lacks({ ...plain, needs_callback: true }, given)).toEqual(['callback']);
  expect(lacks({ ...plain, is_success: true }, given)).toEqual(['said']);
  expect(lacks({ ...plain, is_success: true }, { ...given, said: new Set(['who']) })).toEqual([]);
  const strict = { ...plain, reasons: [{ code: 'dear', labels: { en: 'Dear' } }], requires: ['note', 'topic'] };
  expect(lacks(strict, given)).toEqual(['reason', 'topic', 'note']);
  const all = { ...given, reason: 'dear', note: 'too dear', facts: { topic: 'price' } };
  expect(lacks(strict, all)).toEqual([]);
});

it('a digit names an item of the list, and nothing else does', () => {
  expect(['1', '3', '4', '0', 'a', 'F1'].map((key) => indexOfDigit(key, 3))).toEqual([
    0,
    2,
    null,
    null,
    null,
    null,
  ]);
});

it('times that can be promised lie ahead, in order of the list', () => {
  const morning = slots(new Date(2026, 10, 29, 9, 7));
  expect(morning.map(({ id }) => id)).toEqual([
    'in_an_hour',
    'in_three_hours',
    'this_evening',
    'tomorrow_morning',
    'tomorrow_afternoon',
    'in_a_week',
  ]);
  expect(morning[0]?.at).toEqual(new Date(2026, 10, 29, 10, 15));
  const night = slots(new Date(2026, 10, 29, 19, 0));
  expect(night.map(({ id }) => id)).not.toContain('this_evening');
});

it('a name leads its voice, or comes after it, by so many milliseconds', () => {
  expect(nameLead(5000, [])).toBeNull();
  expect(nameLead(5000, [1000, 5040, 9000])).toBe(40);
  expect(nameLead(5000, [1000, 4983])).toBe(-17);
  expect(nameLead(5000, [3000])).toBeNull(); // of the call before
});

it('the later draft is kept', () => {
  const [early, late] = [
    { note: 'a', typedAt: 1 },
    { note: 'b', typedAt: 2 },
  ];
  expect([newer(early, late), newer(late, early), newer(undefined, early)]).toEqual([late, late, early]);
});

const press = (key: string, ...held: string[]) =>
  nameOf({
    key,
    ctrlKey: held.includes('ctrl'),
    altKey: held.includes('alt'),
    shiftKey: held.includes('shift'),
    metaKey: false,
  });

it('keys are told by their names', () => {
  expect(press('k', 'ctrl')).toBe('Control+K');
  expect(press('F4', 'shift')).toBe('Shift+F4');
  expect(press('Shift', 'shift')).toBe('');
  expect(actionOf(press('l', 'ctrl', 'shift'), DEFAULTS)).toBe('lock');
  expect(actionOf(press('ArrowUp', 'alt'), DEFAULTS)).toBe('mood_up');
  expect(actionOf('4', DEFAULTS)).toBeNull();
});

it('no key of ours writes, ends a call by Escape, is AltGr, or is the browser’s', () => {
  const all = ACTIONS.flatMap((action) => DEFAULTS[action]);
  expect(new Set(all).size).toBe(all.length);
  expect(all.filter((key) => refusalOf(key))).toEqual([]);
  expect(['H', '4', 'Shift+H', 'Escape', 'Control+Alt+H', 'F5', 'Control+R', 'Meta+K'].map(refusalOf)).toEqual([
    'single',
    'single',
    'single',
    'escape',
    'alt_gr',
    'reserved',
    'reserved',
    'system',
  ]);
});

it('another key takes the place of the old ones, and leaves the action that had it', () => {
  const changed = remapped(DEFAULTS, 'mute', 'F9');
  expect([changed.mute, changed.hold]).toEqual([['F9'], []]);
  expect(readKeymap(JSON.stringify(changed))).toEqual(changed);
});

it.each(['{', 'null', '{"mute": "F9"}', '{"mute": ["M", "Escape", 4]}'])(
  'strange keys are left out: %s',
  (kept) => {
    expect(readKeymap(kept).hang_up).toEqual(DEFAULTS.hang_up);
    expect(readKeymap(kept).mute.filter((key) => refusalOf(key))).toEqual([]);
  },
);

it.each([
  [{ totp: true, has_password: true, has_provider: true }, 'code'],
  [{ totp: false, has_password: true, has_provider: true }, 'password'],
  [{ totp: false, has_password: false, has_provider: true }, 'provider'],
  [{ totp: false, has_password: false, has_provider: false }, 'none'],
])('a locked screen asks for a proof that the person has: %o', (me, proof) => {
  expect(proofOf(me)).toBe(proof);
});

it('a lock holds for its own person, in every tab, until a later proof', () => {
  const at = (minute: number) => new Date(Date.UTC(2026, 10, 29, 9, minute)).toISOString();
  const lock = { user: 7, proof: at(5) };
  expect(readLock(JSON.stringify(lock))).toEqual(lock);
  expect(['{', 'null', '{}', 'yes', null].map(readLock)).toEqual([null, null, null, null, null]);
  expect([at(5), at(4), null].map((proof) => isHeld(lock, 7, proof))).toEqual([true, true, true]);
  expect([isHeld(lock, 7, at(6)), isHeld(lock, 8, null), isHeld(null, 7, null)]).toEqual([false, false, false]);
  expect([isHeld({ user: 7, proof: null }, 7, null), isHeld({ user: 7, proof: null }, 7, at(1))]).toEqual([
    true,
    false,
  ]);
});

it('a promised time counts as asked for only where the agent says so', () => {
  const disposition = { ...plain, needs_callback: true };
  const promised = { at: Date.UTC(2026, 10, 30, 16) / 1000, mine: true, asked: false };
  const sent = asDispose('1.a', { disposition, reason: null, promised }, 'later', new Set(['who']));
  expect(sent).toEqual({
    attempt_id: '1.a',
    code: 'no',
    note: 'later',
    reason: null,
    callback_mine: true,
    callback_asked: false,
    callback_at: '2026-11-30T16:00:00.000Z',
    disclosed: ['who'],
  });
});

it('a time outside the hours says whether a wish of the person would open it', () => {
  const at = { at: '2026-03-02T20:30:00Z', opens_at: null };
  const evening = { ...at, is_open: false, is_open_if_asked: true };
  const night = { ...at, is_open: false, is_open_if_asked: false };
  const noon = { ...at, is_open: true, is_open_if_asked: true };
  expect([evening, night, noon, undefined].map((time) => lackingOf(time, false))).toEqual([
    'wish',
    'hours',
    null,
    null,
  ]);
  expect([evening, night].map((time) => lackingOf(time, true))).toEqual([null, 'hours']);
});

it('one key goes through a list, and past the last one to none', () => {
  const through = [''];
  for (let times = 0; times < 3; times++) through.push(nextOf(['hurried', 'wary'], through.at(-1) ?? ''));
  expect(through).toEqual(['', 'hurried', 'wary', '']);
  expect(nextOf(['hurried'], 'of another list')).toBe('hurried');
});

it('the place is the town of the list, else the preferred address', () => {
  const fields = { 'birth year': 1961, Città: 'Torino' };
  const points = [
    { kind: 'phone', value: '+390655512399', preferred: true },
    { kind: 'address', value: 'Via Po 1, Torino', preferred: false },
    { kind: 'address', value: 'Via Roma 2, Milano', preferred: true },
  ];
  expect(placeOf({ fields }, points)).toBe('Torino');
  expect(placeOf({ fields: { city: '' } }, points)).toBe('Via Roma 2, Milano');
  expect(placeOf({ fields: { city: null } }, points.slice(0, 1))).toBe('');
  expect(placeOf(undefined)).toBe('');
});

it('the local time is told once for zones that agree, and from west to east', () => {
  const at = Date.UTC(2026, 10, 29, 4, 30);
  expect(timesIn(['Europe/Rome'], at)).toEqual(['05:30']);
  expect(timesIn(['Europe/Rome', 'Europe/Berlin'], at)).toEqual(['05:30']);
  expect(timesIn(['America/New_York', 'America/Denver'], at)).toEqual(['21:30', '23:30']);
  expect(timesIn(['No/Where'], at)).toEqual([]);
});

it('a choice within 800 ms of an end that nobody here asked for was meant for the script', () => {
  expect([5_000, 5_799, 5_800].map((at) => isMeantForBefore(5_000, at))).toEqual([true, true, false]);
  expect(isMeantForBefore(null, 5_000)).toBe(false);
});

it('a disposition can be undone for eight seconds', () => {
  expect([0, 7_999, 8_000, 60_000].map((later) => undoLeft(1_000, 1_000 + later))).toEqual([8_000, 1, 0, 0]);
  expect(undoLeft(undefined, 1_000_000)).toBe(0);
});

it.each([
  ['it', 'gio 10', '2026-12-03 10:00'],
  ['it', 'mer 18', '2026-12-02 18:00'],
  ['it', 'mercoledì 9', '2026-12-09 09:00'],
  ['it', 'domani 15.30', '2026-12-03 15:30'],
  ['it', 'dopodomani alle 9', '2026-12-04 09:00'],
  ['it', 'gio alle 3', '2026-12-03 15:00'],
  ['it', '15', '2026-12-02 15:00'],
  ['it', '11', '2026-12-03 11:00'],
  ['it', '12/1 9', '2027-01-12 09:00'],
  ['it', '3 mar 10', '2027-03-03 10:00'],
  ['it', 'mar 10', '2026-12-08 10:00'],
  ['it', 'tra 20 min', '2026-12-02 12:20'],
  ['it', '2 ore', '2026-12-02 14:00'],
  ['en', 'thu 10', '2026-12-03 10:00'],
  ['en', 'tomorrow at 3 pm', '2026-12-03 15:00'],
  ['en', 'Friday 07:30', '2026-12-04 07:30'],
])('a time is read as it is written: %s “%s”', (locale, text, wanted) => {
  const at = writtenTime(text, locale, new Date(2026, 11, 2, 12, 0)); // a Wednesday
  expect(at?.toLocaleString('sv').slice(0, 16)).toBe(wanted);
});

it.each(['', 'gio', 'presto', 'gio ven 10', '30/2 10', 'oggi 9', '10 11', 'gio 25'])(
  'what is no time, or past, is none: “%s”',
  (text) => {
    expect(writtenTime(text, 'it', new Date(2026, 11, 2, 12, 0))).toBe(null);
  },
);

it.each([
  ['accepted', 'sold'],
  ['call_back', 'later'],
  ['do_not_call', 'never'],
  ['no', 'no'],
  ['complete', null],
  ['', null],
])('the end “%s” of the script suggests %s', (end, code) => {
  const all = [
    { code: 'no', is_success: false, needs_callback: false },
    { code: 'sold', is_success: true, needs_callback: false },
    { code: 'later', is_success: false, needs_callback: true },
    { code: 'never', is_success: false, needs_callback: false },
  ];
  expect(suggestedBy(end, all, 'never')).toBe(code);
});
