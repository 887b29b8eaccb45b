import source from './voice-worklet.js?url';

// When the far end was heard after a silence: a mark of the browser's own timeline, by which it can be told whether the
// person's name was painted before.

export const VOICE_HEARD = 'voice-heard';
const KEPT = 200;

const marks = () => performance.getEntriesByName(VOICE_HEARD, 'mark') as PerformanceMark[];

/** When what the audio thread had at `onset`, in seconds of the context, comes out of the headset: page's own time, ms. */
function heardAt(context: AudioContext, onset: number): number {
  const { contextTime = 0, performanceTime = 0 } = context.getOutputTimestamp();
  return performanceTime > 0 ? performanceTime + (onset - contextTime) * 1000 : performance.now();
}

function mark(context: AudioContext, onset: number): void {
  const heard = Math.max(0, heardAt(context, onset));
  performance.mark(VOICE_HEARD, { startTime: heard, detail: { at: Date.now() + heard - performance.now() } });
  const all = marks();
  if (all.length < 2 * KEPT) return;
  performance.clearMarks(VOICE_HEARD);
  for (const { startTime, detail } of all.slice(-KEPT)) performance.mark(VOICE_HEARD, { startTime, detail });
}

/** Mark each time when something is heard after a silence on its way through this node. */
export async function markOnsets(context: AudioContext, heard: AudioNode): Promise<void> {
  try {
    await context.audioWorklet.addModule(source);
  } catch {
    return; // an old browser: nothing is measured, all else works
  }
  if (context.state === 'closed') return;
  const onset = new AudioWorkletNode(context, 'voice-onset', { numberOfOutputs: 0 });
  onset.port.onmessage = ({ data }) => mark(context, data as number);
  heard.connect(onset);
}
