import { useEffect, useRef } from 'react';
import { phone } from './phone';
import { added, readVoice, type VoiceDay } from './voice-share';

const LOOK_MS = 200;
const KEEP_MS = 5000;

const placeOf = (agentId: number): string => `pronto-voice-${agentId}`;
const today = (): string => new Date().toLocaleDateString('sv'); // as 2026-11-29, by this browser's own day

/** What was measured of the agent's voice today. */
export const voiceOfToday = (agentId: number): VoiceDay =>
  readVoice(localStorage.getItem(placeOf(agentId)), today());

/** Measure while a talk goes on at the phone of this page; nothing of it leaves the browser. */
export function useVoiceShare(agentId: number, isTalking: boolean, isMuted: boolean): void {
  const muted = useRef(isMuted);
  muted.current = isMuted;
  useEffect(() => {
    if (!isTalking) return;
    let voices: VoiceDay = { ...voiceOfToday(agentId), last: { spoken: 0, heard: 0 } };
    let at = performance.now();
    let keptAt = at;
    const keep = () => localStorage.setItem(placeOf(agentId), JSON.stringify(voices));
    const timer = setInterval(() => {
      const now = performance.now();
      const { spoken, heard } = phone.levels();
      voices = added(voices, { spoken: muted.current ? 0 : spoken, heard }, (now - at) / 1000);
      at = now;
      if (now - keptAt >= KEEP_MS) {
        keptAt = now;
        keep();
      }
    }, LOOK_MS);
    return () => {
      clearInterval(timer);
      keep();
    };
  }, [agentId, isTalking]);
}
