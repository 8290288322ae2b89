import { useState } from 'preact/hooks';
import { api, postApi } from '../../app/services';
import { TextField } from '../../design/fields';
import type { Reply } from '../../protocol/rest';
import { venueNumber } from '../../state/roster';
import { MAIN_VENUE } from '../../wire/constants';
import type { Mailbox } from '../../wire/Mailbox';
import type { Venue } from '../../wire/Venue';
import { words } from '../../words/words';
import { LoadedPart } from '../LoadedPart';
import { useLoaded } from '../loaded';
import { SendForm } from '../SendForm';

interface VenuesAndMailboxes {
  readonly venues: readonly Venue[];
  readonly mailboxes: readonly Mailbox[];
}

async function readBoth(): Promise<Reply<VenuesAndMailboxes>> {
  const [venues, mailboxes] = await Promise.all([api.venues(), postApi.mailboxes()]);
  if (!venues.ok) return venues;
  if (!mailboxes.ok) return mailboxes;
  return { ok: true, body: { venues: venues.body, mailboxes: mailboxes.body } };
}

/** Where each branch venue gets its mail. */
export function Mailboxes() {
  const { loaded, reload } = useLoaded(readBoth);
  return (
    <LoadedPart loaded={loaded.value} onRetry={reload}>
      {(known) => <MailboxesForm {...known} />}
    </LoadedPart>
  );
}

function MailboxesForm({ venues, mailboxes }: VenuesAndMailboxes) {
  const said = words.value.mail;
  const branches = venues.filter(({ number }) => number !== MAIN_VENUE);
  const [addresses, setAddresses] = useState<ReadonlyMap<number, string>>(
    () => new Map(mailboxes.map(({ venue, address }) => [venue, address])),
  );
  const send = () =>
    postApi.setMailboxes(
      branches.map(({ number }) => ({ venue: number, address: (addresses.get(number) ?? '').trim() })),
    );
  return (
    <SendForm tall quiet send={send} sentWords={words.value.standing.saved}>
      <h2>{said.mailboxes}</h2>
      <p class="soft">{said.mailboxesHint}</p>
      <div class="mailboxes">
        {branches.map(({ number, short_name }) => (
          <TextField
            key={number}
            label={`${venueNumber(number)} ${short_name}`}
            type="email"
            value={addresses.get(number) ?? ''}
            onInput={(address) => setAddresses(new Map(addresses).set(number, address))}
            optional
          />
        ))}
      </div>
    </SendForm>
  );
}
