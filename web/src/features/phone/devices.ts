// Which microphone and which headset: chosen once for each device that people sit at, and kept in its browser.

export interface Devices {
  microphone?: string;
  headset?: string;
  /** Volume of what is heard, 0 to 1. */
  volume: number;
  /** Whether the browser takes noise and echo out of the voice; a headset that does so itself needs none of it. */
  cleans: boolean;
}

const KEY = 'pronto-phone-devices';
const USUAL: Devices = { volume: 1, cleans: true };

export function keptDevices(): Devices {
  try {
    return { ...USUAL, ...JSON.parse(localStorage.getItem(KEY) ?? '{}') };
  } catch {
    return USUAL; // a browser that keeps nothing, or something that is not ours
  }
}

export function keepDevices(devices: Devices): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(devices));
  } catch {
    // A browser that keeps nothing asks again next time.
  }
}

/** What is plugged in. Names are told only once the microphone is allowed. */
export async function pluggedIn(): Promise<{ microphones: MediaDeviceInfo[]; headsets: MediaDeviceInfo[] }> {
  const all = (await navigator.mediaDevices?.enumerateDevices()) ?? [];
  return {
    microphones: all.filter((one) => one.kind === 'audioinput' && one.deviceId),
    headsets: all.filter((one) => one.kind === 'audiooutput' && one.deviceId),
  };
}

/** The voice of the chosen microphone; of another one if that is not plugged in. */
export async function openMicrophone(devices: Devices): Promise<MediaStream> {
  const cleaning = {
    echoCancellation: devices.cleans,
    noiseSuppression: devices.cleans,
    autoGainControl: devices.cleans,
  };
  const wanted = devices.microphone ? { deviceId: { ideal: devices.microphone } } : {};
  return navigator.mediaDevices.getUserMedia({ audio: { ...cleaning, ...wanted } });
}
