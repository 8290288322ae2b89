import { useState } from 'preact/hooks';
import { Icon } from '../design/Icon';
import type { DeviceChoice } from '../protocol/capture';
import { words } from '../words/words';
import type { DevicesView } from './devices_view';
import { LevelMeter } from './LevelMeter';
import type { SeatView } from './seat_view';

/** The button that opens the choice of devices. */
export function DeviceButton({ seat }: { seat: SeatView }) {
  const [open, setOpen] = useState(false);
  return (
    <div class="device-choice">
      <button
        type="button"
        class="device-switch"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        data-action="devices"
      >
        <Icon name="devices" />
        {words.value.device.settings}
      </button>
      {open ? <DevicePanel seat={seat} onClose={() => setOpen(false)} /> : null}
    </div>
  );
}

function DevicePanel({ seat, onClose }: { seat: SeatView; onClose: () => void }) {
  const said = words.value;
  return (
    <section
      class="device-panel"
      aria-label={said.device.choose}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        onClose();
      }}
    >
      <header>
        <h3>{said.device.choose}</h3>
        <button type="button" class="button button-quiet" onClick={onClose} aria-label={said.app.close}>
          <Icon name="close" />
        </button>
      </header>
      <DeviceChoices devices={seat} />
    </section>
  );
}

/** Which camera, microphone and loudspeaker are used; the microphone with its level. */
export function DeviceChoices({ devices }: { devices: DevicesView }) {
  const said = words.value;
  const { camera, microphone, loudspeaker } = devices.model.choices.value;
  const captured = devices.model.captured.value;
  return (
    <>
      <Choice
        label={said.device.camera}
        choices={camera}
        chosen={deviceOf(captured.camera.track)}
        onChoose={(id) => devices.openDevice('camera', id)}
      />
      <Choice
        label={said.device.microphone}
        choices={microphone}
        chosen={deviceOf(captured.microphone.track)}
        onChoose={(id) => devices.openDevice('microphone', id)}
      />
      <LevelMeter track={captured.microphone.track} />
      {devices.sounds.canChoose ? (
        <Choice
          label={said.device.loudspeaker}
          choices={loudspeaker.filter(({ id }) => id !== 'default')}
          chosen={devices.sounds.loudspeaker.value}
          systemDefault
          onChoose={(id) => devices.sounds.choose(id)}
        />
      ) : null}
    </>
  );
}

function deviceOf(track: MediaStreamTrack | undefined): string {
  return track?.getSettings().deviceId ?? '';
}

function Choice(props: {
  label: string;
  choices: readonly DeviceChoice[];
  chosen: string;
  systemDefault?: boolean;
  onChoose: (id: string) => void;
}) {
  const said = words.value.device;
  return (
    <label class="field">
      <span>{props.label}</span>
      <select
        value={props.chosen}
        disabled={props.choices.length === 0 && !props.systemDefault}
        onChange={(event) => props.onChoose(event.currentTarget.value)}
      >
        {props.systemDefault ? <option value="">{said.systemDefault}</option> : null}
        {props.choices.length === 0 && !props.systemDefault ? <option value="">{said.absent}</option> : null}
        {props.choices.map((choice, position) => (
          <option key={choice.id} value={choice.id}>
            {choice.label || `${props.label} ${position + 1}`}
          </option>
        ))}
      </select>
    </label>
  );
}
