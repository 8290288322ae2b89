import { useState } from 'preact/hooks';
import { planningApi, postApi } from '../../app/services';
import { AskFirst } from '../../design/fields';
import { Icon } from '../../design/Icon';
import { ProblemNote } from '../../design/Notice';
import { StatusShape } from '../../design/StatusShape';
import { venueNumber } from '../../state/roster';
import type { DepartmentStanding } from '../../wire/DepartmentStanding';
import type { NextIssue } from '../../wire/NextIssue';
import type { Tip } from '../../wire/Tip';
import { civilDay } from '../../words/dates';
import { dayAndTime } from '../../words/time';
import { words } from '../../words/words';
import { LoadedPart } from '../LoadedPart';
import { useLoaded, useSubmission } from '../loaded';
import { takeStartedTip } from './started_tip';
import { TipForm } from './TipForm';
import { TipsArchive } from './TipsArchive';
import { TipsPreviewDialog } from './TipsPreviewDialog';
import { WaitingTips } from './WaitingTips';

/** Who looks at the page. */
interface Writing {
  /** The department they write for; undefined for those who write for all, or only look on. */
  readonly department: number | undefined;
  /** Whether they hand tips in. */
  readonly mayBring: boolean;
  /** Whether they order the issue and hold tips back. */
  readonly mayEdit: boolean;
}

/** 每周工作提示: what goes out next Monday, and what went out before. */
export function TipsPage(props: Writing) {
  const departments = useLoaded(() => planningApi.standings());
  const next = useLoaded(() => postApi.nextIssue());
  return (
    <LoadedPart loaded={departments.loaded.value} onRetry={departments.reload}>
      {(known) => (
        <>
          <LoadedPart loaded={next.loaded.value} onRetry={next.reload}>
            {(issue) => <Next {...props} issue={issue} departments={known} onChanged={next.reload} />}
          </LoadedPart>
          <TipsArchive />
        </>
      )}
    </LoadedPart>
  );
}

function Next(
  props: Writing & {
    issue: NextIssue;
    departments: readonly DepartmentStanding[];
    onChanged: () => Promise<void>;
  },
) {
  const { issue } = props;
  const said = words.value.tips;
  const [started] = useState(takeStartedTip);
  const [form, setForm] = useState<'none' | 'new' | Tip>(started === undefined ? 'none' : 'new');
  const [previewing, setPreviewing] = useState(false);
  const submission = useSubmission();
  const act = async (request: () => ReturnType<typeof postApi.removeTip>) => {
    const reply = await submission.submit(request);
    if (reply?.ok) await props.onChanged();
  };
  return (
    <>
      <header class="page-head">
        <h1>{said.name}</h1>
        <button type="button" class="button no-print" onClick={() => setPreviewing(true)}>
          {said.preview}
        </button>
        {props.mayEdit && issue.tips.some(({ held }) => !held) ? (
          <AskFirst
            label={said.sendNow}
            question={said.sendNowSure(issue.recipients)}
            yes={said.sendNow}
            disabled={submission.busy.value}
            onYes={() => act(() => postApi.sendTips())}
          />
        ) : null}
        {props.mayBring && form === 'none' ? (
          <button
            type="button"
            class="button button-first no-print"
            data-action="new"
            onClick={() => setForm('new')}
          >
            <Icon name="add" />
            {said.add}
          </button>
        ) : null}
      </header>
      <p>
        {issue.sends_ms === null ? (
          <>
            <StatusShape shape="warn" label="" /> {said.notSending(civilDay(issue.week))}
          </>
        ) : (
          said.sends(dayAndTime(issue.sends_ms), issue.recipients)
        )}
      </p>
      {issue.mail_is_set ? null : (
        <p>
          <StatusShape shape="warn" label="" /> {said.noMail}
        </p>
      )}
      {issue.without_mailbox.length === 0 ? null : (
        <p>
          <StatusShape shape="warn" label="" />{' '}
          {said.withoutMailbox(issue.without_mailbox.map(venueNumber).join(' '))}
        </p>
      )}
      {form === 'none' ? null : (
        <TipForm
          key={form === 'new' ? 'new' : form.number}
          tip={form === 'new' ? undefined : form}
          started={form === 'new' ? started : undefined}
          department={props.department}
          departments={props.departments}
          onClose={() => setForm('none')}
          onSaved={() => {
            setForm('none');
            props.onChanged();
          }}
        />
      )}
      {submission.failure.value === undefined ? null : (
        <ProblemNote problem={submission.failure.value.problem} />
      )}
      <WaitingTips
        tips={issue.tips}
        mayEdit={props.mayEdit}
        department={props.department}
        busy={submission.busy.value}
        onOrder={(tips) => act(() => postApi.orderTips({ tips }))}
        onHold={(tip, held) =>
          act(() =>
            postApi.changeTip(tip.number, {
              department: tip.department,
              title: tip.title,
              body: tip.body,
              held,
            }),
          )
        }
        onChange={setForm}
        onRemove={(tip) => act(() => postApi.removeTip(tip.number))}
      />
      {previewing ? <TipsPreviewDialog onClose={() => setPreviewing(false)} /> : null}
    </>
  );
}
