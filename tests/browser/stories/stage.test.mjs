// A small meeting without a wall: nobody but the stage looks at the cameras.
import { after, before } from 'node:test';
import { Browser } from '../world/browser.mjs';
import { pictures } from '../world/sight.mjs';
import { story } from '../world/story.mjs';
import { MAIN, Street } from '../world/street.mjs';
import { until } from '../world/until.mjs';

const [FIRST, SECOND] = [1, 2];
const SHOWN_WITHIN_MS = 10_000;

let street;
const browsers = {};
const cast = () => ({ street, browsers });

before(async () => {
  street = await Street.live({ branches: 2, played: [] });
  browsers.host = await Browser.launch({ venue: MAIN });
  browsers.first = await Browser.launch({ venue: FIRST });
  browsers.second = await Browser.launch({ venue: SECOND });
  await browsers.host.page.goto(street.link(MAIN, 'host'));
  await browsers.first.page.goto(street.link(FIRST, 'branch'));
  await browsers.second.page.goto(street.link(SECOND, 'branch'));
});

after(async () => {
  for (const browser of Object.values(browsers)) await browser.close();
  await street?.close();
});

story('the host is seen at the branches', cast, async () => {
  await show(MAIN, ['first', 'second']);
});

story('a branch on stage is seen at the host and at the other branch', cast, async () => {
  await putOnStage(FIRST);
  await show(FIRST, ['host', 'second']);
  await show(MAIN, ['first']);
});

story('another branch takes its place', cast, async () => {
  await putOnStage(SECOND);
  await show(SECOND, ['host', 'first']);
  await show(MAIN, ['second']);
});

async function putOnStage(venue) {
  const { page } = browsers.host;
  await page.locator(`[data-seat="${venue}"][data-connection="online"]`).click();
  await page.locator('[data-action="put-on-stage"]').click();
}

async function show(venue, who) {
  for (const name of who) {
    await until(`${name} sees venue ${venue}`, SHOWN_WITHIN_MS, async () => {
      const seen = (await pictures(browsers[name].page)).get('stage');
      return { holds: seen?.shows === venue, said: seen };
    });
  }
}
