/** Fetches the pictures that a state asks for, page by page, and says in words what is there. */

import * as api from './api.js';
import {byId} from './dom.js';
import {toFilter} from './filters.js';
import {t} from './i18n.js';
import * as messages from './messages.js';
import {toRequest} from './query.js';
import * as ratings from './ratings.js';
import * as state from './state.js';

const PAGE = 60;
const SUGGESTED = 30;

export class Results {
  #grid;
  #library;
  #running = new AbortController();
  #answer = null;
  #problem = null;
  #loading = null;
  #retry;
  #reached;
  #failing = false;

  /** `library` tells about the collection: `info()`, `indexing()`, `model()` and `scan()`; `recovered()` is told to it. */
  constructor(grid, library) {
    this.#grid = grid;
    this.#library = library;
    byId('more').addEventListener('click', () => this.more());
    this.#reached = new IntersectionObserver((entries) => {
      if (entries[0].isIntersecting && !byId('more').hidden) this.more();
    }, {rootMargin: '800px'});
  }

  get items() {
    return this.#grid.items;
  }

  /** All that there are, as far as the server tells. */
  get total() {
    return this.#answer?.total ?? this.items.length;
  }

  get hasMore() {
    return this.#answer?.next !== undefined;
  }

  /** Asks anew. What was shown stays, dimmed, until the answer is here. */
  async run() {
    this.#running.abort();
    clearTimeout(this.#retry);
    const running = new AbortController();
    this.#running = running;
    this.#loading = null;
    byId('results').setAttribute('aria-busy', 'true');
    const some = state.get();
    this.#tellWaiting();
    try {
      const answer = await this.#fetch(some, undefined, running.signal);
      if (running.signal.aborted) return;
      this.#answer = {...answer, some};
      this.#problem = null;
      this.#grid.keepFocus(() => {
        this.#grid.show(answer.items);
        this.#tell();
      });
      this.#found();
    } catch (error) {
      if (!running.signal.aborted) this.#fail(error);
    }
    if (!running.signal.aborted) byId('results').removeAttribute('aria-busy');
  }

  /** Words are only understood once the model is there; their answer then comes by itself. */
  #tellWaiting() {
    if (this.#starting && state.hasQuery()) byId('summary').textContent = t('error.starting.title');
  }

  get #starting() {
    return this.#library.model().status === 'not ready';
  }

  /** More pictures were read than when all were asked for. */
  grown(count) {
    if (!this.#answer || state.hasQuery(this.#answer.some) || state.hasFilter(this.#answer.some)) return;
    this.#answer.total = count;
    this.#summarise();
  }

  /** The next page, if there is one; asking twice waits for the same answer. */
  more() {
    if (!this.hasMore) return Promise.resolve();
    this.#loading ??= this.#next().finally(() => {
      this.#loading = null;
    });
    return this.#loading;
  }

  async #next() {
    const {signal} = this.#running;
    try {
      const page = await this.#fetch(this.#answer.some, this.#answer.next, signal);
      if (signal.aborted) return;
      this.#answer = {...this.#answer, next: page.next};
      const asked = document.activeElement === byId('more');
      this.#grid.append(page.items);
      this.#summarise();
      if (asked && byId('more').hidden) this.#grid.focus(page.items[0]?.id);
      this.#found();
    } catch (error) {
      if (signal.aborted) return;
      // A cursor outlives no change of the collection: starting over is what a person would do.
      if (error.status === 400) this.run();
      else if (error instanceof api.Problem) this.#missed(error, () => this.more());
      else throw error;
    }
  }

  /** Writes the words again, after an answer, a change of language or of the model. */
  retell() {
    this.#tell();
    if (byId('results').hasAttribute('aria-busy')) this.#tellWaiting();
  }

  #tell() {
    const notice = byId('notice');
    if (this.#problem) return notice.replaceChildren(messages.problem(this.#problem, () => this.run()));
    if (!this.#answer) return;
    const {some, confidence} = this.#answer;
    if (this.items.length > 0) {
      notice.replaceChildren(...(state.hasQuery(some) && confidence === 'none' ? [messages.nearest()] : []));
    } else {
      notice.replaceChildren(this.#nothing(some));
    }
    this.#summarise();
  }

  #nothing(some) {
    const {library, count} = this.#library.info();
    const {status, reason} = this.#library.model();
    if (count === 0 && status === 'broken') return messages.broken(reason);
    if (count === 0 && this.#starting) return messages.starting();
    if (count === 0 && this.#library.indexing()) return messages.indexing();
    if (count === 0 && library) {
      return library.folders.length === 0 ? messages.noLibrary()
        : messages.emptyFolder(library.folders, () => this.#library.scan());
    }
    if (count > 0 && !library && !state.hasQuery(some)) return messages.vectorsOnly();
    if (some.suggest !== '') return messages.nothingSuggested(some);
    if (state.hasQuery(some)) return messages.nothingMatches(some, this.#library.indexing());
    return state.hasFilter(some) ? messages.nothingInFilter() : messages.vectorsOnly();
  }

  #summarise() {
    const count = this.items.length;
    const {some, confidence, total, next} = this.#answer;
    byId('more').hidden = next === undefined;
    // Observed anew, because it may still be in reach after a page, which is no change that would be reported.
    this.#reached.unobserve(byId('more'));
    this.#reached.observe(byId('more'));
    byId('summary').textContent = !state.hasQuery(some) ? count > 0 ? t('results.pictures', {count: total ?? count}) : ''
      : count === 0 ? t('results.none')
      : some.suggest !== '' ? t(some.suggest === 'more' ? 'taste.found' : 'taste.surprised', {count})
      : confidence === 'none' || confidence === 'unknown' ? t('results.nearest')
      : next === undefined ? t('results.matches', {count}) : t('results.best', {count});
  }

  async #fetch(some, cursor, signal) {
    const {collection} = some;
    const filter = toFilter(some);
    if (!state.hasQuery(some)) {
      const page = await api.pictures(collection, {limit: PAGE, cursor, filter}, signal);
      return {items: page.images, next: page.next, total: page.total};
    }
    if (some.suggest !== '') return this.#suggested(some, some.taste ?? ratings.of(collection), filter, signal);
    const {line, query, files} = toRequest(some);
    const body = {line, query, limit: PAGE, filter, cursor, least: some.nearest ? 'none' : undefined};
    const page = await api.search(collection, body, files, signal);
    return {items: page.matches, next: page.next, confidence: page.confidence};
  }

  async #suggested({collection, suggest}, taste, filter, signal) {
    const how = suggest === 'more' ? {strategy: 'best-score'} : {strategy: 'surprise', seed: Number(suggest)};
    if (suggest === 'more' && taste.liked.length === 0) return {items: []};
    try {
      const {matches} = await api.recommend(collection, {...taste, ...how, limit: SUGGESTED, filter}, signal);
      return {items: matches};
    } catch (error) {
      // A picture that was rated once may be gone.
      const gone = error.code === 'picture-missing' && ratings.without(taste, error.values.id);
      if (!gone || gone.liked.length + gone.disliked.length === taste.liked.length + taste.disliked.length) throw error;
      ratings.forget(collection, error.values.id);
      return this.#suggested({collection, suggest}, gone, filter, signal);
    }
  }

  #fail(error) {
    if (!(error instanceof api.Problem)) throw error;
    if (error.passing) return this.#missed(error, () => this.run());
    this.#answer = null;
    this.#grid.show([]);
    byId('more').hidden = true;
    byId('summary').textContent = '';
    this.#problem = error;
    this.#tell();
  }

  #found() {
    byId('alert').hidden = true;
    if (this.#failing) this.#library.recovered();
    this.#failing = false;
  }

  #missed(error, again) {
    this.alert(error);
    if (!error.passing) return;
    this.#failing = true;
    clearTimeout(this.#retry);
    this.#retry = setTimeout(again, error.retryAfter * 1000);
  }

  /** Says in the page's own line what went wrong; the pictures stay. */
  alert(error) {
    const alert = byId('alert');
    const words = messages.sentence(error);
    // Written again, the same words would be read aloud again.
    if (alert.hidden || alert.textContent !== words) alert.textContent = words;
    alert.hidden = false;
  }
}
