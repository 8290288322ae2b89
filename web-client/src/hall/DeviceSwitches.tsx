import { Icon } from '../design/Icon';
import type { Captured, CaptureKind } from '../protocol/capture';
import { words } from '../words/words';
import type { SeatView } from './seat_view';

/** Microphone and camera, each with its state written out; a click switches it. */
export function DeviceSwitches({ seat, note }: { seat: SeatView; note?: string | undefined }) {
  return (
    <div class="device-switches">
      <DeviceSwitch seat={seat} kind="microphone" note={note} />
      <DeviceSwitch seat={seat} kind="camera" />
    </div>
  );
}

function DeviceSwitch({
  seat,
  kind,
  note,
}: {
  seat: SeatView;
  kind: CaptureKind;
  note?: string | undefined;
}) {
  const said = words.value.device;
  const captured = seat.model.captured.value[kind];
  const running = captured.track !== undefined;
  const sends = running && captured.enabled;
  const name = said[kind];
  const action = !running
    ? words.value.app.retry
    : kind === 'microphone'
      ? sends
        ? said.mute
        : said.unmute
      : sends
        ? said.turnOff(name)
        : said.turnOn(name);
  const press = () => (running ? seat.setEnabled(kind, !captured.enabled) : seat.openDevice(kind));
  return (
    <button
      type="button"
      class={`device-switch${sends ? '' : running ? ' device-switch-off' : ' device-switch-bad'}`}
      aria-pressed={sends}
      title={action}
      disabled={captured.opening}
      onClick={press}
      data-device={kind}
    >
      <Icon name={sends ? kind : `${kind}-off`} />
      <span class="device-switch-words">
        <span>
          {name} {stateWord(captured, kind)}
        </span>
        {note !== undefined && sends ? <span class="device-switch-note">{note}</span> : null}
      </span>
    </button>
  );
}

function stateWord(captured: Captured, kind: CaptureKind): string {
  const said = words.value.device;
  if (captured.opening) return said.opening;
  if (captured.track === undefined)
    return captured.trouble === undefined ? said.unknown : said[captured.trouble];
  if (captured.enabled) return said.on;
  return kind === 'microphone' ? said.muted : said.off;
}
