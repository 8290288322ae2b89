import type { Question } from '../../wire/Question';
import { words } from '../../words/words';
import type { SeatView } from '../seat_view';
import { venueTitle } from '../venue_words';

/** Who asks, and what about. */
export function QuestionWords({ seat, question }: { seat: SeatView; question: Question }) {
  const said = words.value.floor;
  return (
    <p class="question-words">
      <strong>{askerOf(seat, question)}</strong>
      {question.point_of_order ? <span class="question-order">{said.pointOfOrder}</span> : null}
      <span class={question.topic === '' ? 'question-topic soft' : 'question-topic'}>
        {question.topic === '' ? said.noTopic : question.topic}
      </span>
    </p>
  );
}

/** The asker's short title. */
export function askerOf({ model }: SeatView, { venue: number }: Pick<Question, 'venue'>): string {
  const venue = model.venue(number);
  return venue === undefined ? String(number) : venueTitle(venue, words.value);
}
