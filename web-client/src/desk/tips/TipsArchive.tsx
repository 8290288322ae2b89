import { useSignal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import { postApi } from '../../app/services';
import { SearchField } from '../../design/fields';
import type { TipsArchive as Archive } from '../../wire/TipsArchive';
import type { TipsIssue } from '../../wire/TipsIssue';
import { civilDay, weekNumber } from '../../words/dates';
import { dayAndTime } from '../../words/time';
import { words } from '../../words/words';
import { LoadedPart } from '../LoadedPart';
import type { Loaded } from '../loaded';

/** Issues that went out, the newest first, searched by what their tips say. */
export function TipsArchive() {
  const said = words.value.tips;
  const [search, setSearch] = useState('');
  const archive = useSignal<Loaded<Archive>>({ state: 'loading' });
  const read = async (before: number | undefined) => {
    const reply = await postApi.tipsArchive(search, before);
    if (!reply.ok) {
      archive.value = { state: 'failed', problem: reply.problem };
      return;
    }
    const shown = archive.value;
    const earlier = before !== undefined && shown.state === 'here' ? shown.value.issues : [];
    archive.value = { state: 'here', value: { ...reply.body, issues: [...earlier, ...reply.body.issues] } };
  };
  useEffect(() => {
    read(undefined);
  }, []);
  return (
    <section class="table-section">
      <h2>{said.archive}</h2>
      <form
        class="tips-search"
        onSubmit={(event) => {
          event.preventDefault();
          read(undefined);
        }}
      >
        <SearchField value={search} onInput={setSearch} placeholder={said.searchHint} />
        <button type="submit" class="button">
          {words.value.desk.search}
        </button>
      </form>
      <LoadedPart loaded={archive.value} onRetry={() => read(undefined)}>
        {({ issues, more }) =>
          issues.length === 0 ? (
            <p class="soft">{search === '' ? said.noIssue : words.value.desk.nothingFound}</p>
          ) : (
            <>
              <ul class="session-cards">
                {issues.map((issue) => (
                  <Issue key={issue.number} issue={issue} />
                ))}
              </ul>
              {more ? (
                <button type="button" class="button" onClick={() => read(issues[issues.length - 1]?.number)}>
                  {said.more}
                </button>
              ) : null}
            </>
          )
        }
      </LoadedPart>
    </section>
  );
}

function Issue({ issue }: { issue: TipsIssue }) {
  const said = words.value.tips;
  return (
    <li class="card issue">
      <header class="session-head">
        <h3>{said.issue(issue.number)}</h3>
        <span class="soft">
          {words.value.board.week(weekNumber(issue.week))} · {civilDay(issue.week)}
        </span>
      </header>
      <p class="soft">{said.sent(dayAndTime(issue.sent_ms), issue.delivered, issue.recipients)}</p>
      <ul class="issue-tips">
        {issue.tips.map((tip) => (
          <li key={`${tip.department} ${tip.title}`}>
            <details>
              <summary>
                {tip.title} <span class="soft">{tip.department}</span>
              </summary>
              <p class="tip-body">{tip.body}</p>
            </details>
          </li>
        ))}
      </ul>
    </li>
  );
}
