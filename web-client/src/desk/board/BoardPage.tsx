import { useComputed } from '@preact/signals';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { navigate } from '../../app/navigation';
import { planningApi } from '../../app/services';
import { Notice, ProblemNote } from '../../design/Notice';
import { weekView } from '../../state/board/view';
import { deviceNowMs } from '../../state/now';
import type { Rights } from '../../state/rights';
import type { Board } from '../../wire/Board';
import { type CivilDate, civilDate, isCivilDate, mondayOf } from '../../words/dates';
import { words } from '../../words/words';
import { BoardBar } from './BoardBar';
import { BoardGrid } from './BoardGrid';
import { BoardOutcome } from './BoardOutcome';
import { BoardStrip } from './BoardStrip';
import { BoardModel } from './board_model';
import { CarryTip } from './CarryTip';
import { HistoryDialog } from './HistoryDialog';
import { ItemDetails } from './ItemDetails';
import { carryByKey } from './key_carry';
import { LoadDialog } from './LoadDialog';
import { Proposals } from './Proposals';
import { PublishDialog } from './PublishDialog';
import { PublishedDialog } from './PublishedDialog';
import { usePointerCarry } from './pointer_carry';
import { SolvedDialog } from './SolvedDialog';
import { Tray } from './Tray';
import { tipOf } from './tip';
import { WeeksOverview } from './WeeksOverview';
import './board.css';
import './weeks.css';

/** The coordinator's board, a week at a time; the week stands in the address by its Monday. */
export function BoardPage({ week, rights }: { week: string; rights: Rights }) {
  const monday = mondayOf(isCivilDate(week) ? week : civilDate(deviceNowMs.peek()));
  return <WeekOnBoard key={monday} monday={monday} rights={rights} />;
}

function WeekOnBoard({ monday, rights }: { monday: CivilDate; rights: Rights }) {
  const model = useMemo(() => new BoardModel(monday, planningApi), [monday]);
  useEffect(() => {
    model.load();
  }, [model]);
  const board = model.board.value;
  switch (board.state) {
    case 'loading':
      return <Notice busy title={words.value.app.loading} />;
    case 'failed':
      return (
        <>
          <ProblemNote problem={board.problem} />
          <button type="button" class="button" onClick={() => model.load()}>
            {words.value.app.retry}
          </button>
        </>
      );
    case 'here':
      return <BoardDrawn model={model} board={board.value} rights={rights} />;
  }
}

type Opened = 'none' | 'load' | 'publish' | 'history';

function BoardDrawn({ model, board, rights }: { model: BoardModel; board: Board; rights: Rights }) {
  const root = useRef<HTMLDivElement>(null);
  const [opened, setOpened] = useState<Opened>('none');
  const close = () => setOpened('none');
  const week = useMemo(() => weekView(board), [board]);
  const carried = useComputed(() => model.carry.carried.value).value;
  const putDown = () => {
    model.putDown();
  };
  usePointerCarry(root, model.carry, putDown);
  const selected = board.items.find((item) => item.id === model.selected.value);
  const actions = {
    selected: model.selected.value,
    carriedItem: carried?.item,
    mayCarry: rights.coordinate,
    onSelect: (item: number) => model.select(item),
    onKey: (event: KeyboardEvent, item: number, spot: { window: number } | 'tray') => {
      const windows = week.windows;
      if (!rights.coordinate) return;
      if (carryByKey(event.key, { item, spot }, { carry: model.carry, windows, onPutDown: putDown })) {
        event.preventDefault();
      }
    },
  };
  const tip = carried === undefined ? undefined : tipOf(carried, week.windows);
  return (
    <div class="board" ref={root}>
      <BoardBar
        model={model}
        week={week}
        rights={rights}
        onWeek={(monday) => navigate(`/board/${monday}`)}
        onLoad={() => setOpened('load')}
        onPublish={() => setOpened('publish')}
        onHistory={() => setOpened('history')}
      />
      <WeeksOverview
        open={model.week}
        week={week}
        onOpen={(monday) => {
          if (monday !== model.week) navigate(`/board/${monday}`);
        }}
      />
      <BoardStrip board={board} version={week.version} />
      <BoardOutcome model={model} board={board} />
      <div class="board-body">
        <div class="board-side">
          {selected === undefined ? null : (
            <ItemDetails
              key={selected.id}
              item={selected}
              board={board}
              week={week}
              model={model}
              rights={rights}
            />
          )}
          <Tray items={week.tray} over={carried?.over === 'tray'} actions={actions} />
        </div>
        <div class="board-week">
          {week.windows.length === 0 ? <p class="problem">{words.value.board.noWindows}</p> : null}
          <BoardGrid
            days={week.days}
            windows={week.windows}
            carried={carried}
            allowed={tip?.allowed}
            actions={actions}
          />
          {rights.coordinate ? <p class="board-hint no-print">{words.value.board.dragHint}</p> : null}
          <Proposals board={board} week={week} model={model} rights={rights} />
        </div>
      </div>
      <CarryTip tip={tip} />
      {opened === 'load' ? <LoadDialog board={board} onClose={close} /> : null}
      {opened === 'publish' ? (
        <PublishDialog board={board} week={week} model={model} onClose={close} />
      ) : null}
      {opened === 'history' ? <HistoryDialog board={board} week={model.week} onClose={close} /> : null}
      <SolvedDialog model={model} />
      <PublishedDialog model={model} />
    </div>
  );
}
