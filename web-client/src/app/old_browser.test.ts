import { expect, test } from 'vitest';
import script from '../../public/old-browser.js?raw';

/** Runs the script in a browser that has so much; true where it says that the browser is too old. */
function saysTooOld(browser: { readonly scriptElement: object; readonly window: object }): boolean {
  let shown = false;
  const notice = { removeAttribute: () => (shown = true) };
  const app = { style: { display: '' } };
  const document = {
    createElement: () => browser.scriptElement,
    getElementById: (id: string) => (id === 'app' ? app : notice),
  };
  new Function('document', 'window', script)(document, browser.window);
  expect(app.style.display).toBe(shown ? 'none' : '');
  return shown;
}

test('the script that speaks to too old browsers is one that they understand', () => {
  expect(script).not.toMatch(/=>|`|\b(const|let|class|async)\b|\?\.|\?\?/);
});

test('an IE kernel is told to change, Chromium 86 and newer are not', () => {
  const window = { fetch: () => {}, RTCRtpTransceiver: () => {} };
  expect(saysTooOld({ scriptElement: {}, window: {} })).toBe(true);
  expect(saysTooOld({ scriptElement: { noModule: false }, window: {} })).toBe(true);
  expect(saysTooOld({ scriptElement: { noModule: false }, window })).toBe(false);
});
