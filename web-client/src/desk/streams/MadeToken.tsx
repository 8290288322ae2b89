import { useEffect, useRef } from 'preact/hooks';
import { CopyButton } from '../../design/fields';
import type { MadeStreamToken } from '../../wire/MadeStreamToken';
import { words } from '../../words/words';
import { endpointOf } from './stream_tokens';
import './streams.css';

/** A token just made, where to enter it and how; it is not shown again. */
export function MadeToken({ made, onClose }: { made: MadeStreamToken; onClose: () => void }) {
  const said = words.value.streams;
  const address = endpointOf(made, location.origin);
  const sheet = useRef<HTMLElement>(null);
  useEffect(() => sheet.current?.scrollIntoView({ block: 'nearest' }), []);
  return (
    <section ref={sheet} class="card link-sheet" role="status" data-made-token={made.about.id}>
      <header class="page-head">
        <h2>{said.madeTitle(made.about.label)}</h2>
        <button type="button" class="button button-quiet" onClick={onClose}>
          {words.value.app.close}
        </button>
      </header>
      <p>{said.madeOnce}</p>
      <dl class="made-token">
        <Line name={said.server} value={address} copy={said.copyServer} />
        <Line name={said.token} value={made.token} copy={said.copyToken} />
      </dl>
      <p class="soft">
        {made.about.kind === 'encoder' ? said.useEncoder : said.usePlayer} {said.beginHint}
      </p>
    </section>
  );
}

function Line({ name, value, copy }: { name: string; value: string; copy: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd class="address">{value}</dd>
      <dd class="no-print">
        <CopyButton text={value} label={copy} />
      </dd>
    </div>
  );
}
