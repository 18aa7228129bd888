/** The native API, see docs/api.md. Everything the page knows of the server goes through here. */

const BASE = '/api/v1';
const STORED_KEY = 'pictor.key';

/**
 * An answer that is no success; `detail` is a sentence for a person, `code` and `values` are the same for a translation.
 * Status 0: the server did not answer at all.
 */
export class Problem extends Error {
  constructor(status, {detail = '', code, values} = {}, retryAfter = 1) {
    super(detail);
    Object.assign(this, {status, detail, code, values, retryAfter});
  }

  /** Whether the same request is likely to succeed a little later. */
  get passing() {
    return this.status === 0 || this.status === 429 || this.status === 503;
  }
}

let keyAsker = () => Promise.reject(new Problem(401));
let asking = null;

/** `ask(wrong)` resolves once the person has given a key; `wrong` tells that the last one was refused. */
export const onKeyNeeded = (ask) => {
  keyAsker = ask;
};

export const key = () => sessionStorage.getItem(STORED_KEY);
export const setKey = (value) => sessionStorage.setItem(STORED_KEY, value);

/** The response to a request, once a key was given if one is needed. */
export async function request(url, options = {}) {
  for (;;) {
    const sent = key();
    const headers = {...options.headers, ...(sent ? {Authorization: `Bearer ${sent}`} : {})};
    const response = await send(url, {...options, headers});
    if (response.ok) return response;
    if (response.status !== 401) throw await problem(response);
    // Several requests fail together: one question answers all of them, and a key that was changed meanwhile is tried first.
    if (key() === sent) {
      asking ??= keyAsker(sent !== null).finally(() => {
        asking = null;
      });
      await asking;
    }
  }
}

async function send(url, options) {
  try {
    return await fetch(url, options);
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new Problem(0);
  }
}

async function problem(response) {
  const retryAfter = Number(response.headers.get('Retry-After')) || 1;
  try {
    return new Problem(response.status, await response.json(), retryAfter);
  } catch {
    return new Problem(response.status, {}, retryAfter);
  }
}

const get = async (path, signal) => (await request(BASE + path, {signal})).json();

const post = async (path, body, signal) => {
  const form = body instanceof FormData;
  const options = {method: 'POST', signal, body: form ? body : JSON.stringify(body)};
  if (!form) options.headers = {'Content-Type': 'application/json'};
  return (await request(BASE + path, options)).json();
};

const change = async (method, path, body) => {
  const options = body ? {method, body: JSON.stringify(body), headers: {'Content-Type': 'application/json'}} : {method};
  return (await request(BASE + path, options)).json();
};

const segment = encodeURIComponent;

const parameters = (values) => {
  const given = Object.entries(values).filter(([, value]) => value !== undefined);
  return new URLSearchParams(given).toString();
};

export const collections = async () => (await get('/collections')).collections;

/** How far the server is with its model: `status` is `ready`, `not ready`, or `broken` with the `reason`. */
export async function readiness() {
  try {
    return await (await fetch('/readiness')).json();
  } catch {
    return {status: 'gone'};
  }
}

/** Whether the server follows another one, its `leader`, and how far it is. */
export const replication = () => get('/replication');

/** The values of a field with the numbers of their pictures. */
export const facets = async (name, field) => (await get(`/collections/${segment(name)}/facets?field=${field}`)).values;

export const failures = async (name) => (await get(`/collections/${segment(name)}/failures`)).failures;

export const picture = (name, id, signal) => get(`/collections/${segment(name)}/images/${segment(id)}`, signal);

export const pictures = (name, {limit, cursor, filter}, signal) => {
  const json = filter && JSON.stringify(filter);
  return get(`/collections/${segment(name)}/images?${parameters({limit, cursor, filter: json})}`, signal);
};

/** `files` are pictures that are part of the query, beside those in `body`. */
export function search(name, body, files, signal) {
  const path = `/collections/${segment(name)}/search`;
  if (files.length === 0) return post(path, body, signal);
  const form = new FormData();
  form.append('request', JSON.stringify(body));
  for (const file of files) form.append('image', file, file.name);
  return post(path, form, signal);
}

/** Places of the pictures on a plane; `colour` says what their groups are. */
export const map = (name, colour, signal) => get(`/collections/${segment(name)}/map?${parameters({colour})}`, signal);

/** More like the `liked` ids and unlike the `disliked` ones, or a surprise. */
export const recommend = (name, body, signal) => post(`/collections/${segment(name)}/recommend`, body, signal);

export const tags = (name, id, language, signal) => post('/tags', {collection: name, id, language, limit: 5}, signal);

/** Events of an answer, see docs/api.md: its sources, pieces of its text, and at the end the whole. */
export async function* answer(body, file, signal) {
  const headers = {Accept: 'text/event-stream'};
  let content = JSON.stringify(body);
  if (file) {
    content = new FormData();
    content.append('request', JSON.stringify(body));
    content.append('image', file, file.name);
  } else headers['Content-Type'] = 'application/json';
  yield* events(await request(`${BASE}/ask`, {method: 'POST', signal, headers, body: content}));
}

