import { useEffect } from 'preact/hooks';

/** Keeps the screen on while the page is visible, where the browser can (not on plain HTTP). */
export function useWakeLock(): void {
  useEffect(() => {
    let held: WakeLockSentinel | undefined;
    let left = false;
    const hold = async () => {
      if (!('wakeLock' in navigator) || document.visibilityState !== 'visible') return;
      try {
        const lock = await navigator.wakeLock.request('screen');
        if (left) await lock.release();
        else held = lock;
      } catch {
        // Refused on low battery; asked again when the page is next shown.
      }
    };
    document.addEventListener('visibilitychange', hold);
    hold();
    return () => {
      left = true;
      document.removeEventListener('visibilitychange', hold);
      held?.release();
    };
  }, []);
}
