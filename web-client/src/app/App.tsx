import { useEffect } from 'preact/hooks';
import { CheckPage } from '../hall/check/CheckPage';
import { HallPage } from '../hall/HallPage';
import { words } from '../words/words';
import { DeskWhenLoaded } from './DeskWhenLoaded';
import { path } from './navigation';

/** The client: the hall's three pages, the test call, and the desk. */
export function App() {
  const name = words.value.app.name;
  useEffect(() => {
    document.title = name;
  }, [name]);
  switch (path.value) {
    case '/host':
      return <HallPage place="host" />;
    case '/wall':
      return <HallPage place="wall" />;
    case '/branch':
      return <HallPage place="branch" />;
    case '/check':
      return <CheckPage />;
    default:
      return <DeskWhenLoaded />;
  }
}
