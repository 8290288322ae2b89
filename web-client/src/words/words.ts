import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { Language } from '../wire/Language';
import { english } from './en';
import { chinese } from './zh-CN';

type Texts<Tree> = {
  [Key in keyof Tree]: Tree[Key] extends (...values: infer Values) => string
    ? (...values: Values) => string
    : Tree[Key] extends string
      ? string
      : Texts<Tree[Key]>;
};

/** Every text of the client, in one language. */
export type Words = Texts<typeof chinese>;

const LANGUAGE_KEY = 'pinhui.language';

/** The language of this page. */
export const language: Signal<Language> = signal('zh-CN');

/** The texts in the language of this page. */
export const words: ReadonlySignal<Words> = computed(() => (language.value === 'en' ? english : chinese));

/** Takes up the language this computer used last. */
export function recallLanguage(): void {
  applyLanguage(localStorage.getItem(LANGUAGE_KEY) === 'en' ? 'en' : 'zh-CN');
}

/** Changes to the other language, and remembers it on this computer. */
export function switchLanguage(): void {
  applyLanguage(language.value === 'en' ? 'zh-CN' : 'en');
  localStorage.setItem(LANGUAGE_KEY, language.value);
}

function applyLanguage(chosen: Language): void {
  language.value = chosen;
  document.documentElement.lang = chosen;
}
