import { useEffect, useRef } from 'preact/hooks';
import { words } from '../../words/words';

/** The list of keys. */
export function Shortcuts({ onClose }: { onClose: () => void }) {
  const said = words.value.host;
  const close = useRef<HTMLButtonElement>(null);
  useEffect(() => close.current?.focus(), []);
  const rows: readonly (readonly [readonly string[], string])[] = [
    [[said.arrows], said.shortcutMove],
    [['Enter'], said.shortcutStage],
    [['0', 'Esc'], said.shortcutMain],
    [['M'], said.shortcutMute],
    [['?'], said.shortcutHelp],
  ];
  return (
    <div class="over" role="dialog" aria-modal="true" aria-label={said.shortcuts}>
      <section class="over-card">
        <h2>{said.shortcuts}</h2>
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
        <button ref={close} type="button" class="button" onClick={onClose}>
          {words.value.app.close}
        </button>
      </section>
    </div>
  );
}
