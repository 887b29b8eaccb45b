import { useEffect, useSyncExternalStore } from 'react';
import { phone } from './phone';

/** The phone of this tab: what it does, and what can be done with it. */
export function usePhone() {
  const view = useSyncExternalStore(phone.subscribe, phone.get);
  useEffect(() => phone.resume(), []);
  const { connect, resume, disconnect, takeOver, mute, hangUp, callEcho, choose, levels, expectVoice, beep } =
    phone;
  const acts = { connect, resume, disconnect, takeOver, mute, hangUp, callEcho, choose, levels, expectVoice, beep };
  return { ...view, ...acts, lineCounts: phone.lineCounts };
}
