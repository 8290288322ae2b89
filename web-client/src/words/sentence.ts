import type { Sentence } from '../wire/Sentence';
import { language } from './words';

/** A sentence of the server in the language of this page. */
export function sentence(both: Sentence): string {
  return language.value === 'en' ? both.en : both.zh;
}
