import { useState } from 'preact/hooks';
import { navigate, path } from '../app/navigation';
import { api } from '../app/services';
import { TextField } from '../design/fields';
import { ProblemNote } from '../design/Notice';
import { words } from '../words/words';
import { PlainShell } from './DeskShell';
import { learnIdentity } from './identity';
import { useSubmission } from './loaded';

/** Name and password. */
export function LoginPage({ setUpNeeded }: { setUpNeeded: boolean }) {
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const { busy, failure, submit } = useSubmission();
  const said = words.value.login;
  const logIn = async (event: SubmitEvent) => {
    event.preventDefault();
    const reply = await submit(() => api.login({ name, password }));
    if (!reply?.ok) return;
    if (path.value === '/login') navigate('/');
    await learnIdentity();
  };
  return (
    <PlainShell>
      <form class="card login" onSubmit={logIn}>
        <h1>{said.title}</h1>
        {setUpNeeded ? <p class="problem">{words.value.setUp.needed}</p> : null}
        <TextField
          label={said.name}
          value={name}
          onInput={setName}
          autocomplete="username"
          maxLength={64}
          focused
        />
        <TextField
          label={said.password}
          type="password"
          value={password}
          onInput={setPassword}
          autocomplete="current-password"
        />
        {failure.value === undefined ? null : <ProblemNote problem={failure.value.problem} />}
        <button type="submit" class="button button-first" disabled={busy.value}>
          {busy.value ? said.submitting : said.submit}
        </button>
        <p class="soft">{said.venueHint}</p>
      </form>
    </PlainShell>
  );
}
