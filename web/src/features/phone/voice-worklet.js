// Runs beside the page, in the browser's audio thread: says when, in seconds of the context, a voice begins after a silence. A timer of the page would
// be slowed down in a tab that is not seen.

const AUDIBLE = 0.003; // -50 dB: louder than the noise of a room on the line
const SILENT_S = 0.3;

class VoiceOnset extends AudioWorkletProcessor {
  silentSince = 0;
  isSilent = true;

  process([input]) {
    const samples = input?.[0];
    let power = 0;
    for (const one of samples ?? []) power += one * one;
    const isAudible = samples !== undefined && Math.sqrt(power / samples.length) > AUDIBLE;
    if (isAudible) {
      if (this.isSilent) this.port.postMessage(currentTime);
      this.isSilent = false;
      this.silentSince = currentTime;
    } else if (currentTime - this.silentSince >= SILENT_S) {
      this.isSilent = true;
    }
    return true;
  }
}

registerProcessor('voice-onset', VoiceOnset);
