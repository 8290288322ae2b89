import { expect, test } from 'vitest';
import { Api } from './rest';

function server(respond: () => Promise<Response>) {
  const requests: { path: string; init: RequestInit }[] = [];
  const api = new Api(
    (path, init) => {
      requests.push({ path, init });
      return respond();
    },
    () => 'en',
  );
  return { api, requests };
}

test('an unsafe request names its content type, and every request the language', async () => {
  const { api, requests } = server(async () => new Response('{}', { status: 200 }));
  await api.openSession(5);
  expect(requests[0]?.path).toBe('/api/v1/sessions/5/open');
  expect(requests[0]?.init.headers).toEqual({
    'Accept-Language': 'en',
    'Content-Type': 'application/json',
  });
});

test('an empty reply is a reply', async () => {
  const { api } = server(async () => new Response(null, { status: 204 }));
  expect(await api.logout()).toEqual({ ok: true, body: undefined });
});

test('a problem document is handed on', async () => {
  const problem = { status: 409, code: 'session-not-planned', title: 'a', detail: 'b' };
  const { api } = server(async () => new Response(JSON.stringify(problem), { status: 409 }));
  expect(await api.openSession(5)).toEqual({ ok: false, problem });
});

test('no server, and a gateway that does not speak JSON, are the same to the page', async () => {
  const gone = server(() => Promise.reject(new TypeError('failed to fetch')));
  expect(await gone.api.me()).toEqual({ ok: false, problem: undefined });
  const gateway = server(async () => new Response('<html>Bad gateway</html>', { status: 502 }));
  expect(await gateway.api.me()).toEqual({ ok: false, problem: undefined });
});

test('a stream token is made for one session, and revoked by its number there', async () => {
  const { api, requests } = server(async () => new Response('{}', { status: 200 }));
  await api.makeStreamToken(5, { kind: 'encoder', label: '会议室编码器', valid_hours: 24 });
  await api.revokeStreamToken(5, 7);
  expect(requests.map(({ path, init }) => [init.method, path])).toEqual([
    ['POST', '/api/v1/sessions/5/stream-tokens'],
    ['DELETE', '/api/v1/sessions/5/stream-tokens/7'],
  ]);
  expect(JSON.parse(String(requests[0]?.init.body))).toEqual({
    kind: 'encoder',
    label: '会议室编码器',
    valid_hours: 24,
  });
});
