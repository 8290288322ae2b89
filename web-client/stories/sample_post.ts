import type { Burden } from '../src/wire/Burden';
import type { BurdenReport } from '../src/wire/BurdenReport';
import type { Mailbox } from '../src/wire/Mailbox';
import type { MailSettings } from '../src/wire/MailSettings';
import type { NextIssue } from '../src/wire/NextIssue';
import type { Outbox } from '../src/wire/Outbox';
import type { TipsArchive } from '../src/wire/TipsArchive';
import type { TipsPreview } from '../src/wire/TipsPreview';
import type { TipsSchedule } from '../src/wire/TipsSchedule';
import type { Venue } from '../src/wire/Venue';
import { civilDate, daysLater, mondayOf } from '../src/words/dates';

const burden = (meetings: number, people: number): Burden => ({
  meetings,
  seat_trips: meetings * people,
  person_minutes: meetings * people * 68,
});

/** A street's mail, its weekly tips, and half a year of meetings. */
export function samplePost(venues: readonly Venue[], nowMs: number) {
  const monday = mondayOf(civilDate(nowMs));
  const branches = venues.map(({ number }) => number).filter((number) => number > 0);
  const next: NextIssue = {
    week: daysLater(monday, 7),
    sends_ms: nowMs + 4 * 86_400_000,
    recipients: 31,
    without_mailbox: [12, 26],
    mail_is_set: true,
    tips: [
      {
        number: 1,
        department: 6,
        department_name: '服务办',
        title: '冬季送温暖名单月底前核对',
        body: '请各居委在11月30日前核对本辖区困难群众名单，重点核对独居老人和低保边缘家庭。\n有变动的在系统里直接改。',
        held: false,
        submitted_ms: nowMs - 86_400_000,
      },
      {
        number: 2,
        department: 4,
        department_name: '平安办',
        title: '电动自行车飞线充电集中整治',
        body: '本周起每晚巡查，发现飞线充电先劝离，再登记。',
        held: false,
        submitted_ms: nowMs - 43_200_000,
      },
      {
        number: 3,
        department: 5,
        department_name: '管理办',
        title: '垃圾分类实效测评结果',
        body: '第三季度测评结果已下发，低于85分的小区请填写整改计划。',
        held: true,
        submitted_ms: nowMs - 3_600_000,
      },
    ],
  };
  const preview: TipsPreview = {
    subject: '每周工作提示（11月30日）',
    text: '一、冬季送温暖名单月底前核对（服务办）\n请各居委在11月30日前核对本辖区困难群众名单。\n\n二、电动自行车飞线充电集中整治（平安办）\n本周起每晚巡查，发现飞线充电先劝离，再登记。',
    html: '',
  };
  const archive: TipsArchive = {
    more: true,
    issues: [2, 1].map((number) => ({
      number,
      week: daysLater(monday, -7 * (3 - number)),
      sent_ms: nowMs - (3 - number) * 7 * 86_400_000,
      recipients: 33,
      delivered: number === 2 ? 32 : 33,
      tips: [
        { department: '党建办', title: '主题党日安排', body: '本月主题党日在第三周周五下午。' },
        { department: '自治办', title: '居民代表会议材料上报', body: '请于本周五前上传。' },
      ],
    })),
  };
  const months = [0, 1, 2, 3, 4, 5].map((back) => {
    const day = new Date(nowMs);
    const first = new Date(Date.UTC(day.getFullYear(), day.getMonth() - 5 + back, 1));
    return {
      month: first.toISOString().slice(0, 7),
      burden: burden([24, 19, 16, 14, 12, 10][back] ?? 0, 34),
    };
  });
  const report: BurdenReport = {
    from: `${months[0]?.month ?? ''}-01`,
    until: civilDate(nowMs),
    working_days: 123,
    total: burden(95, 34),
    baseline: {
      from: '2026-01-01',
      until: '2026-06-30',
      working_days: 121,
      total: burden(282, 35),
      scaled: burden(287, 35),
      meetings_saved_permille: 669,
      seat_trips_saved_permille: 678,
      imported_ms: nowMs - 90 * 86_400_000,
      sha256: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    },
    months,
    venues: branches.map((venue) => ({
      venue,
      now: burden(70 + ((venue * 7) % 23), 1),
      baseline: burden(270 + ((venue * 5) % 12), 1),
    })),
    departments: ['党建办', '自治办', '平安办', '管理办', '服务办'].map((department, at) => ({
      department,
      now: burden(30 - at * 4, 34),
      baseline: burden(80 - at * 9, 35),
    })),
  };
  const settings: MailSettings = {
    has_password: true,
    mail: {
      host: 'smtp.example.gov.cn',
      port: 465,
      encryption: 'tls',
      user: 'dzb@example.gov.cn',
      from_address: 'dzb@example.gov.cn',
      from_name: '彭浦新村街道党政办',
      public_address: 'https://10.0.0.5:8443',
    },
  };
  const schedule: TipsSchedule = { on: true, at_min: 510 };
  const mailboxes: Mailbox[] = branches.map((venue) => ({
    venue,
    address: venue % 13 === 0 ? '' : `venue${venue}@example.gov.cn`,
  }));
  const outbox: Outbox = {
    queued: 2,
    uncertain: 1,
    failed: 0,
    messages: (['queued', 'sent', 'uncertain'] as const).map((state, at) => ({
      number: 30 - at,
      kind: at === 0 ? 'invitation' : 'tips',
      to: `venue${at + 1}@example.gov.cn`,
      subject: at === 0 ? '会议通知：第48周街道居委工作例会' : '每周工作提示',
      state,
      attempts: at,
      queued_ms: nowMs - at * 600_000,
      next_try_ms: state === 'queued' ? nowMs + 60_000 : null,
      sent_ms: state === 'sent' ? nowMs - 500_000 : null,
      last_error: state === 'uncertain' ? '邮件服务器在确认之前断开' : '',
    })),
  };
  const answers: Record<string, unknown> = {
    tips: next,
    'tips/preview': preview,
    'tips/issues': archive,
    'settings/tips': schedule,
    'settings/mail': settings,
    'post/messages': outbox,
    mailboxes,
    burden: report,
  };
  return answers;
}
