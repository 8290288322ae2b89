import { Icon } from '../../design/Icon';
import type { HallModel } from '../../state/hall_model';
import { MAIN_VENUE } from '../../wire/constants';
import { words } from '../../words/words';

/** Says that the main venue's picture comes from an encoder; nothing while it is the console's camera's. */
export function EncoderNote({ model }: { model: HallModel }) {
  const said = words.value.streams;
  if (model.venue(MAIN_VENUE)?.encoder !== true) return null;
  return (
    <span class="encoder-note" title={said.mainFromEncoderHint} data-main-picture="encoder">
      <Icon name="encoder" />
      {said.mainFromEncoder}
    </span>
  );
}
