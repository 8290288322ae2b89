import { useState } from 'preact/hooks';
import { postApi } from '../../app/services';
import { CheckField, SelectField } from '../../design/choices';
import { TextField } from '../../design/fields';
import { StatusShape } from '../../design/StatusShape';
import type { MailEncryption } from '../../wire/MailEncryption';
import type { MailSettings } from '../../wire/MailSettings';
import type { TipsSchedule } from '../../wire/TipsSchedule';
import { clockOf, minutesOf } from '../../words/dates';
import { words } from '../../words/words';
import { LoadedPart } from '../LoadedPart';
import { useLoaded } from '../loaded';
import { SendForm } from '../SendForm';
import { Mailboxes } from './Mailboxes';
import { OutboxSection } from './OutboxSection';

const PORTS: Record<MailEncryption, string> = { tls: '465', 'start-tls': '587', none: '25' };
const PORT_MAX = 65_535;

/** The mail server, when the weekly tips go out, the venues' mailboxes, and what is under way. */
export function MailPage() {
  const said = words.value.mail;
  const settings = useLoaded(() => postApi.mailSettings());
  const schedule = useLoaded(() => postApi.tipsSchedule());
  return (
    <>
      <header class="page-head">
        <h1>{said.name}</h1>
      </header>
      <LoadedPart loaded={settings.loaded.value} onRetry={settings.reload}>
        {(known) => (
          <>
            <MailServerForm settings={known} onSaved={settings.reload} />
            {known.mail === null ? null : <TestMailForm />}
          </>
        )}
      </LoadedPart>
      <LoadedPart loaded={schedule.loaded.value} onRetry={schedule.reload}>
        {(known) => <ScheduleForm schedule={known} onSaved={schedule.reload} />}
      </LoadedPart>
      <Mailboxes />
      <OutboxSection />
    </>
  );
}

function MailServerForm({ settings, onSaved }: { settings: MailSettings; onSaved: () => void }) {
  const said = words.value.mail;
  const { mail } = settings;
  const [host, setHost] = useState(mail?.host ?? '');
  const [encryption, setEncryption] = useState<MailEncryption>(mail?.encryption ?? 'tls');
  const [port, setPort] = useState(String(mail?.port ?? PORTS.tls));
  const [user, setUser] = useState(mail?.user ?? '');
  const [password, setPassword] = useState('');
  const [fromAddress, setFromAddress] = useState(mail?.from_address ?? '');
  const [fromName, setFromName] = useState(mail?.from_name ?? '');
  const [publicAddress, setPublicAddress] = useState(mail?.public_address ?? location.origin);
  const send = () => {
    const login = user.trim();
    return postApi.setMailSettings({
      mail: {
        host: host.trim(),
        port: Number(port),
        encryption,
        user: login === '' ? null : login,
        from_address: fromAddress.trim(),
        from_name: fromName.trim(),
        public_address: publicAddress.trim(),
      },
      ...(password === '' ? {} : { password }),
    });
  };
  return (
    <SendForm
      tall
      send={send}
      onSent={() => {
        setPassword('');
        onSaved();
      }}
      sentWords={words.value.standing.saved}
    >
      <h2>{said.server}</h2>
      {mail === null ? (
        <p>
          <StatusShape shape="warn" label="" /> {said.notSet}
        </p>
      ) : null}
      <div class="row-form">
        <TextField label={said.host} value={host} onInput={setHost} placeholder="smtp.example.gov.cn" />
        <SelectField
          label={said.encryption}
          value={encryption}
          options={(['tls', 'start-tls', 'none'] as const).map((value) => ({
            value,
            label: said.encryptions[value],
          }))}
          onChoose={(chosen) => {
            setEncryption(chosen);
            setPort(PORTS[chosen]);
          }}
        />
        <TextField label={said.port} type="number" value={port} onInput={setPort} min={1} max={PORT_MAX} />
      </div>
      <div class="row-form">
        <TextField label={said.user} value={user} onInput={setUser} hint={said.userHint} optional />
        <TextField
          label={said.password}
          type="password"
          autocomplete="new-password"
          value={password}
          onInput={setPassword}
          hint={settings.has_password ? said.passwordKept : said.passwordHint}
          optional
        />
      </div>
      <div class="row-form">
        <TextField label={said.fromAddress} type="email" value={fromAddress} onInput={setFromAddress} />
        <TextField label={said.fromName} value={fromName} onInput={setFromName} />
        <TextField
          label={said.publicAddress}
          value={publicAddress}
          onInput={setPublicAddress}
          hint={said.publicHint}
        />
      </div>
    </SendForm>
  );
}

function TestMailForm() {
  const said = words.value.mail;
  const [to, setTo] = useState('');
  return (
    <SendForm
      quiet
      send={() => postApi.sendTestMail({ to: to.trim() })}
      label={said.test}
      busyLabel={said.testing}
      sentWords={said.tested}
      action="test-mail"
    >
      <TextField label={said.testTo} type="email" value={to} onInput={setTo} />
    </SendForm>
  );
}

function ScheduleForm({ schedule, onSaved }: { schedule: TipsSchedule; onSaved: () => void }) {
  const said = words.value.mail;
  const [on, setOn] = useState(schedule.on);
  const [at, setAt] = useState(clockOf(schedule.at_min));
  return (
    <SendForm
      tall
      quiet
      send={() => postApi.setTipsSchedule({ on, at_min: minutesOf(at) })}
      onSent={onSaved}
      sentWords={words.value.standing.saved}
    >
      <h2>{said.schedule}</h2>
      <p class="soft">{said.scheduleHint}</p>
      <div class="row-form">
        <CheckField checked={on} onChange={setOn}>
          {said.scheduleOn}
        </CheckField>
        <TextField label={said.scheduleAt} type="time" value={at} onInput={setAt} />
      </div>
    </SendForm>
  );
}
