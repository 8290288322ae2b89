import type { Connection } from '../src/wire/Connection';
import type { Devices } from '../src/wire/Devices';
import type { VenueState } from '../src/wire/VenueState';

/** Short names of 33 made-up venues. */
const NAMES =
  '平顺路 彭浦新村 艺康苑 三泉家园 闻喜路 临汾一居 永和二村 岭南公园 共康三村 保德路 场中路 长临路 阳曲路 汾西路 曲沃路 晋城路 和源名城 龙潭小区 塘南 飞虹路 沪太新村 马戏城 洛川东路 延长西路 大宁绿地 粤秀名邸 万荣小区 灵石公寓 寿阳 宝华现代城 景凤路 江场西 幸福小镇'.split(
    ' ',
  );

const ON: Devices = { camera: 'on', microphone: 'on' };

/** What is not as usual in the sample street. */
const UNUSUAL: Record<number, { connection?: Connection; devices?: Devices; sinceMinutes?: number }> = {
  7: { connection: 'lost', sinceMinutes: 1 },
  12: { connection: 'absent', sinceMinutes: 4 },
  19: { devices: { camera: 'off', microphone: 'on' } },
  22: { connection: 'joining', sinceMinutes: 0 },
  26: { devices: { camera: 'missing', microphone: 'on' } },
  31: { connection: 'absent', sinceMinutes: 90 },
};

/** A street of one main venue and 33 branch venues, in a session opened 42 minutes before `nowMs`. */
export function sampleVenues(nowMs: number): VenueState[] {
  const minutesAgo = (minutes: number) => nowMs - minutes * 60_000;
  const main: VenueState = {
    number: 0,
    name: '主会场',
    short_name: '主会场',
    connection: 'online',
    since_ms: minutesAgo(44),
    devices: ON,
  };
  const branches = NAMES.map((name, position): VenueState => {
    const number = position + 1;
    const unusual = UNUSUAL[number] ?? {};
    return {
      number,
      name: `${name}居委会`,
      short_name: name,
      connection: unusual.connection ?? 'online',
      since_ms: minutesAgo(unusual.sinceMinutes ?? 43),
      devices: unusual.devices ?? ON,
    };
  });
  return [main, ...branches];
}
