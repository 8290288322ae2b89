import { useEffect } from 'preact/hooks';
import { queryValue } from '../../app/navigation';
import { LanguageSwitch } from '../../design/LanguageSwitch';
import { Notice } from '../../design/Notice';
import { words } from '../../words/words';
import { WaitingCheck } from './WaitingCheck';
import '../../design/dialog.css';
import '../hall.css';

/** A test call (联调) at any time, also while a session is live: it takes no seat. */
export function CheckPage() {
  const said = words.value.testCall;
  const place = queryValue('place') === 'host' ? 'host' : 'branch';
  useEffect(() => {
    document.documentElement.className = 'hall';
    return () => {
      document.documentElement.className = '';
    };
  }, []);
  return (
    <main class="lobby lobby-with-check">
      <div class="lobby-corner">
        <LanguageSwitch />
      </div>
      <Notice title={said.title} hint={said.hint}>
        <a class="button button-first" href={`/${place}`}>
          {words.value.desk.deviceOpen}
        </a>
      </Notice>
      <WaitingCheck place={place} />
    </main>
  );
}
