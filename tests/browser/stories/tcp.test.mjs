// A network that lets no UDP through: media go over the HTTPS port. The address that candidates name
// has that port alone; the server's UDP sockets are on another.
import { after, before } from 'node:test';
import { Browser } from '../world/browser.mjs';
import { pictures, report } from '../world/sight.mjs';
import { story } from '../world/story.mjs';
import { MAIN, Street } from '../world/street.mjs';
import { until } from '../world/until.mjs';

const FIRST = 1;
const WITHOUT_UDP = '127.0.0.9';
const SHOWN_WITHIN_MS = 30_000;

let street;
const browsers = {};
const cast = () => ({ street, browsers });

before(async () => {
  street = await Street.live({
    branches: 1,
    played: [],
    mediaAddress: WITHOUT_UDP,
    httpsAddress: WITHOUT_UDP,
  });
  browsers.host = await Browser.launch({ venue: MAIN });
  browsers.first = await Browser.launch({ venue: FIRST });
  await browsers.host.page.goto(street.link(MAIN, 'host'));
  await browsers.first.page.goto(street.link(FIRST, 'branch'));
});

after(async () => {
  for (const browser of Object.values(browsers)) await browser.close();
  await street?.close();
});

story('a branch without UDP sees the main venue', cast, async () => {
  await shows('first', MAIN);
});

story('and is seen', cast, async () => {
  const { page } = browsers.host;
  await page.locator(`[data-seat="${FIRST}"][data-connection="online"]`).click();
  await page.locator('[data-action="put-on-stage"]').click();
  await shows('host', FIRST);
});

story('the host is told that its media come over TCP', cast, async () => {
  await until('the path is TCP', SHOWN_WITHIN_MS, async () => {
    const { readiness } = await report(browsers.host.page);
    const said = readiness.find((venue) => venue.venue === FIRST);
    return { holds: said?.path?.transport === 'tcp', said };
  });
});

story('a test call from there says that only TCP passes, while the meeting goes on', cast, async () => {
  const page = await browsers.first.newPage();
  await page.goto(street.address('/check'));
  await page.locator('[data-verdict="tcp"]').waitFor({ timeout: SHOWN_WITHIN_MS });
  await until('it is kept', SHOWN_WITHIN_MS, async () => {
    const said = await street.rest.get('/api/v1/test-calls');
    return { holds: said[0]?.venue === FIRST && said[0].tcp_ms > 0 && !('udp_ms' in said[0]), said };
  });
  await page.close();
  await shows('first', MAIN);
});

async function shows(name, venue) {
  await until(`${name} sees venue ${venue}`, SHOWN_WITHIN_MS, async () => {
    const stage = (await pictures(browsers[name].page)).get('stage');
    return { holds: stage?.shows === venue && stage.frames > 10, said: stage };
  });
}
