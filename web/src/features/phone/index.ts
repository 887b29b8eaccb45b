import { lazy } from 'react';

// Only pages that are a phone load how its devices are chosen.
export const AudioPanel = lazy(async () => ({ default: (await import('./AudioPanel')).AudioPanel }));
export const DeviceCheck = lazy(async () => ({ default: (await import('./DeviceCheck')).DeviceCheck }));
export { LevelMeter } from './LevelMeter';
export { Leader } from './leader';
export type { PhoneState, Trouble } from './machine';
export { VOICE_HEARD } from './onsets';
export { PhoneStrip } from './PhoneStrip';
export type { PhoneView } from './phone';
export type { Quality } from './quality';
export { usePhone } from './usePhone';
export { useVoiceShare, voiceOfToday } from './useVoiceShare';
export { shareOf, type VoiceDay } from './voice-share';
export { qualityWords, stateWords, troubleWords } from './words';
