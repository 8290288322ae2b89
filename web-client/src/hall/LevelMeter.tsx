import { useEffect, useRef } from 'preact/hooks';
import { words } from '../words/words';

/** How often the meter is redrawn, milliseconds. */
const REDRAW_MS = 60;
/** Amplitude that fills the meter; loud speech near a laptop. */
const FULL_AMPLITUDE = 0.25;

/** A bar that follows the microphone while the people choose it. */
export function LevelMeter({ track }: { track: MediaStreamTrack | undefined }) {
  const bar = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (track === undefined) return;
    const context = new AudioContext();
    const analyser = context.createAnalyser();
    context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    const timer = setInterval(() => {
      analyser.getFloatTimeDomainData(samples);
      const peak = samples.reduce((highest, sample) => Math.max(highest, Math.abs(sample)), 0);
      const level = Math.min(1, peak / FULL_AMPLITUDE);
      if (bar.current !== null) bar.current.style.transform = `scaleX(${level.toFixed(2)})`;
    }, REDRAW_MS);
    return () => {
      clearInterval(timer);
      context.close();
    };
  }, [track]);
  return (
    <div class="level">
      <div class="level-track">
        <div ref={bar} class="level-bar" />
      </div>
      <span class="soft">{words.value.device.level}</span>
    </div>
  );
}
