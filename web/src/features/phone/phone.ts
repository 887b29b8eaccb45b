import { makePhoneAccount, type PhoneAccount } from '@/api/phone';
import { asProblem } from '@/api/problem';
import { AudioPath } from './audio';
import { type Devices, keepDevices, keptDevices, openMicrophone } from './devices';
import { Leader } from './leader';
import { type Machine, off, type PhoneEvent, type PhoneState, shown, step, type Trouble } from './machine';
import { type Counts, countsOf, type Quality, qualityBetween } from './quality';
import type { Line } from './sip';

/** What a page knows of the phone. A new object for each change, so that React sees it. */
export interface PhoneView {
  state: PhoneState;
  trouble?: Trouble;
  /** Whether Asterisk is reached just now; a call that is up goes on meanwhile. */
  isLinked: boolean;
  isMuted: boolean;
  /** Whether this tab has the phone. False as well while no tab has asked for it. */
  leader: boolean;
  /** Whether another tab has it, from which `takeOver` gets it. */
  isElsewhere: boolean;
  /** Whether the browser plays nothing until a key is pressed. */
  isHeldBack: boolean;
  quality: Quality;
  devices: Devices;
}

interface Seat {
  agentId: number;
  campaignId?: number;
}

const SEAT = 'pronto-phone-seat'; // in the tab's own memory: a page that is loaded again goes on at once
const COUNT_MS = 2000;
const RENEW_SHARE = 0.5; // of an account's life
const AGAIN_MS = 2000; // before another try, if the network or Asterisk is away
const REFUSALS = 2; // connections in a row that did not come about, until another account is made

/** The phone of this tab. It does nothing until somebody connects it, or the page is loaded again in a session. */
export class Phone {
  private machine: Machine = off;
  private view: PhoneView;
  private readonly listeners = new Set<() => void>();
  private readonly leader = new Leader('pronto-phone', () => this.leadChanged());
  private seat?: Seat;
  private account?: PhoneAccount;
  private audio?: AudioPath;
  private microphone?: MediaStream;
  private line?: Line;
  private connection?: RTCPeerConnection;
  private counts?: Counts;
  private isMuted = false;
  private isElsewhere = false;
  private isVoiceDue = true;
  private quality: Quality = 'unknown';
  private devices = keptDevices();
  private refusals = 0;
  private round = 0; // of `connect`: what belongs to an earlier one comes too late
  private renewing?: ReturnType<typeof setTimeout>;
  private counting?: ReturnType<typeof setInterval>;

