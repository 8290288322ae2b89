import type { ApprovalCase } from '../wire/ApprovalCase';
import type { Approvers } from '../wire/Approvers';
import type { Board } from '../wire/Board';
import type { Call } from '../wire/Call';
import type { CsvFile } from '../wire/CsvFile';
import type { Decision } from '../wire/Decision';
import type { DepartmentStanding } from '../wire/DepartmentStanding';
import type { HoldRequest } from '../wire/HoldRequest';
import type { Imported } from '../wire/Imported';
import type { Item } from '../wire/Item';
import type { Line } from '../wire/Line';
import type { MoveChecked } from '../wire/MoveChecked';
import type { MoveRequest } from '../wire/MoveRequest';
import type { NewAnswer } from '../wire/NewAnswer';
import type { NewCall } from '../wire/NewCall';
import type { NewDepartmentStanding } from '../wire/NewDepartmentStanding';
import type { NewItem } from '../wire/NewItem';
import type { NewLine } from '../wire/NewLine';
import type { NewQuota } from '../wire/NewQuota';
import type { NewRosterPerson } from '../wire/NewRosterPerson';
import type { NewSeries } from '../wire/NewSeries';
import type { NewWindow } from '../wire/NewWindow';
import type { PlanVersion } from '../wire/PlanVersion';
import type { PresenterOf } from '../wire/PresenterOf';
import type { PublishedPlan } from '../wire/PublishedPlan';
import type { QuotaOf } from '../wire/QuotaOf';
import type { RosterPerson } from '../wire/RosterPerson';
import type { Series } from '../wire/Series';
import type { SeriesRange } from '../wire/SeriesRange';
import type { Solved } from '../wire/Solved';
import type { SolveRequest } from '../wire/SolveRequest';
import type { StreetCalendar } from '../wire/StreetCalendar';
import type { StreetRole } from '../wire/StreetRole';
import type { UserDepartment } from '../wire/UserDepartment';
import type { Window } from '../wire/Window';
import type { Api } from './rest';

/** What of the REST interface plans meetings (拼会). Dates are `YYYY-MM-DD`, weeks their Monday. */
export class PlanningApi {
  constructor(private readonly api: Pick<Api, 'request'>) {}

  board = (from: string, until: string) =>
    this.api.request<Board>('GET', `/planning/board?from=${from}&until=${until}`);
  solve = (week: string, request: SolveRequest) =>
    this.api.request<Solved>('POST', `/planning/weeks/${week}/solve`, request);
  move = (week: string, request: MoveRequest) =>
    this.api.request<MoveChecked>('POST', `/planning/weeks/${week}/move`, request);
  hold = (week: string, request: HoldRequest) =>
    this.api.request<PlanVersion>('POST', `/planning/weeks/${week}/hold`, request);
  publish = (week: string) => this.api.request<PublishedPlan>('POST', `/planning/weeks/${week}/publish`, {});
  freeze = (week: string) => this.api.request<PlanVersion>('POST', `/planning/weeks/${week}/freeze`, {});
  discard = (week: string) => this.api.request<unknown>('DELETE', `/planning/weeks/${week}/draft`);
  versions = (week: string) => this.api.request<PlanVersion[]>('GET', `/planning/weeks/${week}/versions`);

  items = (from: string, until: string) =>
    this.api.request<Item[]>('GET', `/planning/items?from=${from}&until=${until}`);
  addItem = (item: NewItem) => this.api.request<Item>('POST', '/planning/items', item);
  changeItem = (id: number, item: NewItem) => this.api.request<Item>('PUT', `/planning/items/${id}`, item);
  withdrawItem = (id: number) => this.api.request<unknown>('DELETE', `/planning/items/${id}`);
  importItems = (file: CsvFile) => this.api.request<Imported>('POST', '/planning/items/import', file);

  calls = () => this.api.request<Call[]>('GET', '/planning/calls');
  answerCall = (id: number, answer: NewAnswer) =>
    this.api.request<Call>('POST', `/planning/calls/${id}/answer`, answer);

