/** Narrowing down by collection, folder, tag, camera, date, and how sure matches are. */

import * as api from './api.js';
import {byId, el} from './dom.js';
import {day, t} from './i18n.js';
import * as state from './state.js';

/** In the address and the list: the pictures that lie in no folder below the library's own. */
const TOP = '/';

let folders = new Map();

/** The values of other fields with their numbers of pictures, by the control that offers them. */
let facets = {tag: [], camera: [], year: []};

export function start() {
  byId('folder').addEventListener('change', ({target}) => state.ask({folder: target.value}));
  for (const id of ['tag', 'camera', 'sure']) byId(id).addEventListener('change', ({target}) => state.ask({[id]: target.value}));
  byId('year').addEventListener('change', ({target: {value}}) =>
    state.ask(value === '' ? {from: '', to: ''} : {from: `${value}-01-01`, to: `${value}-12-31`}));
  for (const id of ['from', 'to']) startDate(id);
  byId('filters-clear').addEventListener('click', () => {
    state.ask(state.NO_FILTER);
    // The button goes with the filters.
    byId('folder').focus();
  });
  byId('collection').addEventListener('change', ({target}) => state.ask({...state.NO_FILTER, collection: target.value}));
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

/** Asks again for what a collection can be narrowed down by. */
export async function load(collection) {
  const [known, tag, camera, year] = await Promise.all(['folder', 'tags', 'camera', 'year'].map((field) => api.facets(collection, field)));
  folders = new Map(known.map(({value, count}) => [value, count]));
  facets = {tag: tag.sort((a, b) => b.count - a.count), camera, year: year.reverse()};
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
  choices('tag', some.tag);
  choices('camera', some.camera);
  choices('year', wholeYear(some));
  byId('sure').parentElement.hidden = !state.hasQuery(some) || some.suggest !== '';
  byId('sure').replaceChildren(el('option', {value: ''}, t('filters.allMatches')), el('option', {value: 'yes'}, t('filters.sure')));
  byId('sure').value = some.sure;
}

/** Fills a control that is only there when there is something to choose. */
function choices(id, chosen) {
  const known = facets[id];
  // The value of an old link may be gone; it stays visible, or one could not see why nothing is found.
  const values = chosen === '' || known.some(({value}) => value === chosen) ? known : [{value: chosen, count: 0}, ...known];
  byId(id).parentElement.hidden = values.length === 0;
  byId(id).replaceChildren(el('option', {value: ''}, t('filters.any')), ...values.map(({value, count}) =>
    el('option', {value}, t('filters.option', {name: value, count}))));
  byId(id).value = chosen;
}

/** The year that the dates span exactly, or the empty string. */
function wholeYear({from, to}) {
  const year = from.slice(0, 4);
  return year !== '' && from === `${year}-01-01` && to === `${year}-12-31` ? year : '';
}

/** The filter of a state in the language of the API, or undefined. */
export function toFilter(some) {
  const filter = {};
  if (some.folder !== '') {
    const wanted = some.folder === TOP ? [''] : [...folders.keys()].filter((name) => within(name, some.folder));
    filter.folder = wanted.length > 1 ? {$in: wanted} : wanted[0] ?? some.folder;
  }
  if (some.tag !== '') filter.tags = some.tag;
  if (some.camera !== '') filter.camera = some.camera;
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
