import { t } from '@lingui/core/macro';
import type { ComponentType } from 'react';
import {
  IconClock,
  IconNoLink,
  IconOk,
  IconPause,
  IconPhone,
  type IconProps,
  IconRetry,
  IconUser,
} from '@/ui/icons';
import type { Moment, Screen } from './screen';

/** A moment in a word, as the status bar and the page's title say it. */
export function wordOf(moment: Moment): string {
  switch (moment) {
    case 'logged_out':
      return t`Not at work`;
    case 'no_phone':
      return t`Phone not connected`;
    case 'ready':
      return t`Ready`;
    case 'preview':
      return t`Coming: look at it first`;
    case 'call_back':
      return t`Coming: promised call`;
    case 'ringing':
      return t`It is ringing`;
    case 'connecting':
      return t`Connecting`;
    case 'talking':
      return t`Talking`;
    case 'hold':
      return t`On hold`;
    case 'reconnecting':
      return t`Reconnecting`;
    case 'wrap_up':
      return t`Wrap-up`;
    case 'paused':
      return t`Pause`;
    case 'recovery_break':
      return t`Recovery break`;
  }
}

const ICONS: Readonly<Record<Moment, ComponentType<IconProps>>> = {
  logged_out: IconPause,
  no_phone: IconNoLink,
  ready: IconOk,
  preview: IconUser,
  call_back: IconClock,
  ringing: IconPhone,
  connecting: IconPhone,
  talking: IconPhone,
  hold: IconPause,
  reconnecting: IconRetry,
  wrap_up: IconClock,
  paused: IconPause,
  recovery_break: IconPause,
};

/** A shape that says the same as the word and the colour. */
export const iconOf = (moment: Moment): ComponentType<IconProps> => ICONS[moment];

/** Who ended the call. */
export function endWords(by: NonNullable<Screen['ended_by']>): string {
  switch (by) {
    case 'agent':
      return t`You hung up.`;
    case 'person':
      return t`The customer hung up.`;
    case 'pronto':
      return t`Pronto ended the call.`;
    case 'unknown':
      return t`The call has ended.`;
  }
}
