import { useState } from 'preact/hooks';
import { attendanceApi } from '../../app/services';
import { TextField } from '../../design/fields';
import { ProblemNote } from '../../design/Notice';
import type { AttendanceSettings } from '../../wire/AttendanceSettings';
import { words } from '../../words/words';
import { LoadedPart } from '../LoadedPart';
import { useLoaded, useSubmission } from '../loaded';

/** How attendance is judged, and how long logs are kept. */
export function Settings() {
  const settings = useLoaded(() => attendanceApi.settings());
  const erased = useLoaded(() => attendanceApi.erasures());
  const said = words.value.attendance;
  return (
    <section class="table-section no-print">
      <h2>{said.settings}</h2>
      <LoadedPart loaded={settings.loaded.value} onRetry={settings.reload}>
        {(known) => <SettingsForm known={known} />}
      </LoadedPart>
      <LoadedPart loaded={erased.loaded.value} onRetry={erased.reload}>
        {(of) => (of.length === 0 ? null : <p class="soft">{said.erased(of.length)}</p>)}
      </LoadedPart>
    </section>
  );
}

function SettingsForm({ known }: { known: AttendanceSettings }) {
  const [gap, setGap] = useState(String(known.thresholds.gap_s));
  const [late, setLate] = useState(String(known.thresholds.late_s));
  const [early, setEarly] = useState(String(known.thresholds.early_s));
  const [months, setMonths] = useState(String(known.keep_months));
  const [headsTo, setHeadsTo] = useState(known.heads_to.join(' '));
  const [saved, setSaved] = useState(false);
  const submission = useSubmission();
  const said = words.value.attendance;
  const save = async () => {
    setSaved(false);
    const reply = await submission.submit(() =>
      attendanceApi.changeSettings({
        thresholds: { gap_s: Number(gap), late_s: Number(late), early_s: Number(early) },
        keep_months: Number(months),
        heads_to: headsTo.split(/\s+/).filter((address) => address !== ''),
      }),
    );
    setSaved(reply?.ok === true);
  };
  return (
    <form
      class="card attendance-form"
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <TextField label={said.gap} type="number" min={0} max={3600} value={gap} onInput={setGap} />
      <TextField label={said.lateAfter} type="number" min={0} max={3600} value={late} onInput={setLate} />
      <TextField label={said.earlyBefore} type="number" min={0} max={3600} value={early} onInput={setEarly} />
      <TextField label={said.keepMonths} type="number" min={1} max={120} value={months} onInput={setMonths} />
      <TextField label={said.headsTo} optional value={headsTo} onInput={setHeadsTo} />
      {submission.failure.value === undefined ? null : (
        <ProblemNote problem={submission.failure.value.problem} />
      )}
      <div class="form-actions">
        <button type="submit" class="button button-first" disabled={submission.busy.value}>
          {said.save}
        </button>
        <span role="status">{saved ? said.saved : ''}</span>
      </div>
    </form>
  );
}
