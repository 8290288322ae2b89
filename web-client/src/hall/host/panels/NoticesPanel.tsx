import { useState } from 'preact/hooks';
import { words } from '../../../words/words';
import type { SeatView } from '../../seat_view';
import { chairOf } from '../chair';
import type { OpenPanel } from '../panel';
import { Panel } from './Panel';

/** Longest banner and crawl, in characters. */
const CHARS_MAX = { banner: 60, crawl: 200 } as const;

/** What stands over the pictures. */
export function NoticesPanel({ seat, open }: { seat: SeatView; open: OpenPanel }) {
  const said = words.value.noticesPanel;
  return (
    <Panel open={open} title={said.title}>
      <NoticeForm seat={seat} kind="banner" label={said.banner} hint={said.bannerHint} />
      <NoticeForm seat={seat} kind="crawl" label={said.crawl} hint={said.crawlHint} />
    </Panel>
  );
}

function NoticeForm(props: { seat: SeatView; kind: 'banner' | 'crawl'; label: string; hint: string }) {
  const { seat, kind } = props;
  const said = words.value.noticesPanel;
  const chair = chairOf(seat);
  const shown = seat.model.floor.value[kind];
  const [text, setText] = useState(shown ?? '');
  const wanted = text.trim();
  return (
    <form
      class="notice-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (wanted !== '') chair.send({ command: kind, text: wanted });
      }}
    >
      <label class="field">
        <span class="field-head">
          {props.label} <span class="soft">{said.count([...text].length, CHARS_MAX[kind])}</span>
        </span>
        <input
          type="text"
          value={text}
          maxLength={CHARS_MAX[kind]}
          placeholder={props.hint}
          onInput={(event) => setText(event.currentTarget.value)}
          data-field={kind}
        />
      </label>
      <div class="settling">
        <button
          type="submit"
          class="button button-first"
          disabled={!chair.ready || wanted === '' || wanted === shown}
        >
          {said.show}
        </button>
        <button
          type="button"
          class="button"
          disabled={!chair.ready || shown === undefined}
          onClick={async () => {
            if (await chair.send({ command: kind })) setText('');
          }}
        >
          {said.remove}
        </button>
      </div>
    </form>
  );
}
