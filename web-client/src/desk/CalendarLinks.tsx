import type { Signal } from '@preact/signals';
import { CopyButton } from '../design/fields';
import { words } from '../words/words';

/** A link to somebody's calendar, just made. */
export interface CalendarLinkMade {
  /** Whose calendar it is. */
  readonly name: string;
  /** The path to subscribe to, relative to this server. */
  readonly path: string;
}

/** The calendar links just made, to be copied; they are not shown again. */
export function CalendarLinks({ links }: { links: Signal<readonly CalendarLinkMade[]> }) {
  const said = words.value.calendarLink;
  if (links.value.length === 0) return null;
  const addressOf = (link: CalendarLinkMade) => `${location.origin}${link.path}`;
  return (
    <section class="card link-sheet" role="status">
      <header class="page-head">
        <h2>{said.title}</h2>
        {links.value.length === 1 ? null : (
          <CopyButton text={links.value.map((link) => `${link.name}\t${addressOf(link)}`).join('\n')} />
        )}
        <button
          type="button"
          class="button button-quiet"
          onClick={() => {
            links.value = [];
          }}
        >
          {words.value.app.close}
        </button>
      </header>
      <p class="soft">{said.hint}</p>
      <table class="table">
        <tbody>
          {links.value.map((link) => (
            <tr key={link.path}>
              <td>{link.name}</td>
              <td class="address">{addressOf(link)}</td>
              <td class="no-print">
                <CopyButton text={addressOf(link)} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