const libraryOf = (name) => `/collections/${segment(name)}/library`;

/** The folders of a collection with what is passed over there, and whether they are followed. */
export const library = (name) => get(libraryOf(name));

export const changeLibrary = (name, changes) => change('PATCH', libraryOf(name), changes);

/** The job that reads the folder. */
export const addFolder = (name, path) => change('POST', `${libraryOf(name)}/folders`, {path});

/** `records`: `remove` or `keep`. The job that follows. */
export const removeFolder = (name, path, records) =>
  change('DELETE', `${libraryOf(name)}/folders?${parameters({path, records})}`);

/** Has the collection keep a picture file itself. */
export function upload(name, file) {
  const form = new FormData();
  form.append('image', file, file.name);
  return post(`/collections/${segment(name)}/images`, form);
}

/** Address of the whole collection as a file. */
export const exported = (name) => `${BASE}/collections/${segment(name)}/export?format=parquet`;

/** The tags of all pictures, as `csv`, `json`, or `xmp` for a ZIP of side-cars. */
export const exportedTags = (name, format) => `${BASE}/collections/${segment(name)}/tags/export?format=${format}`;

export const file = async (url) => (await request(url)).blob();

/** The job that reads records from elsewhere; `source` is the request of the API. */
export const importFrom = (name, source) => post(`/collections/${segment(name)}/import`, source);

/** The job that reads the records of a file. */
export async function importFile(name, file) {
  const type = file.name.endsWith('.parquet') ? 'application/vnd.apache.parquet'
    : file.name.endsWith('.gz') ? 'application/gzip' : 'application/x-ndjson';
  const options = {method: 'POST', headers: {'Content-Type': type}, body: file};
  return (await request(`${BASE}/collections/${segment(name)}/import`, options)).json();
}

/** How good the answers to the queries of a CSV file are. */
export const evaluate = async (name, file) => (await request(`${BASE}/collections/${segment(name)}/evaluate`,
  {method: 'POST', headers: {'Content-Type': 'text/csv'}, body: file})).json();

export const bench = (name) => post(`/collections/${segment(name)}/bench`, {});

/** What this machine can be expected to do with so many pictures; takes ten seconds. */
export const plan = (pictures) => post('/plan', {pictures});

const duplicatesOf = (name) => `/collections/${segment(name)}/duplicates`;

/** Groups of pictures that show the same, see docs/api.md. */
export const duplicates = (name, filter) => get(`${duplicatesOf(name)}?${parameters(filter)}`);

/** The job that looks for them. */
export const findDuplicates = (name) => post(duplicatesOf(name), {});

export const dismissGroup = (name, group) => request(`${BASE}${duplicatesOf(name)}/dismissals`,
  {method: 'POST', headers: {'Content-Type': 'application/json'}, body: JSON.stringify({group})});

export const forgetDismissals = (name) => request(`${BASE}${duplicatesOf(name)}/dismissals`, {method: 'DELETE'});

/** What removing the pictures `remove` of each of `groups` would do. */
export const dryRun = (name, groups) => post(`${duplicatesOf(name)}/dry-run`, {groups});

/** Moves what a dry run has named into the trash. */
export const removeDuplicates = (name, id) => post(`${duplicatesOf(name)}/apply`, {dryRun: id});

export const duplicatesTrash = (name) => get(`${duplicatesOf(name)}/trash?limit=200`);

/** All when `ids` are none. */
export const restoreDuplicates = (name, ids) => post(`${duplicatesOf(name)}/trash/restore`, {ids});

export const emptyTrash = (name) => change('DELETE', `${duplicatesOf(name)}/trash`);

export const index = (name) => post('/jobs', {type: 'index', collection: name});

/** Gives all pictures tags in a language, those of a vocabulary `{name, content}` if there is one; those that have them are passed over. */
export const tagAll = (name, language, vocabulary) => post('/jobs', {type: 'tag', collection: name, language, vocabulary});

export const job = (id, signal) => get(`/jobs/${segment(id)}`, signal);

export const thumbnail = (name, id) => `${BASE}/collections/${segment(name)}/images/${segment(id)}/thumbnail`;

export const sized = (thumbnailUrl, size) => `${thumbnailUrl}?size=${size}`;

/** The states of a job as the server tells them, the last one included. */
export async function* jobEvents(id, signal) {
  const headers = {Accept: 'text/event-stream'};
  yield* events(await request(`${BASE}/jobs/${segment(id)}/events`, {signal, headers}));
}

/** The data of server-sent events. Read from a plain request and not with EventSource, which cannot send the key. */
async function* events(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let buffer = '';
  for (;;) {
    const {value, done} = await reader.read();
    if (done) return;
    const blocks = (buffer + value.replaceAll('\r', '')).split('\n\n');
    buffer = blocks.pop();
    for (const block of blocks) {
      const data = block.split('\n').filter((line) => line.startsWith('data:')).map((line) => line.slice(5));
      if (data.length > 0) yield JSON.parse(data.join('\n'));
    }
  }
}