  approvals = () => this.api.request<ApprovalCase[]>('GET', '/planning/approvals');
  decide = (id: number, decision: Decision) =>
    this.api.request<ApprovalCase>('POST', `/planning/approvals/${id}/decision`, decision);
  approvers = () => this.api.request<Approvers>('GET', '/planning/approvers');
  setApprovers = (approvers: Approvers) => this.api.request<unknown>('PUT', '/planning/approvers', approvers);

  windows = (from: string, until: string) =>
    this.api.request<Window[]>('GET', `/planning/windows?from=${from}&until=${until}`);
  addWindow = (window: NewWindow) => this.api.request<Window>('POST', '/planning/windows', window);
  changeWindow = (id: number, window: NewWindow) =>
    this.api.request<unknown>('PUT', `/planning/windows/${id}`, window);
  removeWindow = (id: number) => this.api.request<unknown>('DELETE', `/planning/windows/${id}`);
  callForItems = (window: number, call: NewCall) =>
    this.api.request<Call>('POST', `/planning/windows/${window}/call`, call);
  series = () => this.api.request<Series[]>('GET', '/planning/series');
  addSeries = (series: NewSeries) => this.api.request<Series>('POST', '/planning/series', series);
  removeSeries = (id: number) => this.api.request<unknown>('DELETE', `/planning/series/${id}`);
  addSeriesWindows = (id: number, range: SeriesRange) =>
    this.api.request<Window[]>('POST', `/planning/series/${id}/windows`, range);

  roles = () => this.api.request<StreetRole[]>('GET', '/planning/roles');
  setRoles = (roles: StreetRole[]) => this.api.request<unknown>('PUT', '/planning/roles', roles);
  lines = () => this.api.request<Line[]>('GET', '/planning/lines');
  addLine = (line: NewLine) => this.api.request<Line>('POST', '/planning/lines', line);
  renameLine = (id: number, line: NewLine) => this.api.request<unknown>('PUT', `/planning/lines/${id}`, line);
  removeLine = (id: number) => this.api.request<unknown>('DELETE', `/planning/lines/${id}`);
  people = () => this.api.request<RosterPerson[]>('GET', '/planning/people');
  addPerson = (person: NewRosterPerson) => this.api.request<RosterPerson>('POST', '/planning/people', person);
  changePerson = (id: number, person: NewRosterPerson) =>
    this.api.request<unknown>('PUT', `/planning/people/${id}`, person);
  removePerson = (id: number) => this.api.request<unknown>('DELETE', `/planning/people/${id}`);
  importPeople = (file: CsvFile) => this.api.request<Imported>('POST', '/planning/people/import', file);
  standings = () => this.api.request<DepartmentStanding[]>('GET', '/planning/departments');
  setStanding = (department: number, standing: NewDepartmentStanding) =>
    this.api.request<unknown>('PUT', `/planning/departments/${department}`, standing);
  userDepartment = (user: number) =>
    this.api.request<UserDepartment>('GET', `/planning/users/${user}/department`);
  setUserDepartment = (user: number, department: UserDepartment) =>
    this.api.request<unknown>('PUT', `/planning/users/${user}/department`, department);
  presenters = () => this.api.request<PresenterOf[]>('GET', '/planning/presenters');
  /** Says when a presenter can present; without any hours, at any time. */
  setPresenter = (presenter: PresenterOf) =>
    this.api.request<unknown>('PUT', '/planning/presenters', presenter);
  calendar = () => this.api.request<StreetCalendar>('GET', '/planning/calendar');
  setCalendar = (calendar: StreetCalendar) =>
    this.api.request<unknown>('PUT', '/planning/calendar', calendar);
  quotas = () => this.api.request<QuotaOf[]>('GET', '/planning/quotas');
  addQuota = (quota: NewQuota) => this.api.request<QuotaOf>('POST', '/planning/quotas', quota);
  changeQuota = (id: number, quota: NewQuota) =>
    this.api.request<unknown>('PUT', `/planning/quotas/${id}`, quota);
  removeQuota = (id: number) => this.api.request<unknown>('DELETE', `/planning/quotas/${id}`);
}
