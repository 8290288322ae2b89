import { useEffect, useRef } from 'preact/hooks';
import { words } from '../../words/words';
import { setSingleKeys, singleKeys } from './single_keys';

/** The list of keys, and the switch that turns single letters off. */
export function Shortcuts({ onClose }: { onClose: () => void }) {
  const host = words.value.host;
  const said = words.value.keys;
  const close = useRef<HTMLButtonElement>(null);
  useEffect(() => close.current?.focus(), []);
  const rows: readonly (readonly [readonly string[], string])[] = [
    [[host.arrows], host.shortcutMove],
    [['Enter'], host.shortcutStage],
    [['0'], host.shortcutMain],
    [['G'], said.grant],
    [['E'], said.end],
    [['A'], said.muteAll],
    [['X'], said.muteChosen],
    [['B'], said.broadcast],
    [['R'], said.rollCall],
    [['Y', 'N', 'S'], said.marks],
    [['P'], said.patrol],
    [['W'], said.wall],
    [['K'], said.readiness],
    [['M'], host.shortcutMute],
    [['U'], said.undo],
    [['Esc'], said.close],
    [['?'], host.shortcutHelp],
  ];
  return (
    <div class="over" role="dialog" aria-modal="true" aria-label={said.title}>
      <section class="over-card">
        <h2>{said.title}</h2>
        <dl class="shortcuts">
          {rows.map(([keys, meaning]) => (
            <div key={meaning}>
              <dt>
                {keys.map((key) => (
                  <kbd key={key} class="key">
                    {key}
                  </kbd>
                ))}
              </dt>
              <dd>{meaning}</dd>
            </div>
          ))}
        </dl>
        <label class="check">
          <input
            type="checkbox"
            checked={singleKeys.value}
            onChange={(event) => setSingleKeys(event.currentTarget.checked)}
          />
          {said.enabled}
        </label>
        <button ref={close} type="button" class="button" onClick={onClose}>
          {words.value.app.close}
        </button>
      </section>
    </div>
  );
}
