import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Captured } from '../../protocol/capture';
import type { Shape } from '../../state/roster';
import { words } from '../../words/words';
import { DeviceChoices } from '../DevicePanel';
import type { DevicesView } from '../devices_view';
import { FixCard } from '../FixCard';
import { CheckLine } from './CheckLine';
import { playChime } from './chime';
import './check.css';

/** Camera, microphone, loudspeaker and path, each tried before it matters; a card for every fault. */
export function DeviceCheckCard({
  devices,
  path,
  onHeard,
}: {
  devices: DevicesView;
  /** What there is to say about the path. */
  path: ComponentChildren;
  onHeard?: (heard: boolean) => void;
}) {
  const said = words.value.check;
  const { camera, microphone } = devices.model.captured.value;
  const [heard, setHeard] = useState<'untried' | 'playing' | 'asking' | 'yes' | 'no' | 'blocked'>('untried');
  const play = async () => {
    setHeard('playing');
    try {
      await playChime(devices.sounds.loudspeaker.peek());
      setHeard('asking');
    } catch {
      // The chosen loudspeaker is gone, or the browser wants a click first: this one was one.
      setHeard('blocked');
    }
  };
  const hear = (well: boolean) => {
    setHeard(well ? 'yes' : 'no');
    onHeard?.(well);
  };
  return (
    <section class="check-card" aria-label={said.title} data-check>
      <div class="check-preview">
        <Preview captured={camera} />
      </div>
      <ul class="check-lines">
        <CheckLine shape={shapeOf(camera)} name={words.value.device.camera} data="camera">
          {camera.track === undefined ? said.notYet : said.cameraOk}
        </CheckLine>
        <CheckLine shape={shapeOf(microphone)} name={words.value.device.microphone} data="microphone">
          {microphone.track === undefined ? said.notYet : said.microphoneOk}
        </CheckLine>
        <CheckLine
          shape={heard === 'yes' ? 'ok' : heard === 'no' || heard === 'blocked' ? 'bad' : 'warn'}
          name={words.value.device.loudspeaker}
          data="loudspeaker"
        >
          {heard === 'asking' ? (
            <>
              {said.heardAsk}
              <button type="button" class="button" onClick={() => hear(true)} data-action="heard">
                {said.heardYes}
              </button>
              <button type="button" class="button" onClick={() => hear(false)} data-action="not-heard">
                {said.heardNo}
              </button>
            </>
          ) : (
            <>
              {heard === 'yes' ? said.loudspeakerOk : heard === 'playing' ? said.playing : null}
              {heard === 'playing' ? null : (
                <button type="button" class="button" onClick={play} data-action="chime">
                  {heard === 'untried' ? said.play : said.playAgain}
                </button>
              )}
            </>
          )}
        </CheckLine>
        {path}
      </ul>
      {heard === 'no' || heard === 'blocked' ? (
        <div class="fix-card" role="alert">
          <h3>
            <span aria-hidden="true">▲</span> {said.notHeardTitle}
          </h3>
          <p>{said.notHeardHint}</p>
        </div>
      ) : null}
      <FixCard seat={devices} />
      <details class="check-choices">
        <summary>{words.value.device.choose}</summary>
        <DeviceChoices devices={devices} />
      </details>
    </section>
  );
}

function shapeOf({ track, opening, trouble }: Captured): Shape {
  if (track !== undefined) return 'ok';
  return opening || trouble === undefined ? 'warn' : 'bad';
}

/** The camera's picture, mirrored as people know themselves. */
function Preview({ captured }: { captured: Captured }) {
  const video = useRef<HTMLVideoElement>(null);
  const { track } = captured;
  useEffect(() => {
    const element = video.current;
    if (element === null || track === undefined) return;
    element.srcObject = new MediaStream([track]);
    // A muted picture may always start.
    element.play().catch(() => {});
    return () => {
      element.srcObject = null;
    };
  }, [track]);
  return track === undefined ? (
    <p class="soft">{words.value.check.noPicture}</p>
  ) : (
    <video ref={video} muted playsInline />
  );
}
