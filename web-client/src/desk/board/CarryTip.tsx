import { words } from '../../words/words';

/** What putting the carried item down here comes to, in words. */
export interface TipView {
  readonly byKeys: boolean;
  /** Where it is now. */
  readonly place: string;
  /** undefined while it is being asked for. */
  readonly allowed: boolean | undefined;
  readonly lines: readonly string[];
}

/** Beside the pointer, or in the corner for keys; heard by a screen reader. */
export function CarryTip({ tip }: { tip: TipView | undefined }) {
  return (
    <div aria-live="assertive">
      {tip === undefined ? null : (
        <div
          class={[
            'carry-tip',
            tip.byKeys ? 'carry-tip-keys' : '',
            tip.allowed === true ? 'carry-tip-allowed' : '',
            tip.allowed === false ? 'carry-tip-forbidden' : '',
          ]
            .filter(Boolean)
            .join(' ')}
        >
          <strong>{tip.place}</strong>
          {tip.lines.length === 0 ? null : (
            <ul>
              {tip.lines.map((line) => (
                <li key={line}>{line}</li>
              ))}
            </ul>
          )}
          {tip.byKeys ? <p class="soft">{words.value.board.keysHint}</p> : null}
        </div>
      )}
    </div>
  );
}
