import { useState } from 'preact/hooks';
import { navigate, queryValue } from '../app/navigation';
import { api } from '../app/services';
import { TextField } from '../design/fields';
import { Notice, ProblemNote } from '../design/Notice';
import { words } from '../words/words';
import { PlainShell } from './DeskShell';
import { learnIdentity } from './identity';
import { useSubmission } from './loaded';

/** Fewest characters of a password. */
export const PASSWORD_LENGTH_MIN = 10;

/** The first administrator, from the one-time link. */
export function SetUpPage() {
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [again, setAgain] = useState('');
  const { busy, failure, submit } = useSubmission();
  const said = words.value.setUp;
  const token = queryValue('token');
  if (token === undefined) {
    return (
      <PlainShell>
        <Notice title={said.title} hint={said.noToken} />
      </PlainShell>
    );
  }
  const differs = again !== '' && again !== password;
  const setUp = async (event: SubmitEvent) => {
    event.preventDefault();
    if (again !== password) return;
    const reply = await submit(() => api.setUp({ token, name, password }));
    if (!reply?.ok) return;
    await learnIdentity();
    navigate('/');
  };
  return (
    <PlainShell>
      <form class="card login" onSubmit={setUp}>
        <h1>{said.title}</h1>
        <p class="soft">{said.hint}</p>
        <TextField
          label={words.value.login.name}
          value={name}
          onInput={setName}
          autocomplete="username"
          maxLength={64}
          focused
        />
        <TextField
          label={words.value.login.password}
          type="password"
          value={password}
          onInput={setPassword}
          hint={said.passwordRule}
          minLength={PASSWORD_LENGTH_MIN}
          autocomplete="new-password"
        />
        <TextField
          label={said.again}
          type="password"
          value={again}
          onInput={setAgain}
          autocomplete="new-password"
        />
        {differs ? (
          <p class="problem" role="alert">
            {said.different}
          </p>
        ) : null}
        {failure.value === undefined ? null : <ProblemNote problem={failure.value.problem} />}
        <button type="submit" class="button button-first" disabled={busy.value}>
          {said.submit}
        </button>
      </form>
    </PlainShell>
  );
}
