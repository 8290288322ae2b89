import { useState } from 'preact/hooks';
import { api } from '../../app/services';
import { SelectField } from '../../design/choices';
import { TextField } from '../../design/fields';
import { StatusShape } from '../../design/StatusShape';
import { deviceNowMs } from '../../state/now';
import type { MadeStreamToken } from '../../wire/MadeStreamToken';
import type { StreamKind } from '../../wire/StreamKind';
import type { StreamToken } from '../../wire/StreamToken';
import { dayAndTime } from '../../words/time';
import { words } from '../../words/words';
import { EntriesSection } from '../EntriesSection';
import { LoadedPart } from '../LoadedPart';
import { useLoaded } from '../loaded';
import { SendForm } from '../SendForm';
import { MadeToken } from './MadeToken';
import { inOrder, isExpired } from './stream_tokens';

const KINDS: readonly StreamKind[] = ['encoder', 'player'];

/** Longest name of a token, characters. */
const LABEL_LENGTH_MAX = 40;

/** Longest validity, hours: half a year. */
const HOURS_MAX = 4_380;

/** Validity offered first, hours. */
const HOURS = 24;

/** A session's encoders and players: the tokens that let them in, and one more. */
export function StreamsSection({ session }: { session: number }) {
  const said = words.value.streams;
  const { loaded, reload } = useLoaded(() => api.streamTokens(session));
  const [made, setMade] = useState<MadeStreamToken | undefined>(undefined);
  return (
    <LoadedPart loaded={loaded.value} onRetry={reload}>
      {(tokens) => (
        <div class="streams" data-streams={session}>
          <EntriesSection
            title={said.name}
            hint={said.hint}
            none={said.none}
            entries={inOrder(tokens, deviceNowMs.value)}
            keyOf={({ id }) => String(id)}
            columns={[
              { head: said.label, cell: ({ label }) => label },
              { head: said.kind, cell: ({ kind }) => said.kinds[kind] },
              { head: said.expires, cell: (token) => <Validity token={token} /> },
            ]}
            mayChange
            remove={({ id }) => api.revokeStreamToken(session, id)}
            removeLabel={said.revoke}
            removeQuestion={({ label }) => said.revokeSure(label)}
            onRemoved={({ id }) => {
              if (made?.about.id === id) setMade(undefined);
              reload();
            }}
          >
            {made === undefined ? null : <MadeToken made={made} onClose={() => setMade(undefined)} />}
            <TokenForm
              session={session}
              onMade={(token) => {
                setMade(token);
                reload();
              }}
            />
          </EntriesSection>
        </div>
      )}
    </LoadedPart>
  );
}

function Validity({ token }: { token: StreamToken }) {
  const time = dayAndTime(token.expires_ms);
  const expired = isExpired(token, deviceNowMs.value);
  return (
    <span class={expired ? 'soft' : undefined}>
      <StatusShape shape={expired ? 'off' : 'ok'} label="" />{' '}
      {expired ? words.value.streams.expired(time) : time}
    </span>
  );
}

function TokenForm({ session, onMade }: { session: number; onMade: (made: MadeStreamToken) => void }) {
  const said = words.value.streams;
  const [kind, setKind] = useState<StreamKind>('encoder');
  const [label, setLabel] = useState('');
  const [hours, setHours] = useState(String(HOURS));
  return (
    <SendForm
      quiet
      send={() => api.makeStreamToken(session, { kind, label: label.trim(), valid_hours: Number(hours) })}
      onSent={(made) => {
        setLabel('');
        onMade(made);
      }}
      label={said.make}
      action="make-stream-token"
    >
      <SelectField
        label={said.kind}
        value={kind}
        options={KINDS.map((value) => ({ value, label: said.kinds[value] }))}
        onChoose={setKind}
      />
      <TextField
        label={said.label}
        value={label}
        onInput={setLabel}
        placeholder={said.labelExample}
        maxLength={LABEL_LENGTH_MAX}
      />
      <TextField
        label={said.hours}
        type="number"
        value={hours}
        onInput={setHours}
        min={1}
        max={HOURS_MAX}
        hint={said.hoursHint}
      />
    </SendForm>
  );
}
