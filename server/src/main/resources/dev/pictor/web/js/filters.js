/** Narrowing down by collection, folder and date. */

import * as api from './api.js';
import {byId, el} from './dom.js';
import {day, t} from './i18n.js';
import * as state from './state.js';

/** In the address and the list: the pictures that lie in no folder below the library's own. */
const TOP = '/';

let folders = new Map();

export function start() {
  byId('folder').addEventListener('change', ({target}) => state.ask({folder: target.value}));
  for (const id of ['from', 'to']) startDate(id);
  byId('filters-clear').addEventListener('click', () => {
    state.ask({folder: '', from: '', to: ''});
    // The button goes with the filters.
    byId('folder').focus();
  });
  byId('collection').addEventListener('change', ({target}) => state.ask({collection: target.value, folder: ''}));
  byId('filters-toggle').addEventListener('click', ({currentTarget}) => {
    const open = currentTarget.getAttribute('aria-expanded') !== 'true';
    currentTarget.setAttribute('aria-expanded', String(open));
    byId('filters').classList.toggle('open', open);
  });
}

/** With a mouse or a finger a day is picked; only who types it sees the order of day and month that the browser has. */
function startDate(id) {
  const input = byId(id);
  // `change` also comes while a year is being typed, when it is still 0002.
  input.addEventListener('change', () => input.validity.valid && state.ask({[id]: input.value}));
  input.addEventListener('pointerdown', () => input.classList.add('picking'));
  input.addEventListener('click', () => input.showPicker?.());
  input.addEventListener('keydown', () => input.classList.remove('picking'));
  input.addEventListener('blur', () => {
    input.classList.remove('picking');
    // What was typed and is no day that can be asked for.
    input.value = state.get()[id];
  });
}

/** Asks for the folders of a collection again. */
export async function load(collection) {
  folders = new Map((await api.folders(collection)).map(({value, count}) => [value, count]));
}

export function render(some, collections) {
  for (const id of ['from', 'to']) {
    byId(id).value = some[id];
    byId(id).classList.toggle('empty', some[id] === '');
    byId(id).dataset.words = some[id] === '' ? t('filters.anyTime') : day(some[id]);
  }
  byId('from').max = some.to || '9998-12-31';
  byId('to').min = some.from || '1800-01-01';
  byId('filters-clear').hidden = !state.hasFilter(some);
  byId('filters-dot').hidden = !state.hasFilter(some);
  byId('collection-label').hidden = collections.length < 2;
  byId('collection').replaceChildren(...collections.map(({name}) => el('option', {value: name}, name)));
  byId('collection').value = some.collection;
  byId('folder').replaceChildren(el('option', {value: ''}, t('filters.allFolders')), ...options(some.folder));
  byId('folder').value = some.folder;
}

/** The filter of a state in the language of the API, or undefined. */
export function toFilter(some) {
  const filter = {};
  if (some.folder !== '') {
    const wanted = some.folder === TOP ? [''] : [...folders.keys()].filter((name) => within(name, some.folder));
    filter.folder = wanted.length > 1 ? {$in: wanted} : wanted[0] ?? some.folder;
  }
  const time = {};
  if (some.from) time.$gte = some.from;
  if (some.to) time.$lt = dayAfter(some.to);
  if (some.from || some.to) filter.timestamp = time;
  return Object.keys(filter).length > 0 ? filter : undefined;
}

const within = (name, folder) => name === folder || name.startsWith(`${folder}/`);

/** One line for each folder, those too that hold only folders, with the pictures at and below it. */
function options(chosen) {
  const counts = new Map();
  for (const [name, count] of folders) {
    const steps = name === '' ? [] : name.split('/');
    for (let depth = 1; depth <= steps.length; depth += 1) {
      const folder = steps.slice(0, depth).join('/');
      counts.set(folder, (counts.get(folder) ?? 0) + count);
    }
  }
  if (folders.has('') && counts.size > 0) counts.set(TOP, folders.get(''));
  // The folder of an old link may be gone; it stays visible, or one could not see why nothing is found.
  if (chosen !== '' && !counts.has(chosen)) counts.set(chosen, 0);
  const names = [...counts.keys()].sort((a, b) => a.localeCompare(b));
  return names.map((name) => el('option', {value: name}, t('filters.option', {
    name: name === TOP ? t('filters.topFolder') : name, count: counts.get(name)})));
}

function dayAfter(day) {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + 1);
  return date.toISOString().slice(0, 10);
}
