// How much of the talking was the agent's own: for the agent alone, measured and kept in this browser for the day. Pure.

/** Seconds in which a voice was loud enough to be speech. */
export interface Voices {
  readonly spoken: number;
  readonly heard: number;
}
export interface VoiceDay extends Voices {
  readonly day: string;
  /** Of the last talk, or the present one. */
  readonly last: Voices;
}

export const LOUD = 0.45; // speech near a microphone; a quiet room stays below
/** A page that is hidden is looked at less often; what is longer than this between two looks is not known. */
const KNOWN_S = 2;

const NONE: Voices = { spoken: 0, heard: 0 };

export const noVoice = (day: string): VoiceDay => ({ day, ...NONE, last: NONE });

/** What these levels add, after so many seconds; both may talk at once. */
export function added(voices: VoiceDay, levels: Voices, seconds: number): VoiceDay {
  const known = seconds > KNOWN_S ? 0 : Math.max(0, seconds);
  const spoken = levels.spoken > LOUD ? known : 0;
  const heard = levels.heard > LOUD ? known : 0;
  const last = { spoken: voices.last.spoken + spoken, heard: voices.last.heard + heard };
  return { ...voices, spoken: voices.spoken + spoken, heard: voices.heard + heard, last };
}

/** The agent's share of the talking, 0 to 1; null where nobody has said anything. */
export function shareOf({ spoken, heard }: Voices): number | null {
  return spoken + heard > 0 ? spoken / (spoken + heard) : null;
}

/** What was kept, if it is of this day. */
export function readVoice(kept: string | null, day: string): VoiceDay {
  try {
    const said = JSON.parse(kept ?? 'null') as Partial<VoiceDay> | null;
    const numbers = [said?.spoken, said?.heard, said?.last?.spoken, said?.last?.heard];
    return said?.day === day && numbers.every((one) => typeof one === 'number') ? (said as VoiceDay) : noVoice(day);
  } catch {
    return noVoice(day);
  }
}
