// The only file that knows JsSIP; loaded when a phone is wanted, as a chunk of its own.
import { UA, WebSocketInterface } from 'jssip';
import type { RTCSession } from 'jssip/lib/RTCSession';
import type { RTCSessionEvent } from 'jssip/lib/UA';
import type { PhoneAccount } from '@/api/phone';

/** What the line tells. */
export interface LineEvents {
  linked(): void;
  unlinked(): void;
  registered(): void;
  /** Asterisk has refused the registration: the account is over, or was replaced. */
  refused(): void;
  called(): void;
  answered(connection: RTCPeerConnection): void;
  ended(): void;
}

/** A registered phone with at most one call. */
export interface Line {
  call(name: string): void;
  hangUp(): void;
  renew(account: PhoneAccount): void;
  send(track: MediaStreamTrack): Promise<void>;
  close(): void;
}

const REGISTER_S = 120;
// A browser that looks for further ways out of its network would hold the answer back for seconds.
const GATHER_MS = 300;

/** Register the account, and take every call at once with the voice of `microphone`. */
export function openLine(account: PhoneAccount, microphone: () => MediaStream, tell: LineEvents): Line {
  const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
  const phone = new UA({
    sockets: [new WebSocketInterface(`${scheme}://${location.host}${account.websocket}`)],
    uri: account.uri,
    password: account.password,
    register_expires: REGISTER_S,
    session_timers: false,
    connection_recovery_min_interval: 1,
    connection_recovery_max_interval: 4,
    user_agent: 'Pronto',
  });
  let current: RTCSession | undefined;

  const follow = (session: RTCSession) => {
    if (current && !current.isEnded()) current.terminate();
    current = session;
    const isCurrent = (act: () => void) => () => {
      if (current === session) act();
    };
    const end = isCurrent(() => {
      current = undefined;
      tell.ended();
    });
    session.on('ended', end);
    session.on('failed', end);
    session.on(
      'confirmed',
      isCurrent(() => tell.answered(session.connection)),
    );
    let isGathering = false;
    session.on('icecandidate', ({ ready }) => {
      if (!isGathering) setTimeout(ready, GATHER_MS);
      isGathering = true;
    });
    tell.called();
  };

  phone.on('connected', () => tell.linked());
  phone.on('disconnected', () => tell.unlinked());
  phone.on('registered', () => tell.registered());
  phone.on('registrationFailed', ({ response }) => {
    // Without a response the network has failed, and JsSIP tries again by itself.
    if (response) tell.refused();
  });
  phone.on('newRTCSession', ({ originator, session }: RTCSessionEvent) => {
    follow(session);
    if (originator === 'remote') session.answer({ mediaStream: microphone(), pcConfig: { iceServers: [] } });
  });
  phone.start();

  return {
    call: (name) => {
      const host = account.uri.split('@')[1];
      phone.call(`sip:${name}@${host}`, { mediaStream: microphone(), pcConfig: { iceServers: [] } });
    },
    hangUp: () => {
      if (current && !current.isEnded()) current.terminate();
    },
    renew: (next) => {
      phone.set('password', next.password);
      if (phone.isConnected()) phone.register();
    },
    send: async (track) => {
      const sender = current?.connection?.getSenders().find((one) => one.track?.kind === 'audio');
      await sender?.replaceTrack(track);
    },
    close: () => phone.stop(),
  };
}
