import type { MadeStreamToken } from '../src/wire/MadeStreamToken';
import type { Session } from '../src/wire/Session';
import type { StreamToken } from '../src/wire/StreamToken';
import { samplePlanning } from './sample_planning';
import { samplePost } from './sample_post';
import { sampleVenues } from './street';

/** Answers the desk's requests with a sample street. */
export function answerAsServer(who: 'nobody' | 'administrator' | 'empty'): void {
  const nowMs = Date.now();
  const venues = sampleVenues(nowMs).map(({ number, name, short_name }) => ({ number, name, short_name }));
  const all = venues.map(({ number }) => number);
  const session = (id: number, title: string, part: Partial<Session>): Session => ({
    id,
    title,
    phase: 'ended',
    venues: all,
    created_ms: nowMs - id * 1_000,
    opened_ms: null,
    ended_ms: null,
    ...part,
  });
  const day = 86_400_000;
  const answers: Record<string, unknown> =
    who === 'empty'
      ? { sessions: [], venues: [], users: [], departments: [] }
      : {
          sessions: [
            session(1, '第47周街道居委工作例会', { phase: 'live', opened_ms: nowMs - 2_520_000 }),
            session(2, '垃圾分类条线培训', { phase: 'planned', venues: all.slice(0, 9) }),
            session(3, '第46周街道居委工作例会', {
              opened_ms: nowMs - 7 * day,
              ended_ms: nowMs - 7 * day + 4_980_000,
            }),
            session(4, '第45周街道居委工作例会', {
              opened_ms: nowMs - 14 * day,
              ended_ms: nowMs - 14 * day + 5_330_000,
            }),
          ],
          venues,
          users: [
            { id: 1, name: '王管理', role: 'administrator' },
            { id: 2, name: '李主任', role: 'host' },
            { id: 3, name: '党政办小陈', role: 'staff' },
            { id: 4, name: '艺康苑', role: 'venue', venue: 3 },
          ],
          departments: ['党政办', '党建办', '自治办', '平安办', '管理办', '服务办', '发展办', '武装部'].map(
            (name, position) => ({ id: position + 1, name }),
          ),
        };
  const planned = samplePlanning(venues, nowMs);
  const posted = samplePost(venues, nowMs);
  const me =
    who === 'nobody'
      ? { who: 'nobody', set_up_needed: false }
      : { who: 'user', id: 1, name: '王管理', role: 'administrator' };
  const streamToken = (id: number, part: Partial<StreamToken>): StreamToken => ({
    id,
    kind: 'encoder',
    label: '会议室编码器',
    made_ms: nowMs - id * 60_000,
    expires_ms: nowMs + day,
    ...part,
  });
  const streamTokens = [
    streamToken(1, { label: '会议室编码器（备用）', expires_ms: nowMs + 90 * day }),
    streamToken(2, { kind: 'player', label: '三楼大厅显示屏' }),
    streamToken(3, { label: '第46周直播车', made_ms: nowMs - 8 * day, expires_ms: nowMs - 7 * day }),
  ];
  let links = 0;
  window.fetch = async (input, init) => {
    const path = String(input).replace('/api/v1/', '');
    const link = /^venues\/(\d+)\/links$/.exec(path);
    links += 1;
    const tokens = /^sessions\/(\d+)\/stream-tokens$/.exec(path);
    if (tokens !== null && init?.method === 'POST') {
      const { kind, label } = JSON.parse(String(init.body));
      const about = streamToken(streamTokens.length + 1, { kind, label, made_ms: nowMs });
      streamTokens.push(about);
      const made: MadeStreamToken = {
        about,
        token: 'sAmPle-k7Qm2xVb9TzR4nLc8WpYd1HfJ3sGe5Ua',
        path: `/${kind === 'encoder' ? 'whip' : 'whep'}/${tokens[1]}`,
      };
      return new Response(JSON.stringify(made), { status: 201 });
    }
    if (tokens !== null) return new Response(JSON.stringify(streamTokens), { status: 200 });
    const body = link
      ? {
          venue: Number(link[1]),
          place: JSON.parse(String(init?.body)).place,
          path: `/link/sAmPle${String(links).padStart(3, '0')}-8sJx0QkT3nVb6Zr1`,
        }
      : path === 'me'
        ? me
        : path.startsWith('planning/board?')
          ? Object.assign(
              {},
              planned['planning/board'],
              Object.fromEntries(new URLSearchParams(path.split('?')[1])),
            )
          : ({ ...answers, ...planned, ...posted }[path.split('?')[0] ?? ''] ?? null);
    return new Response(JSON.stringify(body), { status: 200 });
  };
}
