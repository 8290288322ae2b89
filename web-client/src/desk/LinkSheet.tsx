import { CopyButton } from '../design/fields';
import { Icon } from '../design/Icon';
import { venueNumber } from '../state/roster';
import type { DeviceLink } from '../wire/DeviceLink';
import type { Place } from '../wire/Place';
import type { Venue } from '../wire/Venue';
import { words } from '../words/words';

/** The links just made, to be copied or printed; they are not shown again. */
export function LinkSheet(props: {
  links: readonly DeviceLink[];
  venues: readonly Venue[];
  onClose: () => void;
}) {
  const said = words.value.venues;
  if (props.links.length === 0) return null;
  const nameOf = (number: number) => props.venues.find((venue) => venue.number === number)?.name ?? '';
  const placeNames: Record<Place, string> = { branch: said.branch, host: said.host, wall: said.wall };
  const lines = props.links.map((link) => ({
    link,
    title: `${venueNumber(link.venue)} ${nameOf(link.venue)}`,
    address: `${location.origin}${link.path}`,
  }));
  return (
    <section class="card link-sheet" role="status">
      <header class="page-head">
        <h2>{said.sheetTitle}</h2>
        <CopyButton text={lines.map((line) => `${line.title}\t${line.address}`).join('\n')} />
        <button type="button" class="button" onClick={() => window.print()}>
          <Icon name="print" />
          {words.value.desk.print}
        </button>
        <button type="button" class="button button-quiet" onClick={props.onClose}>
          {words.value.app.close}
        </button>
      </header>
      <p class="soft">{said.sheetHint}</p>
      <p class="soft no-print">{said.addressHint(location.origin)}</p>
      <table class="table">
        <tbody>
          {lines.map(({ link, title, address }) => (
            <tr key={address}>
              <td>
                {title} <span class="soft">{placeNames[link.place]}</span>
              </td>
              <td class="address">{address}</td>
              <td class="no-print">
                <CopyButton text={address} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
