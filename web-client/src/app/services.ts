import { AttendanceApi } from '../protocol/attendance_api';
import { browserClock } from '../protocol/clock';
import { PlanningApi } from '../protocol/planning_api';
import { PostApi } from '../protocol/post_api';
import { Api } from '../protocol/rest';
import { language } from '../words/words';

/** A request without an answer is given up after this long, milliseconds. */
const REQUEST_WAIT_MS = 15_000;

/** The REST interface of the server this page came from. */
export const api = new Api(
  (path, init) => {
    const abort = new AbortController();
    const cancel = browserClock.after(REQUEST_WAIT_MS, () => abort.abort());
    return fetch(path, { ...init, signal: abort.signal }).finally(cancel);
  },
  () => language.value,
);

/** The part of it that is about records of sessions. */
export const attendanceApi = new AttendanceApi(api);

/** The part of it that plans meetings. */
export const planningApi = new PlanningApi(api);

/** The part of it that mails, collects tips and reports the burden. */
export const postApi = new PostApi(api);
