import { askStep } from '../../state/floor';
import type { HallModel } from '../../state/hall_model';
import { words } from '../../words/words';

/** Tells a screen reader where the venue's own question stands, each time that changes. */
export function AskAnnouncer({ model }: { model: HallModel }) {
  const said = words.value.floor;
  const own = askStep(model.floor.value, model.ownVenue.value);
  const text =
    own.step === 'waiting'
      ? said.toldWaiting(own.place)
      : own.step === 'speaking'
        ? said.toldGranted
        : own.step === 'closed'
          ? said.listClosed
          : '';
  return (
    <>
      <p class="heard-only" aria-live="assertive">
        {text}
      </p>
      <p class="heard-only" aria-live="polite">
        {model.mutedByChair.value ? said.mutedByChair : ''}
      </p>
    </>
  );
}
