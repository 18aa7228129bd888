/** Puts the page together. Read this first: a change of state runs through `render`, everything else calls `state`. */

import {AnswerPanel} from './answer.js';
import * as api from './api.js';
import {Detail} from './detail.js';
import {byId, loadIcons} from './dom.js';
import * as filters from './filters.js';
import * as follower from './follower.js';
import {Grid} from './grid.js';
import * as i18n from './i18n.js';
import {askKey} from './key.js';
import {LibraryDialog} from './library.js';
import {MapDialog} from './map.js';
import * as messages from './messages.js';
import {Progress} from './progress.js';
import * as query from './query.js';
import * as ratings from './ratings.js';
import {Results} from './results.js';
import * as state from './state.js';
import * as taste from './taste.js';

const {t} = i18n;
const RETRY = 1000;

/** How often the page looks whether something changed without it. */
const LOOK = 2000;

/** How often a page that is not full yet looks for pictures that were indexed meanwhile. */
const CATCH_UP = 2000;

let collections = [];
let model = {status: 'ready'};

const library = {
  info: () => collections.find(({name}) => name === state.get().collection) ?? {name: '', count: 0},
  indexing: () => progress.indexing || ['scanning', 'indexing'].includes(library.info().library?.state),
  model: () => model,
  recovered: () => refresh(true),
  follow: (job) => progress.follow(job.id),
  refresh: () => refresh(inTheMiddle()),
  tagging: () => progress.tagging || library.info().tagging !== undefined,
  scan: () => start(() => api.index(library.info().name)),
  tag: (vocabulary) => start(() => api.tagAll(library.info().name, i18n.current(), vocabulary), 'tag'),
  search: (text) => ask({text, likes: [], uploads: []}),
};

const rating = {
  rate: (id, word) => ratings.rate(state.get().collection, id, word),
  ratingOf: (id) => ratings.ratingOf(state.get().collection, id),
};
const grid = new Grid(byId('grid'), {open: (id) => state.set({picture: id}), like, ...rating});
const results = new Results(grid, library);
const answer = new AnswerPanel({open: (id) => state.set({picture: id})});
const libraryDialog = new LibraryDialog(library);
const map = new MapDialog({open: (id) => state.set({picture: id})});
const detail = new Detail(results, {
  like,
  ...rating,
  search: library.search,
  folder: (folder) => ask({folder, text: '', likes: [], uploads: []}),
  part: query.withPart,
  closed: (id) => grid.focus(id),
  missing(error) {
    state.set({picture: ''}, {replace: true});
    if (error.status === 404) alert(t('error.missing'));
    else trouble(error);
  },
});
const progress = new Progress({
  changed: indexed,
  ended,
  missed: (problem) => results.alert(problem),
  found: () => refresh(true),
  showFailures: () => libraryDialog.open(),
  scan: () => library.scan(),
  tag: () => library.tag(),
});

async function start(begin, kind) {
  try {
    progress.follow((await begin()).id, kind, true);
  } catch (error) {
    trouble(error);
  }
}

function ask(question) {
  state.ask(question);
  scrollTo({top: 0});
}

function like(id) {
  query.like(id);
  scrollTo({top: 0});
}

function alert(words) {
  byId('alert').textContent = words;
  byId('alert').hidden = false;
}

/** What went wrong, until it is over. */
function trouble(error) {
  if (!(error instanceof api.Problem)) throw error;
  results.alert(error);
  if (error.passing) again = setTimeout(() => refresh(true), error.retryAfter * RETRY);
}

async function render(some, old) {
  retellFrame(some);
  if (old && some.collection !== old.collection) await choose();
  if (!old || !state.sameQuestion(some, old)) {
    byId('alert').hidden = true;
    answer.close();
    await results.run();
  }
  if (some !== state.get()) return;
  // A picture that is opened from the map lies above it.
  map.render(some);
  detail.render(some);
}

/** The words and controls around the pictures. */
function retellFrame(some) {
  query.render(some, some.collection);
  filters.render(some, collections);
  answer.offer(some);
  taste.render();
  for (const id of ['surprise', 'map-open']) byId(id).hidden = library.info().count === 0;
  byId('toolbar').hidden = library.info().count === 0;
  const title = some.text || (some.suggest !== '' ? t(some.suggest === 'more' ? 'taste.more' : 'taste.surprise')
    : state.hasQuery(some) ? t('query.titlePicture') : '');
  document.title = title ? t('page.titleQuery', {query: title}) : t('page.title');
  // The way out of a language one cannot read is written in the other one.
  const button = byId('language');
  button.textContent = t('language.other');
  button.setAttribute('aria-label', t('language.switch'));
  button.lang = i18n.other();
}

async function changeLanguage() {
  i18n.remember(i18n.other());
  await i18n.use(i18n.other());
  retellFrame(state.get());
  follower.retell();
  if (collections.length === 0) return nothingYet();
  grid.retell();
  results.retell();
  answer.retell();
  progress.retell();
  detail.retell();
  map.retell();
  libraryDialog.retell();
}

/** Learns about the collections and what the server is doing with the chosen one. */
async function choose() {
  collections = await api.collections();
  if (collections.length === 0) return;
  const usual = collections.find((some) => some.library) ?? collections[0];
  state.setUsual(usual.name);
  const chosen = collections.find(({name}) => name === state.get().collection) ?? usual;
  state.set({collection: chosen.name}, {replace: true});
  await filters.load(chosen.name);
  libraryDialog.retell();
  followJob();
}

