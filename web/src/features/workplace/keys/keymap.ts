// Which key does what: the defaults, what a person made of them, and what no key may be. Pure.

/** Everything on the page that a key can do. */
export const ACTIONS = [
  'command_bar',
  'next_region',
  'previous_region',
  'script_next',
  'script_back',
  'hang_up',
  'hand',
  'mute',
  'audio',
  'hold',
  'mood_up',
  'mood_down',
  'customer_type',
  'agrees',
  'objects',
  'never_again',
  'undo',
  'recovery_break',
  'pause_after',
  'more_time',
  'lock',
] as const;
export type Action = (typeof ACTIONS)[number];
export type Keymap = Readonly<Record<Action, readonly string[]>>;

/** As `aria-keyshortcuts` writes keys: modifiers first, joined by plus signs. */
export const DEFAULTS: Keymap = {
  command_bar: ['F2', 'Control+K'],
  next_region: ['F6'],
  previous_region: ['Shift+F6'],
  script_next: ['Control+Enter', 'PageDown'],
  script_back: ['PageUp'],
  hang_up: ['F4'],
  hand: ['F7'],
  mute: ['F8'],
  audio: ['Shift+F7'],
  hold: ['F9'],
  mood_up: ['Alt+ArrowUp'],
  mood_down: ['Alt+ArrowDown'],
  customer_type: ['Control+F7'],
  agrees: ['Control+F8'],
  objects: ['Control+F9'],
  never_again: ['Shift+F4'],
  undo: ['F10'],
  recovery_break: ['Shift+F8'],
  pause_after: ['Pause', 'Shift+F2'],
  more_time: ['Shift+F10'],
  lock: ['Control+Shift+L'],
};

/** What comes after, where one key goes through a list; after the last one nothing is chosen. */
export const nextOf = (codes: readonly string[], now: string): string => codes[codes.indexOf(now) + 1] ?? '';

const MODIFIERS = ['Control', 'Alt', 'Shift', 'Meta'] as const;
/** What browsers and text fields need, and Escape, which ends nothing here. */
const RESERVED = new Set([
  'F1',
  'F3',
  'F5',
  'F11',
  'F12',
  'Control+F4',
  'Alt+F4',
  'Control+F5',
  'Shift+F5',
  'Control+L',
  'Control+T',
  'Control+W',
  'Control+N',
  'Control+R',
  'Control+Tab',
  'Control+Shift+Tab',
  'Control+Shift+R',
  'Control+Shift+P',
  'Control+Shift+N',
  'Control+Shift+T',
  'Control+Shift+W',
  'Control+Shift+I',
  'Control+Shift+J',
  'Control+A',
  'Control+C',
  'Control+V',
  'Control+X',
  'Control+Z',
  'Control+Y',
  'Control+P',
  'Control+S',
  'Control+F',
  'Control+Backspace',
  'Alt+ArrowLeft',
  'Alt+ArrowRight',
  'Control+ArrowLeft',
  'Control+ArrowRight',
  'Control+Shift+ArrowLeft',
  'Control+Shift+ArrowRight',
  'Control+Home',
  'Control+End',
]); // prettier-ignore

interface Press {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
  readonly metaKey: boolean;
}

/** The name of a pressed key with its modifiers; empty while only modifiers are down. */
export function nameOf(press: Press): string {
  const key = press.key.length === 1 ? press.key.toUpperCase() : press.key;
  if ((MODIFIERS as readonly string[]).includes(key) || key === 'AltGraph' || key === 'Dead') return '';
  const held = [
    press.ctrlKey && 'Control',
    press.altKey && 'Alt',
    press.shiftKey && 'Shift',
    press.metaKey && 'Meta',
  ].filter(Boolean);
  return [...held, key === ' ' ? 'Space' : key].join('+');
}

/** Keys besides those with an F that no text needs. */
const WRITES_NOTHING = new Set(['Pause', 'ScrollLock', 'Insert', 'PageUp', 'PageDown']);

export type Refusal = 'single' | 'escape' | 'alt_gr' | 'reserved' | 'system';

/** Why a key may do nothing here; null if it may. */
export function refusalOf(name: string): Refusal | null {
  const parts = name.split('+');
  const key = parts.at(-1) ?? '';
  const held = new Set(parts.slice(0, -1));
  if (key === 'Escape') return 'escape';
  if (held.has('Control') && held.has('Alt')) return 'alt_gr'; // what AltGr sends: @ # [ ] { } of an Italian keyboard
  if (held.has('Meta')) return 'system';
  if (RESERVED.has(name)) return 'reserved';
  const isFunction = /^F\d{1,2}$/.test(key) || WRITES_NOTHING.has(key);
  if (!isFunction && !held.has('Control') && !held.has('Alt')) return 'single';
  return null;
}

/** The action of a key, if it has one. */
export function actionOf(name: string, keymap: Keymap): Action | null {
  return ACTIONS.find((action) => keymap[action].includes(name)) ?? null;
}

const each = (keysOf: (action: Action) => readonly string[]): Keymap =>
  Object.fromEntries(ACTIONS.map((action) => [action, keysOf(action)])) as unknown as Keymap;

/** Another key for an action; whichever had it before has it no more. */
export function remapped(keymap: Keymap, action: Action, name: string): Keymap {
  return each((one) => (one === action ? [name] : keymap[one].filter((key) => key !== name)));
}

/** What was kept of a person's own keys, on top of the defaults; anything strange in it is left out. */
export function readKeymap(kept: string | null): Keymap {
  let said: unknown;
  try {
    said = JSON.parse(kept ?? '{}');
  } catch {
    return DEFAULTS;
  }
  if (typeof said !== 'object' || said === null) return DEFAULTS;
  const own = said as Record<string, unknown>;
  const read = (action: Action) => {
    const keys = own[action];
    if (!Array.isArray(keys)) return DEFAULTS[action];
    return keys.filter((key): key is string => typeof key === 'string' && refusalOf(key) === null);
  };
  return each(read);
}
