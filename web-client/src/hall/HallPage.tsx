import { useEffect, useState } from 'preact/hooks';
import { queryValue } from '../app/navigation';
import { api } from '../app/services';
import { LanguageSwitch } from '../design/LanguageSwitch';
import type { Place } from '../wire/Place';
import { words } from '../words/words';
import { BranchScreen } from './branch/BranchScreen';
import { WaitingCheck } from './check/WaitingCheck';
import { exposeDiagnostics } from './diagnostics';
import { Entry } from './entry';
import { HostScreen } from './host/HostScreen';
import { Lobby, lobbyOf } from './Lobby';
import { WallScreen } from './wall/WallScreen';
import '../design/dialog.css';
import './hall.css';

/** One of the three hall pages: the way in, then its screen. */
export function HallPage({ place }: { place: Place }) {
  const [entry] = useState(() => new Entry(place, api, sessionInAddress()));
  useEffect(() => {
    document.documentElement.className = 'hall';
    exposeDiagnostics(() => entry.seat.peek());
    entry.start();
    return () => {
      entry.leave();
      document.documentElement.className = '';
    };
  }, [entry]);

  const seat = entry.seat.value;
  const lobby = lobbyOf(entry.choice.value.choice.value, seat?.model.link.value, seat?.model.session.value);
  if (seat === undefined || lobby !== undefined) {
    const waits = place !== 'wall' && lobby?.kind === 'waiting' && !lobby.afterEnd;
    return (
      <main
        class={`lobby lobby-${place}${waits ? ' lobby-with-check' : ''}`}
        data-lobby={lobby?.kind ?? 'asking'}
      >
        {place === 'wall' ? null : (
          <div class="lobby-corner">
            {waits && place === 'branch' ? (
              <a class="button button-quiet" href="/leave">
                {words.value.attendance.leave}
              </a>
            ) : null}
            <LanguageSwitch />
          </div>
        )}
        <Lobby lobby={lobby ?? { kind: 'asking' }} entry={entry} />
        {waits ? <WaitingCheck place={place} /> : null}
      </main>
    );
  }
  switch (place) {
    case 'host':
      return <HostScreen seat={seat} />;
    case 'wall':
      return <WallScreen seat={seat} />;
    case 'branch':
      return <BranchScreen seat={seat} />;
  }
}

function sessionInAddress(): number | undefined {
  const named = Number(queryValue('session'));
  return Number.isSafeInteger(named) && named > 0 ? named : undefined;
}
