import { switchLanguage, words } from '../words/words';
import { Icon } from './Icon';

/** Changes the page to the other language; the button carries that language's own name. */
export function LanguageSwitch() {
  const other = words.value.app.otherLanguage;
  return (
    <button
      type="button"
      class="button button-quiet"
      onClick={switchLanguage}
      lang={other === '中文' ? 'zh-CN' : 'en'}
    >
      <Icon name="language" />
      {other}
    </button>
  );
}
