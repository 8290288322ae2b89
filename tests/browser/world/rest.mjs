/** Somebody who sets a street up over REST, with the cookie that the server gave. */
export class Rest {
  #base;
  #cookie = '';

  constructor(base) {
    this.#base = base;
  }

  /** The one-time link's token makes the first administrator, who is logged in from then on. */
  async setUp(token, name, password) {
    const answer = await this.#send('POST', '/api/v1/setup', { token, name, password });
    this.#cookie = answer.headers
      .getSetCookie()
      .map((cookie) => cookie.split(';')[0])
      .join('; ');
  }

  async get(path) {
    return (await this.#send('GET', path)).json();
  }

  async post(path, body = {}) {
    const text = await (await this.#send('POST', path, body)).text();
    return text === '' ? undefined : JSON.parse(text);
  }

  async put(path, body) {
    await this.#send('PUT', path, body);
  }

  async #send(method, path, body) {
    const headers = { cookie: this.#cookie };
    if (body !== undefined) headers['content-type'] = 'application/json';
    const answer = await fetch(new URL(path, this.#base), {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer;
  }
}