  constructor() {
    this.view = this.look();
    addEventListener('pagehide', () => this.line?.hangUp());
    for (const kind of ['keydown', 'pointerdown'])
      addEventListener(kind, () => {
        if (this.audio?.isHeldBack) void this.audio.wake().then(() => this.changed());
      });
    navigator.mediaDevices?.addEventListener('devicechange', () => this.changed());
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly get = (): PhoneView => this.view;

  /** Register the phone of an agent who sits at this tab. */
  readonly connect = async (agentId: number, campaignId?: number): Promise<void> => {
    this.seat = { agentId, campaignId };
    sessionStorage.setItem(SEAT, JSON.stringify(this.seat));
    this.isElsewhere = !(await this.leader.claim());
    if (this.isElsewhere) return this.changed();
    await this.begin();
  };

  /** Go on where the page was before it was loaded again, or before the phone failed. */
  readonly resume = (): void => {
    const kept = sessionStorage.getItem(SEAT);
    const isIdle = this.machine.registration === 'failed' || (this.machine.registration === 'off' && !this.seat);
    if (!kept || !isIdle) return;
    const { agentId, campaignId } = JSON.parse(kept) as Seat;
    void this.connect(agentId, campaignId);
  };

  readonly disconnect = (): void => {
    sessionStorage.removeItem(SEAT);
    this.seat = undefined;
    this.isElsewhere = false;
    this.end({ type: 'closed' });
    this.leader.release();
  };

  /** Take the phone from the tab that has it, where this one is to have it. */
  readonly takeOver = async (): Promise<void> => {
    if (!this.seat || this.leader.isLeader) return;
    await this.leader.takeOver();
    this.isElsewhere = false;
    await this.begin();
  };

  readonly mute = (muted: boolean): void => {
    this.isMuted = muted;
    for (const track of this.microphone?.getAudioTracks() ?? []) track.enabled = !muted;
    this.changed();
  };

  /** Whether somebody is on the line, so that a voice is to come: what was counted before tells nothing of it. */
  readonly expectVoice = (isDue: boolean): void => {
    if (this.isVoiceDue === isDue) return;
    this.isVoiceDue = isDue;
    this.counts = undefined;
    this.quality = 'unknown';
    this.changed();
  };

  /** Play a short tone in the headset: only the agent hears it. */
  readonly beep = (): void => this.audio?.beep();

  readonly hangUp = (): void => this.line?.hangUp();

  /** Call the echo of the device check. */
  readonly callEcho = (): void => this.line?.call('echo');

  /** Loudness now, 0 to 1. Asked by what draws it, as often as it draws. */
  readonly levels = (): { spoken: number; heard: number } => this.audio?.levels() ?? { spoken: 0, heard: 0 };

  /** What is heard, for whoever measures it. */
  get heard(): AnalyserNode | undefined {
    return this.audio?.heard;
  }

  /** The last counts of the line, if a call is up. */
  get lineCounts(): Counts | undefined {
    return this.counts;
  }

  readonly choose = async (choice: Partial<Devices>): Promise<void> => {
    const before = this.devices;
    this.devices = { ...before, ...choice };
    keepDevices(this.devices);
    this.changed();
    if (!this.audio) return;
    this.audio.setVolume(this.devices.volume);
    await this.audio.playThrough(this.devices.headset);
    if (before.microphone !== this.devices.microphone || before.cleans !== this.devices.cleans) {
      if (await this.listen())
        for (const track of this.microphone?.getAudioTracks() ?? []) await this.line?.send(track);
    }
  };

  private async begin(): Promise<void> {
    this.end({ type: 'asked' });
    const round = this.round;
    const loading = import('./sip');
    if (!(await this.listen()) || round !== this.round) return;
    const account = await this.makeAccount(round);
    if (!account) return;
    const { openLine } = await loading;
    if (round !== this.round) return;
    this.line = openLine(account, () => this.microphone as MediaStream, {
      linked: () => {
        this.refusals = 0;
        this.tell({ type: 'linked' });
      },
      unlinked: () => {
        const isNew = !this.machine.isLinked;
        this.tell({ type: 'unlinked' });
        if (isNew && ++this.refusals >= REFUSALS) void this.renew(round);
      },
      registered: () => this.tell({ type: 'registered' }),
      refused: () => {
        this.tell({ type: 'unregistered' });
        this.again(round);
      },
      called: () => this.tell({ type: 'called' }),
      answered: (connection) => this.join(connection),
      ended: () => this.leave(),
    });
  }

  /** An account, however long the network is away; undefined if there is none to be had. */
  private async makeAccount(round: number): Promise<PhoneAccount | undefined> {
    while (this.seat && round === this.round) {
      try {
        this.account = await makePhoneAccount(this.seat.agentId, this.seat.campaignId);
        clearTimeout(this.renewing);
        const life = new Date(this.account.expires_at).getTime() - Date.now();
        this.renewing = setTimeout(() => void this.renew(round), Math.max(AGAIN_MS, life * RENEW_SHARE));
        return this.account;
      } catch (error) {
        const problem = asProblem(error);
        if (problem.kind !== 'network' && problem.status !== 503) {
          this.end({ type: 'failed', trouble: 'account' });
          return undefined;
        }
      }
      await new Promise((done) => setTimeout(done, AGAIN_MS));
    }
    return undefined;
  }

  private async renew(round: number): Promise<void> {
    this.refusals = 0;
    const account = await this.makeAccount(round);
    if (account && round === this.round) this.line?.renew(account);
  }

  private again(round: number): void {
    clearTimeout(this.renewing);
    this.renewing = setTimeout(() => void this.renew(round), AGAIN_MS);
  }

  /** Open the microphone. False, and the phone has failed, if there is none to be had. */
  private async listen(): Promise<boolean> {
    if (!navigator.mediaDevices || !navigator.locks) {
      this.end({ type: 'failed', trouble: 'unsupported' });
      return false;
    }
    try {
      const opened = await openMicrophone(this.devices);
      for (const track of this.microphone?.getTracks() ?? []) track.stop();
      this.microphone = opened;
    } catch (error) {
      const isRefused = error instanceof DOMException && error.name === 'NotAllowedError';
      this.end({ type: 'failed', trouble: isRefused ? 'microphone_refused' : 'microphone_missing' });
      return false;
    }
    this.audio ??= new AudioPath();
    this.audio.setVolume(this.devices.volume);
    this.audio.speak(this.microphone);
    void this.audio.playThrough(this.devices.headset);
    void this.audio.wake().then(() => this.changed());
    this.mute(this.isMuted);
    return true;
  }

  private join(connection: RTCPeerConnection): void {
    this.connection = connection;
    this.counts = undefined;
    const tracks = connection.getReceivers().map((one) => one.track);
    this.audio?.hear(new MediaStream(tracks.filter((one) => one.kind === 'audio')));
    clearInterval(this.counting);
    this.counting = setInterval(() => void this.count(), COUNT_MS);
    this.tell({ type: 'answered' });
  }

  private leave(): void {
    clearInterval(this.counting);
    this.connection = undefined;
    this.quality = 'unknown';
    this.audio?.silence();
    this.tell({ type: 'ended' });
  }

  private async count(): Promise<void> {
    const report = await this.connection?.getStats();
    if (!report) return;
    const now = countsOf(report.values());
    this.quality = qualityBetween(this.counts, now, this.isVoiceDue);
    this.counts = now;
    this.changed();
  }

  private leadChanged(): void {
    if (!this.leader.isLeader && this.seat) {
      this.isElsewhere = true;
      this.end({ type: 'closed' });
    }
    this.changed();
  }

  /** End what there is, with this event. */
  private end(event: PhoneEvent): void {
    this.round += 1;
    clearTimeout(this.renewing);
    clearInterval(this.counting);
    this.line?.close();
    this.line = undefined;
    this.connection = undefined;
    this.counts = undefined;
    this.quality = 'unknown';
    this.refusals = 0;
    if (event.type !== 'asked') {
      for (const track of this.microphone?.getTracks() ?? []) track.stop();
      this.microphone = undefined;
      this.audio?.close();
      this.audio = undefined;
      this.isMuted = false;
    } else {
      this.audio?.silence();
    }
    this.tell(event);
  }

  private tell(event: PhoneEvent): void {
    this.machine = step(this.machine, event);
    this.changed();
  }

  private changed(): void {
    this.view = this.look();
    for (const listener of this.listeners) listener();
  }

  private look(): PhoneView {
    return {
      state: shown(this.machine),
      trouble: this.machine.trouble,
      isLinked: this.machine.isLinked,
      isMuted: this.isMuted,
      leader: this.leader.isLeader,
      isElsewhere: this.isElsewhere,
      isHeldBack: this.audio?.isHeldBack ?? false,
      quality: this.quality,
      devices: this.devices,
    };
  }
}

/** The tab's one phone. */
export const phone = new Phone();
