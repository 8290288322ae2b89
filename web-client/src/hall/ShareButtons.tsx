import { words } from '../words/words';
import type { SeatView } from './seat_view';
import type { SharedContent } from './slides_share';

const CONTENTS: readonly SharedContent[] = ['text', 'film'];

/** Starts sharing this computer's screen as slides, sharp or smooth, or ends it. */
export function ShareButtons({ seat, disabled }: { seat: SeatView; disabled: boolean }) {
  const { slides } = seat;
  const said = words.value.share;
  if (!slides.possible) return <p class="soft">{said.impossible}</p>;
  if (slides.sharing.value === 'sharing') {
    return (
      <button
        type="button"
        class="button button-first"
        onClick={() => slides.stop()}
        data-action="stop-sharing"
      >
        {said.stop}
      </button>
    );
  }
  return (
    <>
      {CONTENTS.map((content) => (
        <button
          key={content}
          type="button"
          class="button"
          disabled={disabled || slides.sharing.value === 'choosing'}
          onClick={() => slides.start(content)}
          data-share={content}
        >
          {said[content]}
        </button>
      ))}
    </>
  );
}
