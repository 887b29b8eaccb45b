import { t } from '@lingui/core/macro';
import type { Action, Refusal } from './keymap';

/** What a key does, as its list and its button say it. */
export function labelOf(action: Action): string {
  switch (action) {
    case 'command_bar':
      return t`Find a command`;
    case 'next_region':
      return t`To the next part of the page`;
    case 'previous_region':
      return t`To the part before`;
    case 'script_next':
      return t`The script's next step`;
    case 'script_back':
      return t`The script's step before`;
    case 'hang_up':
      return t`Hang up`;
    case 'hand':
      return t`Raise the hand`;
    case 'mute':
      return t`Mute`;
    case 'hold':
      return t`Hold`;
    case 'mood_up':
      return t`Mood up`;
    case 'mood_down':
      return t`Mood down`;
    case 'customer_type':
      return t`The next kind of customer`;
    case 'agrees':
      return t`Agrees to offers`;
    case 'objects':
      return t`Wants no offers`;
    case 'never_again':
      return t`Never call again`;
    case 'audio':
      return t`Audio`;
    case 'undo':
      return t`Undo the disposition`;
    case 'recovery_break':
      return t`Recovery break`;
    case 'pause_after':
      return t`Pause`;
    case 'more_time':
      return t`More time for the wrap-up`;
    case 'lock':
      return t`Lock the screen`;
  }
}

/** Why a key may not be used. */
export function whyNot(refusal: Refusal): string {
  switch (refusal) {
    case 'single':
      return t`A key that writes needs Ctrl or Alt: otherwise it would act while you type.`;
    case 'escape':
      return t`Escape closes dialogs, and ends nothing else.`;
    case 'alt_gr':
      return t`Ctrl and Alt together are AltGr, which writes @ and €.`;
    case 'reserved':
      return t`The browser or the text fields need this key.`;
    case 'system':
      return t`The operating system needs this key.`;
  }
}

/** A key as people read it: Ctrl+K, Shift+F4, Alt+↑. */
export function keyText(name: string): string {
  const shown: Readonly<Record<string, string>> = {
    Control: t`Ctrl`,
    Shift: t`Shift`,
    ArrowUp: '↑',
    ArrowDown: '↓',
    ArrowLeft: '←',
    ArrowRight: '→',
    Pause: t`Pause key`,
    Enter: t`Enter`,
    PageUp: t`Page Up`,
    PageDown: t`Page Down`,
  };
  return name
    .split('+')
    .map((part) => shown[part] ?? part)
    .join('+');
}
