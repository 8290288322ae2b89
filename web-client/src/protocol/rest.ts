import type { Attendee } from '../wire/Attendee';
import type { Department } from '../wire/Department';
import type { DeviceLink } from '../wire/DeviceLink';
import type { FirstAdministrator } from '../wire/FirstAdministrator';
import type { Language } from '../wire/Language';
import type { Login } from '../wire/Login';
import type { MadeStreamToken } from '../wire/MadeStreamToken';
import type { Me } from '../wire/Me';
import type { NewDepartment } from '../wire/NewDepartment';
import type { NewDeviceLink } from '../wire/NewDeviceLink';
import type { NewPassword } from '../wire/NewPassword';
import type { NewSession } from '../wire/NewSession';
import type { NewStreamToken } from '../wire/NewStreamToken';
import type { NewUser } from '../wire/NewUser';
import type { Place } from '../wire/Place';
import type { ProbeAnswer } from '../wire/ProbeAnswer';
import type { ProbeOffer } from '../wire/ProbeOffer';
import type { Problem } from '../wire/Problem';
import type { Session } from '../wire/Session';
import type { SessionPhase } from '../wire/SessionPhase';
import type { StreamToken } from '../wire/StreamToken';
import type { TestCall } from '../wire/TestCall';
import type { TestCallFindings } from '../wire/TestCallFindings';
import type { User } from '../wire/User';
import type { Venue } from '../wire/Venue';

/** What came of a request: its body, a problem the server told, or no server at all. */
export type Reply<Body> =
  | { readonly ok: true; readonly body: Body }
  | { readonly ok: false; readonly problem: Problem }
  | { readonly ok: false; readonly problem: undefined };

/** The part of `fetch` that requests use. */
export type Fetch = (path: string, init: RequestInit) => Promise<Response>;

/** The REST interface under `/api/v1`; errors are problem documents (RFC 9457). */
export class Api {
  constructor(
    private readonly fetch: Fetch,
    private readonly language: () => Language,
  ) {}

  me = () => this.request<Me>('GET', '/me');
  login = (login: Login) => this.request<unknown>('POST', '/login', login);
  logout = () => this.request<unknown>('POST', '/logout', {});
  setUp = (administrator: FirstAdministrator) => this.request<unknown>('POST', '/setup', administrator);

  sessions = (phase?: SessionPhase) =>
    this.request<Session[]>('GET', phase === undefined ? '/sessions' : `/sessions?phase=${phase}`);
  session = (id: number) => this.request<Session>('GET', `/sessions/${id}`);
  addSession = (session: NewSession) => this.request<Session>('POST', '/sessions', session);
  openSession = (id: number) => this.request<unknown>('POST', `/sessions/${id}/open`, {});
  /** Ends a session; the host console's page says that it is one, so that its device link counts. */
  endSession = (id: number, place?: 'host') =>
    this.request<unknown>('POST', `/sessions/${id}/end${place === undefined ? '' : `?place=${place}`}`, {});

  /** By which tokens encoders and players are let into a session. */
  streamTokens = (session: number) =>
    this.request<StreamToken[]>('GET', `/sessions/${session}/stream-tokens`);
  /** Makes one; the token itself stands in this reply alone. */
  makeStreamToken = (session: number, token: NewStreamToken) =>
    this.request<MadeStreamToken>('POST', `/sessions/${session}/stream-tokens`, token);
  /** Revokes one; what came by it ends. */
  revokeStreamToken = (session: number, token: number) =>
    this.request<unknown>('DELETE', `/sessions/${session}/stream-tokens/${token}`);

  /** The people of this device's own venue; the page says which of its links is meant. */
  roster = (place: 'branch') => this.request<Attendee[]>('GET', `/roster?place=${place}`);

  /** The server's answer to an offer that is only to show whether media pass. */
  probe = (place: Place, sdp: string) =>
    this.request<ProbeAnswer>('POST', `/probe?place=${place}`, { sdp } satisfies ProbeOffer);
  /** Keeps what this device's venue found, in the place of its test call before. */
  keepTestCall = (place: Place, found: TestCallFindings) =>
    this.request<unknown>('PUT', `/test-calls/own?place=${place}`, found);
  /** The venues' last test calls. */
  testCalls = (place: Place) => this.request<TestCall[]>('GET', `/test-calls?place=${place}`);

  venues = () => this.request<Venue[]>('GET', '/venues');
  addVenue = (venue: Venue) => this.request<unknown>('POST', '/venues', venue);
  renameVenue = (venue: Venue) => this.request<unknown>('PUT', `/venues/${venue.number}`, venue);
  removeVenue = (number: number) => this.request<unknown>('DELETE', `/venues/${number}`);
  addLink = (venue: number, link: NewDeviceLink) =>
    this.request<DeviceLink>('POST', `/venues/${venue}/links`, link);

  users = () => this.request<User[]>('GET', '/users');
  addUser = (user: NewUser) => this.request<unknown>('POST', '/users', user);
  changePassword = (id: number, password: NewPassword) =>
    this.request<unknown>('PUT', `/users/${id}/password`, password);
  removeUser = (id: number) => this.request<unknown>('DELETE', `/users/${id}`);

  departments = () => this.request<Department[]>('GET', '/departments');
  addDepartment = (department: NewDepartment) => this.request<unknown>('POST', '/departments', department);
  renameDepartment = (id: number, department: NewDepartment) =>
    this.request<unknown>('PUT', `/departments/${id}`, department);
  removeDepartment = (id: number) => this.request<unknown>('DELETE', `/departments/${id}`);

  /** One request under `/api/v1`; what is asked for by name stands above and in the areas' own files. */
  async request<Body>(method: string, path: string, body?: unknown): Promise<Reply<Body>> {
    const headers: Record<string, string> = { 'Accept-Language': this.language() };
    // The server asks for it on every unsafe method: a foreign page cannot set it.
    if (method !== 'GET') headers['Content-Type'] = 'application/json';
    try {
      const response = await this.fetch(`/api/v1${path}`, {
        method,
        headers,
        credentials: 'same-origin',
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      const value: unknown = text === '' ? undefined : JSON.parse(text);
      if (response.ok) return { ok: true, body: value as Body };
      return { ok: false, problem: isProblem(value) ? value : undefined };
    } catch {
      // No network, no server, or something in between that does not speak JSON.
      return { ok: false, problem: undefined };
    }
  }
}

function isProblem(value: unknown): value is Problem {
  return (
    typeof value === 'object' && value !== null && 'code' in value && 'title' in value && 'detail' in value
  );
}
