import { Icon } from '../design/Icon';
import { words } from '../words/words';
import type { SoundPool } from './sound_pool';

/** Asks for the one click a browser may want before it plays sound. */
export function ListenButton({ sounds }: { sounds: SoundPool }) {
  if (!sounds.blocked.value) return null;
  return (
    <button
      type="button"
      class="listen"
      onClick={() => sounds.unblock()}
      title={words.value.hall.listenHint}
      data-action="listen"
    >
      <Icon name="loudspeaker" />
      <span>{words.value.hall.listen}</span>
    </button>
  );
}
