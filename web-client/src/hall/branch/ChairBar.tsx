import { allMuted, grantable, stageFree } from '../../state/floor';
import { MAIN_VENUE } from '../../wire/constants';
import { words } from '../../words/words';
import { chairOf } from '../host/chair';
import type { SeatView } from '../seat_view';
import { venueTitle } from '../venue_words';

/** For a branch that has the chair: what it needs to lead a discussion, and the way to give it back. */
export function ChairBar({ seat }: { seat: SeatView }) {
  const { model } = seat;
  const said = words.value;
  const chair = chairOf(seat);
  if (!chair.holds) return null;
  const floor = model.floor.value;
  const own = model.ownVenue.value;
  const next = grantable(floor, own, model.venues.value);
  const asker = next === undefined ? undefined : model.venue(next.venue);
  const { speaking } = floor;
  const muted = allMuted(floor, model.branches.value);
  return (
    <section class="chair-bar" aria-label={said.more.chairHere} data-chair-here>
      <strong>{said.more.chairHere}</strong>
      {speaking === undefined ? (
        <button
          type="button"
          class="button button-first"
          disabled={!chair.ready || next === undefined}
          title={next === undefined ? said.deck.nextNone : undefined}
          onClick={() => {
            if (next !== undefined) chair.send({ command: 'grant', question: next.number });
          }}
          data-action="grant-next"
        >
          {said.floor.grant} {asker === undefined ? '' : venueTitle(asker, said)}
        </button>
      ) : (
        <button
          type="button"
          class="button button-first"
          disabled={!chair.ready}
          onClick={() => chair.send({ command: 'end-question', question: speaking.question.number })}
          data-action="end-speaking"
        >
          {said.floor.end}
        </button>
      )}
      <button
        type="button"
        class="button"
        disabled={!chair.ready}
        onClick={() => chair.send({ command: 'mute-all', muted: !muted })}
        data-action="mute-all"
      >
        {muted ? said.floor.unmuteAll : said.floor.muteAll}
      </button>
      <button
        type="button"
        class="button"
        disabled={!chair.ready || !stageFree(floor, own) || model.stage.value === MAIN_VENUE}
        onClick={() => seat.putOnStage(MAIN_VENUE)}
        data-action="back-to-main"
      >
        {said.more.backToMain}
      </button>
      <button
        type="button"
        class="button"
        disabled={!chair.ready}
        onClick={() => chair.send({ command: 'release-chair' })}
        data-action="release-chair"
      >
        {said.more.chairRelease}
      </button>
    </section>
  );
}
