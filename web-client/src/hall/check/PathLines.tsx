import { ProblemNote } from '../../design/Notice';
import type { PathTrial } from '../../protocol/path_trial';
import type { Shape } from '../../state/roster';
import { pathVerdict, verdictShape } from '../../state/test_call';
import { words } from '../../words/words';
import { CheckLine } from './CheckLine';
import type { TestCall } from './test_call';

/** Which of UDP and TCP carries media from this office. */
export function PathLines({ call }: { call: Pick<TestCall, 'udp' | 'tcp' | 'kept' | 'tryPaths'> }) {
  const said = words.value.testCall;
  const [udp, tcp] = [call.udp.value, call.tcp.value];
  const verdict = pathVerdict(udp, tcp);
  const kept = call.kept.value;
  return (
    <>
      <CheckLine shape={verdictShape(verdict)} name={words.value.check.path} data="path">
        <span class="path-trials">
          <Trial name="UDP" trial={udp} />
          <Trial name="TCP" trial={tcp} />
        </span>
        {verdict === 'trying' ? null : (
          <button type="button" class="button" onClick={() => call.tryPaths()} data-action="try-path">
            {said.again}
          </button>
        )}
      </CheckLine>
      <li class="path-verdict" data-verdict={verdict} aria-live="polite">
        <span>{said.verdicts[verdict]}</span>
        {udp.state === 'untried' ? <ProblemNote problem={udp.problem} /> : null}
        {kept.state === 'kept' ? <span class="soft">{said.kept}</span> : null}
        {kept.state === 'failed' ? <span>{said.notKept(kept.problem?.detail ?? '')}</span> : null}
      </li>
    </>
  );
}

const TRIAL_SHAPES: Record<PathTrial['state'], Shape> = {
  trying: 'warn',
  passes: 'ok',
  blocked: 'bad',
  untried: 'off',
};

function Trial({ name, trial }: { name: string; trial: PathTrial }) {
  const said = words.value.testCall;
  return (
    <span class="path-trial" data-over={name.toLowerCase()} data-trial={trial.state}>
      <strong>{name}</strong>{' '}
      <span class={`status-word status-word-${TRIAL_SHAPES[trial.state]}`}>
        {trial.state === 'passes' ? said.passes(trial.afterMs) : said[trial.state]}
      </span>
    </span>
  );
}
