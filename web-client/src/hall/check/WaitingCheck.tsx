import { useEffect, useState } from 'preact/hooks';
import { DeviceCheckCard } from './DeviceCheckCard';
import { DeviceCheck } from './device_check';

/** The devices are tried while the page waits for its session. */
export function WaitingCheck() {
  const [check] = useState(() => new DeviceCheck());
  useEffect(() => {
    check.start();
    return () => check.stop();
  }, [check]);
  // A page that waits has been answered by the server; media are tried once there is a session.
  return <DeviceCheckCard devices={check} path="ok" />;
}
