import { useState } from 'preact/hooks';
import { attendanceApi } from '../../app/services';
import { ChoiceBar } from '../../design/choices';
import { AskFirst } from '../../design/fields';
import { ProblemNote } from '../../design/Notice';
import { StatusShape } from '../../design/StatusShape';
import { recordFile } from '../../protocol/attendance_api';
import type { DeskAction } from '../../wire/DeskAction';
import type { ExportFormat } from '../../wire/ExportFormat';
import type { Review } from '../../wire/Review';
import { clockTime, dayAndTime } from '../../words/time';
import { language, words } from '../../words/words';
import { DeskLink } from '../DeskMenu';
import { LoadedPart } from '../LoadedPart';
import { useLoaded, useSubmission } from '../loaded';
import { Corrections } from './Corrections';
import { Matrix } from './Matrix';
import { Minutes } from './Minutes';
import { minutesOf, rowsWith, TROUBLES, type Trouble } from './trouble';
import { VenueDialog } from './VenueDialog';

const FORMATS: readonly ExportFormat[] = ['xlsx', 'csv', 'pdf', 'json'];

/** Sends what staff add; true where it was taken. */
export type Act = (action: DeskAction) => Promise<boolean>;

/** The record of one session: who was due and who was there, and what staff add to it. */
export function ReviewPage({ session }: { session: number }) {
  const { loaded, reload } = useLoaded(() => attendanceApi.review(session));
  const submission = useSubmission();
  const act: Act = async (action) => {
    const reply = await submission.submit(() => attendanceApi.act(session, action));
    if (reply?.ok) loaded.value = { state: 'here', value: reply.body };
    return reply?.ok === true;
  };
  const failure = submission.failure.value;
  return (
    <LoadedPart loaded={loaded.value} onRetry={reload}>
      {(review) => (
        <Reviewed
          review={review}
          act={act}
          busy={submission.busy.value}
          problem={failure === undefined ? null : <ProblemNote problem={failure.problem} />}
        />
      )}
    </LoadedPart>
  );
}

function Reviewed(props: { review: Review; act: Act; busy: boolean; problem: preact.ComponentChild }) {
  const { review, act } = props;
  const [trouble, setTrouble] = useState<Trouble>('all');
  const [chosen, setChosen] = useState<number | undefined>(undefined);
  const said = words.value.attendance;
  const { record, confirmed } = review;
  const row = record.venues.find((of) => of.venue === chosen);
  const frozen = confirmed !== null;
  const outage = record.outages.reduce((sum, of) => sum + of.to_ms - of.from_ms, 0);
  return (
    <>
      <header class="page-head">
        <h1>{review.title}</h1>
        <DeskLink to="/attendance" class="button no-print" name={said.back} />
      </header>
      <p>
        {dayAndTime(record.opened_ms)}
        {record.ended_ms === null ? ` · ${said.live}` : `–${clockTime(record.ended_ms)}`}
        {' · '}
        {confirmed === null ? (
          <>
            <StatusShape shape="warn" label="" /> {said.draft}
          </>
        ) : (
          <span data-confirmed>
            <StatusShape shape="ok" label="" />{' '}
            {said.confirmedBy(confirmed.by.name, dayAndTime(confirmed.at_ms))}
          </span>
        )}
      </p>
      {outage === 0 ? null : (
        <p>
          <StatusShape shape="warn" label="" /> {said.outage(minutesOf(outage))}
        </p>
      )}
      {props.problem}
      <div class="no-print">
        <ChoiceBar
          label={said.filter}
          value={trouble}
          options={TROUBLES.map((of) => ({
            value: of,
            label: `${said.filters[of]} ${rowsWith(review, of).length}`,
          }))}
          onChoose={setTrouble}
        />
      </div>
      <Matrix review={review} rows={rowsWith(review, trouble)} onChoose={setChosen} />
      <Minutes review={review} act={act} busy={props.busy} frozen={frozen} />
      <Corrections review={review} act={act} busy={props.busy} frozen={frozen} />
      <footer class="attendance-foot no-print">
        <div>
          <h2>{said.exports}</h2>
          <p class="soft">{said.exportNote}</p>
          <p class="attendance-files">
            {FORMATS.map((format) => (
              <a
                key={format}
                class="button"
                data-export={format}
                href={recordFile(review.session, format, language.value)}
                download
              >
                {said.formats[format]}
              </a>
            ))}
          </p>
        </div>
        {review.may_confirm && !frozen ? (
          record.ended_ms === null ? (
            <p class="soft">{said.confirmWait}</p>
          ) : (
            <AskFirst
              label={said.confirm}
              question={said.confirmAsk}
              yes={said.confirmYes}
              disabled={props.busy}
              onYes={() => act({ action: 'confirm' })}
            />
          )
        ) : null}
      </footer>
      {row === undefined ? null : (
        <VenueDialog
          review={review}
          row={row}
          act={act}
          busy={props.busy}
          frozen={frozen}
          problem={props.problem}
          onClose={() => setChosen(undefined)}
        />
      )}
    </>
  );
}
