import { useEffect, useRef } from 'preact/hooks';
import { CopyButton } from '../../design/fields';
import type { MadeStreamToken } from '../../wire/MadeStreamToken';
import { words } from '../../words/words';
import { endpointOf } from './stream_tokens';

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
      <table class="table">
        <tbody>
          <Line name={said.server} value={address} copy={said.copyServer} />
          <Line name={said.token} value={made.token} copy={said.copyToken} />
        </tbody>
      </table>
      <p class="soft">
        {made.about.kind === 'encoder' ? said.useEncoder : said.usePlayer} {said.beginHint}
      </p>
    </section>
  );
}

function Line({ name, value, copy }: { name: string; value: string; copy: string }) {
  return (
    <tr>
      <th scope="row">{name}</th>
      <td class="address">{value}</td>
      <td class="no-print">
        <CopyButton text={value} label={copy} />
      </td>
    </tr>
  );
}
