import { venueNumber } from '../../state/roster';
import type { Corrected } from '../../wire/Corrected';
import type { Correction } from '../../wire/Correction';
import type { Figures } from '../../wire/Figures';
import type { Review } from '../../wire/Review';
import { clockTime, dayAndTime } from '../../words/time';
import { words } from '../../words/words';
import type { Act } from './ReviewPage';
import { minutesOf } from './trouble';

/** Leave that was noted and every correction, with what became of it. */
export function Corrections(props: { review: Review; act: Act; busy: boolean; frozen: boolean }) {
  const { corrections, leaves } = props.review.record;
  const said = words.value.attendance;
  return (
    <section class="table-section">
      <h2>{said.corrections}</h2>
      {corrections.length + leaves.length === 0 ? <p class="soft">{said.noCorrections}</p> : null}
      <ul class="attendance-list">
        {leaves.map((leave) => (
          <li key={`${leave.venue}/${leave.person ?? ''}`} class="card">
            <p>
              {venueNumber(leave.venue)} {leave.person ?? ''} {said.onLeave(leave.reason)}{' '}
              <span class="soft">{said.notedBy(leave.by.name, dayAndTime(leave.at_ms))}</span>
            </p>
            {props.frozen ? null : (
              <button
                type="button"
                class="button no-print"
                disabled={props.busy}
                onClick={() =>
                  props.act({
                    action: 'withdraw-leave',
                    venue: leave.venue,
                    ...(leave.person === null ? {} : { person: leave.person }),
                  })
                }
              >
                {said.withdrawLeave}
              </button>
            )}
          </li>
        ))}
        {corrections.map((of) => (
          <li key={of.number} class="card" data-correction={of.number}>
            <p>
              <strong>{said.correction(of.number)}</strong> · {venueNumber(of.venue)} · {what(of.corrected)} ·{' '}
              {of.reason}
            </p>
            <p class="soft">
              {said.before} {figures(of.before)} · {said.after} {figures(of.after)} ·{' '}
              {said.proposedBy(of.by.name, dayAndTime(of.at_ms))}
            </p>
            <Verdict of={of} {...props} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Verdict(props: { of: Correction; review: Review; act: Act; busy: boolean }) {
  const { of, review } = props;
  const said = words.value.attendance;
  if (of.verdict !== null) {
    const word = of.verdict.approved ? said.approved : said.refused;
    return <p>{said.decidedBy(word, of.verdict.by.name, dayAndTime(of.verdict.at_ms))}</p>;
  }
  if (!review.may_confirm) return <p>{said.waiting}</p>;
  const decide = (approved: boolean) => props.act({ action: 'decide', correction: of.number, approved });
  const own = of.by.id === review.me.id;
  return (
    <p class="attendance-files no-print">
      {own ? (
        <span>{said.ownCorrection}</span>
      ) : (
        <button
          type="button"
          class="button button-first"
          disabled={props.busy}
          data-action="approve"
          onClick={() => decide(true)}
        >
          {said.approve}
        </button>
      )}
      <button type="button" class="button" disabled={props.busy} onClick={() => decide(false)}>
        {said.refuse}
      </button>
    </p>
  );
}

function what(corrected: Corrected): string {
  const said = words.value.attendance;
  if ('headcount' in corrected) return said.headcountIs(corrected.headcount);
  if ('there' in corrected) {
    return said.wasThere(clockTime(corrected.there.from_ms), clockTime(corrected.there.to_ms));
  }
  return said.wasAway(clockTime(corrected.away.from_ms), clockTime(corrected.away.to_ms));
}

function figures(of: Figures): string {
  const people = of.headcount === null ? '–' : String(of.headcount);
  return words.value.attendance.figures(people, minutesOf(of.there_ms));
}
