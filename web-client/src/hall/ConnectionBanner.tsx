import { connectionLine } from '../state/connection_line';
import type { HallModel } from '../state/hall_model';
import { words } from '../words/words';

/** Says what is wrong with the connection and that it mends by itself; nothing while all is well. */
export function ConnectionBanner({ model }: { model: HallModel }) {
  const line = connectionLine(model.link.value, model.path.value, model.mediaProblem.value, words.value);
  return (
    <div role="status" aria-live="assertive" class="banner-place">
      {line === undefined ? null : (
        <p class={`banner banner-${line.tone}`} data-banner={line.tone}>
          <span aria-hidden="true">{line.tone === 'bad' ? '▲' : '…'}</span> {line.text}
        </p>
      )}
    </div>
  );
}

/** The connection in one word, always visible. */
export function ConnectionState({ model }: { model: HallModel }) {
  const said = words.value.connection;
  const link = model.link.value.state;
  const path = model.path.value;
  const [shape, text] =
    link === 'lost' || link === 'silent' || path === 'broken'
      ? ['bad', said.stateLost]
      : link === 'open' && path === 'connected'
        ? ['ok', said.stateOnline]
        : ['warn', said.stateConnecting];
  return (
    <span class={`connection-state connection-state-${shape}`} data-link={link} data-path={path}>
      <span class={`shape-glyph shape-${shape}`} aria-hidden="true">
        {shape === 'ok' ? '●' : shape === 'warn' ? '▲' : '■'}
      </span>
      {text}
    </span>
  );
}
