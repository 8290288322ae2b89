import { language } from './words';

/** Names one after another: "书记、主任", "secretary, director". */
export function listed(names: readonly string[]): string {
  return names.join(language.value === 'en' ? ', ' : '、');
}

/** Parts of a sentence one after another. */
export function clauses(parts: readonly string[]): string {
  return parts.join(language.value === 'en' ? '; ' : '；');
}
