import type { AttendanceSettings } from '../wire/AttendanceSettings';
import type { AttendedSession } from '../wire/AttendedSession';
import type { DeskAction } from '../wire/DeskAction';
import type { Erasure } from '../wire/Erasure';
import type { ExportFormat } from '../wire/ExportFormat';
import type { FollowUp } from '../wire/FollowUp';
import type { Happened } from '../wire/Happened';
import type { HeldItem } from '../wire/HeldItem';
import type { Language } from '../wire/Language';
import type { LeaveSheet } from '../wire/LeaveSheet';
import type { NewLeave } from '../wire/NewLeave';
import type { Review } from '../wire/Review';
import type { SignInPeople } from '../wire/SignInPeople';
import type { Api } from './rest';

/** The part of the REST interface that is about records of sessions. */
export class AttendanceApi {
  constructor(private readonly api: Api) {}

  review = (session: number) => this.api.request<Review>('GET', `/sessions/${session}/record`);
  act = (session: number, action: DeskAction) =>
    this.api.request<Review>('POST', `/sessions/${session}/record`, action);
  timeline = (session: number, venue: number) =>
    this.api.request<Happened[]>('GET', `/sessions/${session}/record/venues/${venue}`);

  attended = (venue?: number) =>
    this.api.request<AttendedSession[]>(
      'GET',
      venue === undefined ? '/attendance/venues' : `/attendance/venues?venue=${venue}`,
    );
  heldItems = () => this.api.request<HeldItem[]>('GET', '/attendance/items');
  erasures = () => this.api.request<Erasure[]>('GET', '/attendance/erasures');

  followUps = () => this.api.request<FollowUp[]>('GET', '/follow-ups');
  followUpDone = (id: number) => this.api.request<unknown>('POST', `/follow-ups/${id}/done`, {});

  /** Leave of a session that is not over: a venue's own, or everybody's. */
  leave = (session: number) => this.api.request<LeaveSheet>('GET', `/sessions/${session}/leave`);
  noteLeave = (session: number, leave: NewLeave) =>
    this.api.request<LeaveSheet>('POST', `/sessions/${session}/leave`, leave);
  withdrawLeave = (session: number, venue: number, person?: string) => {
    const whose = person === undefined ? '' : `&person=${encodeURIComponent(person)}`;
    return this.api.request<LeaveSheet>('DELETE', `/sessions/${session}/leave?venue=${venue}${whose}`);
  };

  settings = () => this.api.request<AttendanceSettings>('GET', '/attendance/settings');
  changeSettings = (settings: AttendanceSettings) =>
    this.api.request<AttendanceSettings>('PUT', '/attendance/settings', settings);

  /** Whom this venue's sign-in dialog offers. */
  signInPeople = () => this.api.request<SignInPeople>('GET', '/sign-in/people');
}

/** Where a record is downloaded from. */
export function recordFile(session: number, format: ExportFormat, language: Language): string {
  return `/api/v1/sessions/${session}/record/files/${format}?language=${language}`;
}
