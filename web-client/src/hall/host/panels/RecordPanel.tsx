import type { EndedQuestion } from '../../../wire/EndedQuestion';
import { clockTime, stopwatch } from '../../../words/time';
import { words } from '../../../words/words';
import type { SeatView } from '../../seat_view';
import type { OpenPanel } from '../panel';
import { QuestionWords } from '../QuestionWords';
import { Settling } from '../Settling';
import { Panel } from './Panel';

/** The questions that had the floor, newest first, with what became of each. */
export function RecordPanel({ seat, open }: { seat: SeatView; open: OpenPanel }) {
  const said = words.value.recordPanel;
  const ended = [...seat.model.floor.value.ended_questions].reverse();
  return (
    <Panel open={open} title={said.title} tall>
      {ended.length === 0 ? <p class="soft">{said.none}</p> : null}
      <ol class="record">
        {ended.map((each) => (
          <li key={each.question.number} data-ended={each.question.venue}>
            <p class="soft record-times">
              {clockTime(each.granted_ms)} · {said.spoke(stopwatch(each.ended_ms - each.granted_ms))}
            </p>
            <QuestionWords seat={seat} question={each.question} />
            <p class={each.outcome === undefined ? 'panel-warning' : 'record-outcome'}>{outcomeWord(each)}</p>
            {each.outcome === undefined ? (
              <Settling seat={seat} question={each.question} speaks={false} />
            ) : null}
          </li>
        ))}
      </ol>
    </Panel>
  );
}

function outcomeWord({ outcome }: EndedQuestion): string {
  const said = words.value.recordPanel;
  if (outcome === undefined) return said.open;
  return outcome.outcome === 'answered' ? said.answered : said.followUp(outcome.owner);
}