function followJob() {
  const {library: folders, tagging} = library.info();
  if (folders?.job) progress.follow(folders.job);
  else if (tagging) progress.follow(tagging, 'tag');
}

let watching;

/** Looks what the server did meanwhile: it may load its model, or index for somebody at a terminal. */
async function watch() {
  clearTimeout(watching);
  if (!document.hidden) {
    await lookAtModel();
    if (follower.leader()) await lookAtLeader();
    if (!progress.running && await hasChanged()) await refresh(inTheMiddle());
  }
  clearTimeout(watching);
  watching = setTimeout(watch, model.status === 'not ready' ? RETRY : LOOK);
}

async function lookAtModel() {
  const before = model.status;
  model = await api.readiness();
  if (model.status === before) return;
  results.retell();
  // A server that was started anew may follow another one now, or none.
  await lookAtLeader();
}

async function lookAtLeader() {
  const before = follower.leader();
  if (await follower.look()) grid.repair();
  if (follower.leader() !== before) libraryDialog.retell();
}

async function hasChanged() {
  const known = library.info();
  try {
    const seen = await api.collections();
    const now = seen.find(({name}) => name === state.get().collection);
    if (now === undefined) return false;
    const changed = now.count !== known.count || now.library?.job !== known.library?.job || now.tagging !== known.tagging
      || now.library?.sync?.state !== known.library?.sync?.state
      || now.model?.fingerprint !== known.model?.fingerprint || now.reembedding?.state !== known.reembedding?.state;
    // How far the next model is changes no picture; the library's dialog tells it when it is opened.
    if (!changed) collections = seen;
    return changed;
  } catch (error) {
    if (!(error instanceof api.Problem)) throw error;
    return false;
  }
}

/** Whether new pictures would take away those that a person is looking at. */
const inTheMiddle = () => scrollY > 0 || state.get().picture !== '';

let caughtUp = 0;

/** While indexing: the first page fills as pictures come, then stays as it is until the end. */
function indexed(job) {
  if (job.type === 'tag') return;
  const readable = job.progress.done - job.progress.failed;
  if (readable > results.total && results.hasMore) results.grown(readable);
  const wanting = !state.hasQuery() && !results.hasMore && results.items.length < job.progress.done;
  if (!wanting || performance.now() - caughtUp < CATCH_UP) return;
  caughtUp = performance.now();
  refresh(state.get().picture !== '');
}

/** After indexing: what is shown is brought up to date, unless a person is in the middle of it. */
async function ended(job) {
  // Without a job the server was started anew, and its model is not there yet.
  if (!job) await lookAtModel();
  await refresh(inTheMiddle());
}

let refreshing = false;
let again;

async function refresh(keepPictures = false) {
  if (refreshing) return;
  refreshing = true;
  clearTimeout(again);
  try {
    collections = await api.collections();
    await filters.load(library.info().name);
    retellFrame(state.get());
    libraryDialog.retell();
    if (keepPictures) {
      byId('alert').hidden = true;
      grid.repair();
    } else await results.run();
    followJob();
  } catch (error) {
    if (!(error instanceof api.Problem)) throw error;
    if (error.passing) {
      results.alert(error);
      again = setTimeout(() => refresh(keepPictures), error.retryAfter * RETRY);
    }
  } finally {
    refreshing = false;
  }
}

function shortcuts(event) {
  const typing = event.target.closest?.('input, select, textarea, dialog[open]');
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === '/' && !typing) {
    event.preventDefault();
    byId('text').select();
    byId('text').focus();
  } else if (event.key === 'ArrowDown' && event.target === byId('text')) {
    event.preventDefault();
    grid.focusFirst();
  } else if (event.key === '?' && !typing) {
    libraryDialog.open();
  }
}

function nothingYet() {
  const words = model.status === 'broken' ? messages.broken(model.reason)
    : model.status === 'not ready' ? messages.starting()
    : follower.leader() ? messages.nothingCopied(follower.leader()) : messages.noLibrary();
  byId('notice').replaceChildren(words);
}

/** Asks until the server is ready; a person only sees that it takes a moment. */
async function begin() {
  try {
    await choose();
  } catch (error) {
    if (!(error instanceof api.Problem)) throw error;
    byId('notice').replaceChildren(messages.problem(error, begin));
    if (error.passing) setTimeout(begin, error.retryAfter * RETRY);
    return;
  }
  byId('alert').hidden = true;
  [model] = await Promise.all([api.readiness(), follower.look()]);
  if (collections.length === 0) {
    retellFrame(state.get());
    nothingYet();
    setTimeout(begin, RETRY);
    return;
  }
  state.onChange(render);
  await render(state.get());
  watch();
}

await Promise.all([i18n.use(i18n.preferred()), loadIcons()]);
api.onKeyNeeded(askKey);
state.start();
query.start({alert});
filters.start();
taste.start();
ratings.onChange(() => {
  grid.rerate();
  detail.rerate();
});
byId('language').addEventListener('click', changeLanguage);
document.querySelector('.brand').addEventListener('click', (event) => {
  event.preventDefault();
  ask({text: '', likes: [], uploads: [], ...state.NO_FILTER});
});
addEventListener('keydown', shortcuts);
retellFrame(state.get());
document.body.classList.add('ready');
await begin();
