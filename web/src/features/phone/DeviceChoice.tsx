import { t } from '@lingui/core/macro';
import { Checkbox, Select, SimpleGrid, Slider, Stack, Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import { pluggedIn } from './devices';
import { usePhone } from './usePhone';

type Plugged = Awaited<ReturnType<typeof pluggedIn>>;

const options = (devices: MediaDeviceInfo[]) =>
  devices.map((one, index) => ({ value: one.deviceId, label: one.label || t`Device ${index + 1}` }));

/** Which microphone and headset, and how loud; kept for this computer. */
export function DeviceChoice() {
  const { devices, choose, state } = usePhone();
  const [plugged, setPlugged] = useState<Plugged>({ microphones: [], headsets: [] });
  // biome-ignore lint/correctness/useExhaustiveDependencies: names are told once the phone has the microphone
  useEffect(() => {
    const look = () => void pluggedIn().then(setPlugged);
    look();
    navigator.mediaDevices?.addEventListener('devicechange', look);
    return () => navigator.mediaDevices?.removeEventListener('devicechange', look);
  }, [state]);
  return (
    <Stack gap="sm">
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <Select
          label={t`Microphone`}
          placeholder={t`As the computer says`}
          data={options(plugged.microphones)}
          value={devices.microphone ?? null}
          onChange={(microphone) => void choose({ microphone: microphone ?? undefined })}
          clearable
        />
        <Select
          label={t`Headset`}
          placeholder={t`As the computer says`}
          data={options(plugged.headsets)}
          value={devices.headset ?? null}
          onChange={(headset) => void choose({ headset: headset ?? undefined })}
          clearable
        />
      </SimpleGrid>
      <div>
        <Text size="sm" fw={500} id="phone-volume">{t`Volume`}</Text>
        <Slider
          thumbProps={{ 'aria-labelledby': 'phone-volume' }}
          min={0.1}
          max={1}
          step={0.05}
          label={(volume) => `${Math.round(volume * 100)} %`}
          value={devices.volume}
          onChange={(volume) => void choose({ volume })}
        />
      </div>
      <Checkbox
        label={t`Take noise and echo out of my voice`}
        description={t`Switch it off if the headset does so by itself.`}
        checked={devices.cleans}
        onChange={(event) => void choose({ cleans: event.currentTarget.checked })}
      />
    </Stack>
  );
}
