import type { CaptureKind, CaptureTrouble } from '../protocol/capture';
import { words } from '../words/words';
import type { DevicesView } from './devices_view';

const KINDS: readonly CaptureKind[] = ['camera', 'microphone'];

/** What is wrong with the devices and what to do about it; nothing while both run. */
export function FixCard({ seat }: { seat: DevicesView }) {
  const captured = seat.model.captured.value;
  const said = words.value;
  const troubles = KINDS.flatMap((kind) => {
    const { trouble, track, opening } = captured[kind];
    return trouble === undefined || track !== undefined || opening ? [] : [{ kind, trouble }];
  });
  const [first, second] = troubles;
  if (first === undefined) return null;
  // The same trouble with both is one trouble.
  const shared = second?.trouble === first.trouble;
  const names = shared ? `${said.device.camera} / ${said.device.microphone}` : said.device[first.kind];
  return (
    <section class="fix-card" role="alert">
      <Fix trouble={first.trouble} names={names} />
      {second !== undefined && !shared ? (
        <Fix trouble={second.trouble} names={said.device[second.kind]} />
      ) : null}
      <p class="soft">{said.fix.watchOnly}</p>
      {first.trouble === 'insecure' ? null : (
        <button
          type="button"
          class="button button-first"
          onClick={() => {
            for (const { kind } of troubles) seat.openDevice(kind);
          }}
        >
          {said.app.retry}
        </button>
      )}
    </section>
  );
}

function Fix({ trouble, names }: { trouble: CaptureTrouble; names: string }) {
  const said = words.value.fix;
  const [title, hint] = {
    denied: [said.deniedTitle(names), said.deniedHint],
    absent: [said.absentTitle(names), said.absentHint],
    busy: [said.busyTitle(names), said.busyHint],
    insecure: [said.insecureTitle, said.insecureHint],
  }[trouble];
  return (
    <div>
      <h3>
        <span aria-hidden="true">▲</span> {title}
      </h3>
      <p>{hint}</p>
    </div>
  );
}
