/**
 * What the page shows, kept in the address so that back, forward, reload and sharing work. Uploaded pictures do not fit
 * into an address: the history entry remembers their numbers, and this page their files until it is left.
 *
 * `suggest` asks for pictures for a taste: `more` like what is liked, or the seed of a surprise. Which pictures were rated then,
 * `taste`, is in the history entry too; an address that somebody else opens means their own taste, null.
 */

const EMPTY = {collection: '', text: '', likes: [], uploads: [], folder: '', from: '', to: '', nearest: false, picture: '',
  suggest: '', taste: null};

const files = new Map();
const listeners = [];
let state = EMPTY;
let usual = '';
// Not from 1: after a reload the numbers in old history entries must name no new file.
let count = Date.now();

export const get = () => state;

/** Called with the new and the old state after each change. */
export const onChange = (listener) => listeners.push(listener);

/** Remembers a file for the queries of this page: `{number, file, url}`. */
export function upload(file) {
  count += 1;
  const entry = {number: count, file, url: URL.createObjectURL(file)};
  files.set(count, entry);
  return entry;
}

export const hasQuery = (some = state) => some.text !== '' || some.likes.length > 0 || some.uploads.length > 0
  || some.suggest !== '';

export const hasFilter = (some = state) => some.folder !== '' || some.from !== '' || some.to !== '';

/** Whether two states ask for the same pictures; the opened picture is not part of the question. */
export const sameQuestion = (a, b) => JSON.stringify({...key(a), picture: ''}) === JSON.stringify({...key(b), picture: ''});

const key = (some) => ({...some, uploads: some.uploads.map((entry) => entry.number)});

/** Changes some fields. A new entry of the history is made unless `replace`. */
export function set(changes, {replace = false} = {}) {
  const next = {...state, ...changes};
  if (JSON.stringify(key(next)) === JSON.stringify(key(state))) return;
  const entry = {uploads: next.uploads.map((item) => item.number), taste: next.taste};
  history[replace ? 'replaceState' : 'pushState'](entry, '', address(next));
  become(next);
}

const QUESTION = ['collection', 'text', 'likes', 'uploads'];
const UNASKED = {nearest: false, picture: ''};

/** A new question forgets that the nearest were wanted, which picture was open, and what was suggested unless only that is narrowed down. */
export const ask = (changes, options) =>
  set({...UNASKED, ...(QUESTION.some((name) => name in changes) ? {suggest: '', taste: null} : {}), ...changes}, options);

/** Asks for pictures for a taste in place of what was asked. */
export const suggest = (kind, taste) => set({...UNASKED, text: '', likes: [], uploads: [], suggest: kind, taste});

/** Names the collection that an address means which names none. */
export function setUsual(collection) {
  usual = collection;
  if (state.collection === '') set({collection}, {replace: true});
}

/** Starts with the state in the address, and follows back and forward. */
export function start() {
  state = read();
  addEventListener('popstate', () => become(read()));
}

function become(next) {
  const old = state;
  state = next;
  for (const listener of listeners) listener(next, old);
}

function read() {
  const query = new URLSearchParams(location.search);
  const uploads = (history.state?.uploads ?? []).map((number) => files.get(number)).filter(Boolean);
  return {
    ...EMPTY,
    collection: query.get('collection') ?? usual,
    text: query.get('q') ?? '',
    likes: query.getAll('like'),
    uploads,
    folder: query.get('folder') ?? '',
    from: date(query.get('from')),
    to: date(query.get('to')),
    nearest: query.has('nearest'),
    picture: query.get('picture') ?? '',
    suggest: /^(more|\d{1,9})$/.exec(query.get('suggest'))?.[0] ?? '',
    taste: history.state?.taste ?? null,
  };
}

// An address can be edited by hand; a date that is none would only earn an error from the server.
const date = (value) => (value && /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value)) ? value : '');

export function address(some) {
  const query = new URLSearchParams();
  if (some.collection !== usual) query.set('collection', some.collection);
  if (some.text) query.set('q', some.text);
  for (const id of some.likes) query.append('like', id);
  for (const name of ['folder', 'from', 'to', 'picture', 'suggest']) if (some[name]) query.set(name, some[name]);
  if (some.nearest) query.set('nearest', '1');
  const text = query.toString();
  return text ? `?${text}` : location.pathname;
}
