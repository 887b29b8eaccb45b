import { markOnsets } from './onsets';

// What is heard, on its way through Web Audio: limited, measured, and out of the chosen headset.

// A shriek, or the tone of a fax, is as loud as loud speech and no louder. The knee begins where speech ends.
const LIMIT = { threshold: -12, knee: 0, ratio: 20, attack: 0.003, release: 0.25 };
const SAMPLES = 1024;
const BEEP = { hz: 660, gain: 0.2, seconds: 0.4 };

type Sinks = AudioContext & { setSinkId?(id: string): Promise<void> };

/** The way of the voices: of the person to the headset, and of the agent to the meter alone. */
export class AudioPath {
  /** Of what is heard, behind the limiter. */
  readonly heard: AnalyserNode;
  private readonly context: Sinks;
  private readonly gain: GainNode;
  private readonly limiter: DynamicsCompressorNode;
  private readonly spoken: AnalyserNode;
  private readonly samples = new Float32Array(SAMPLES);
  private microphone?: MediaStreamAudioSourceNode;
  private person?: MediaStreamAudioSourceNode;
  private readonly pump = new Audio();

  constructor() {
    this.context = new AudioContext({ latencyHint: 'interactive' });
    this.gain = this.context.createGain();
    this.limiter = new DynamicsCompressorNode(this.context, LIMIT);
    this.heard = new AnalyserNode(this.context, { fftSize: SAMPLES });
    this.spoken = new AnalyserNode(this.context, { fftSize: SAMPLES });
    this.limiter.connect(this.gain).connect(this.heard).connect(this.context.destination);
    void markOnsets(this.context, this.limiter);
    // Chromium gives Web Audio no voice of a call that no element plays as well.
    this.pump.muted = true;
  }

  /** Whether the browser waits for a key or a click before it plays anything. */
  get isHeldBack(): boolean {
    return this.context.state === 'suspended';
  }

  async wake(): Promise<void> {
    if (this.isHeldBack) await this.context.resume();
  }

  hear(stream: MediaStream): void {
    this.silence();
    this.pump.srcObject = stream;
    void this.pump.play().catch(() => {});
    this.person = this.context.createMediaStreamSource(stream);
    this.person.connect(this.limiter);
  }

  silence(): void {
    this.person?.disconnect();
    this.person = undefined;
    this.pump.srcObject = null;
  }

  speak(stream: MediaStream): void {
    this.microphone?.disconnect();
    this.microphone = this.context.createMediaStreamSource(stream);
    this.microphone.connect(this.spoken);
  }

  /** A short tone in the headset, as loud as what is heard. */
  beep(): void {
    const tone = new OscillatorNode(this.context, { frequency: BEEP.hz });
    const level = new GainNode(this.context, { gain: BEEP.gain });
    tone.connect(level).connect(this.gain);
    tone.start();
    tone.stop(this.context.currentTime + BEEP.seconds);
  }

  setVolume(volume: number): void {
    this.gain.gain.setTargetAtTime(volume, this.context.currentTime, 0.02);
  }

  /** Play through this headset; one that is gone leaves the system's own. */
  async playThrough(headset: string | undefined): Promise<void> {
    await this.context.setSinkId?.(headset ?? '').catch(() => {});
  }

  /** Loudness now, 0 to 1: of the agent, and of the person. */
  levels(): { spoken: number; heard: number } {
    return { spoken: this.level(this.spoken), heard: this.person ? this.level(this.heard) : 0 };
  }

  close(): void {
    this.silence();
    this.microphone?.disconnect();
    void this.context.close().catch(() => {});
  }

  private level(analyser: AnalyserNode): number {
    analyser.getFloatTimeDomainData(this.samples);
    const power = this.samples.reduce((sum, one) => sum + one * one, 0) / SAMPLES;
    // From -60 dB, a quiet room, to full scale.
    return Math.min(1, Math.max(0, 1 + (10 * Math.log10(power + 1e-12)) / 60));
  }
}
