import { useEffect, useState } from 'preact/hooks';
import type { Place } from '../../wire/Place';
import { DeviceCheckCard } from './DeviceCheckCard';
import { PathLines } from './PathLines';
import { TestCall } from './test_call';

/** Devices and path are tried while the page waits for its session, and what was found is kept. */
export function WaitingCheck({ place }: { place: Place }) {
  const [call] = useState(() => new TestCall(place));
  useEffect(() => {
    call.start();
    return () => call.stop();
  }, [call]);
  return (
    <DeviceCheckCard
      devices={call.devices}
      path={<PathLines call={call} />}
      onHeard={(heard) => {
        call.heard.value = heard;
      }}
    />
  );
}
