import type { BurdenReport } from '../wire/BurdenReport';
import type { CalendarLink } from '../wire/CalendarLink';
import type { CalendarOwner } from '../wire/CalendarOwner';
import type { Mailbox } from '../wire/Mailbox';
import type { MailSettings } from '../wire/MailSettings';
import type { MessageState } from '../wire/MessageState';
import type { NewMailSettings } from '../wire/NewMailSettings';
import type { NewTip } from '../wire/NewTip';
import type { NextIssue } from '../wire/NextIssue';
import type { Outbox } from '../wire/Outbox';
import type { RegisterFile } from '../wire/RegisterFile';
import type { RegisterImport } from '../wire/RegisterImport';
import type { TestMail } from '../wire/TestMail';
import type { Tip } from '../wire/Tip';
import type { TipOrder } from '../wire/TipOrder';
import type { TipsArchive } from '../wire/TipsArchive';
import type { TipsPreview } from '../wire/TipsPreview';
import type { TipsSchedule } from '../wire/TipsSchedule';
import type { Api } from './rest';

/** What of the REST interface mails, collects the weekly tips, and reports the burden. */
export class PostApi {
  constructor(private readonly api: Pick<Api, 'request'>) {}

  nextIssue = () => this.api.request<NextIssue>('GET', '/tips');
  addTip = (tip: NewTip) => this.api.request<Tip>('POST', '/tips', tip);
  changeTip = (number: number, tip: NewTip) => this.api.request<Tip>('PUT', `/tips/${number}`, tip);
  removeTip = (number: number) => this.api.request<unknown>('DELETE', `/tips/${number}`);
  orderTips = (order: TipOrder) => this.api.request<unknown>('PUT', '/tips/order', order);
  previewTips = () => this.api.request<TipsPreview>('GET', '/tips/preview');
  /** Sends the next issue now instead of at its hour. */
  sendTips = () => this.api.request<unknown>('POST', '/tips/send', {});
  tipsArchive = (search: string, before: number | undefined) =>
    this.api.request<TipsArchive>(
      'GET',
      `/tips/issues?q=${encodeURIComponent(search)}${before === undefined ? '' : `&before=${before}`}`,
    );
  tipsSchedule = () => this.api.request<TipsSchedule>('GET', '/settings/tips');
  setTipsSchedule = (schedule: TipsSchedule) => this.api.request<unknown>('PUT', '/settings/tips', schedule);

  mailSettings = () => this.api.request<MailSettings>('GET', '/settings/mail');
  setMailSettings = (settings: NewMailSettings) =>
    this.api.request<unknown>('PUT', '/settings/mail', settings);
  sendTestMail = (mail: TestMail) => this.api.request<unknown>('POST', '/settings/mail/test', mail);
  outbox = (state: MessageState | undefined) =>
    this.api.request<Outbox>('GET', state === undefined ? '/post/messages' : `/post/messages?state=${state}`);
  /** Sends a message again that failed, or whose fate is not known. */
  sendAgain = (message: number) => this.api.request<unknown>('POST', `/post/messages/${message}/again`, {});
  /** Says that a message whose fate was not known has arrived. */
  hasArrived = (message: number) =>
    this.api.request<unknown>('POST', `/post/messages/${message}/arrived`, {});
  mailboxes = () => this.api.request<Mailbox[]>('GET', '/mailboxes');
  setMailboxes = (mailboxes: Mailbox[]) => this.api.request<unknown>('PUT', '/mailboxes', mailboxes);

  /** Makes the link of a calendar; an earlier one of the same owner stops working. */
  makeCalendarLink = (owner: CalendarOwner) => this.api.request<CalendarLink>('POST', '/calendars', owner);

  burden = (from: string, until: string) =>
    this.api.request<BurdenReport>('GET', `/burden?from=${from}&until=${until}`);
  importBaseline = (register: RegisterFile) =>
    this.api.request<RegisterImport>('POST', '/burden/baseline', register);
}
