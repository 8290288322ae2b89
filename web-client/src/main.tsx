import { render } from 'preact';
import { App } from './app/App';
import { followHistory } from './app/navigation';
import { startClock } from './state/now';
import { recallLanguage } from './words/words';
import './design/tokens.css';
import './design/base.css';
import './design/notice.css';

recallLanguage();
startClock();
followHistory();
const place = document.getElementById('app');
if (place !== null) render(<App />, place);
