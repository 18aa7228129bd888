/** Follows a job that indexes or tags and shows how far it is. */

import * as api from './api.js';
import {byId, el, icon, iconButton} from './dom.js';
import {number, reason, roughly, t} from './i18n.js';

const POLL = 1000;

/** After how many seconds a run that nobody asked for is shown. */
const PATIENCE = 3;

/** How long good news stays. */
const NEWS = 6000;

/** A server that stops says why it interrupts a job; a person who stops a job needs no reason. */
const stopping = (job) => job?.state === 'interrupted' && job.error !== undefined;

/** A short look at the folders that nobody asked for is not worth a word. */
const unasked = ({trigger, state, progress}) => trigger === 'sync' && (state !== 'running' || progress.elapsed < PATIENCE);

const why = ({errorCode: code, errorValues: values, error = ''}) => reason({code, values, sentence: error});

const speed = (rate) => t('progress.rate', {rate: number(rate, {maximumFractionDigits: rate < 10 ? 1 : 0})});

/** What came out of tagging. */
function tagged(job) {
  const {total, done, tagged: count, without} = job.progress;
  if (job.state === 'failed') return t('tags.failed', {error: why(job)});
  if (job.state === 'interrupted') return t('tags.cancelled', {done, total});
  return count + without === 0 ? t('tags.unchanged') : t('tags.finished', {count});
}

export class Progress {
  #root = byId('progress');
  #listener;
  #following = null;
  #kind = 'index';
  #ended = '';
  #job = null;
  #missing = false;

  /**
   * `listener`: `changed(job)` at each report of a running job, `ended(job)` once, without a job when it is lost,
   * `missed(problem)` while the server does not tell, `found()` when it does again, `showFailures()`, `scan()`, `tag()`.
   */
  constructor(listener) {
    this.#listener = listener;
  }

  get running() {
    return this.#job?.state === 'running';
  }

  get indexing() {
    return this.running && !this.tagging;
  }

  get tagging() {
    return this.running && this.#job.type === 'tag';
  }

  /**
   * Follows a job until it ends; one that has ended already is shown only to the person who `asked` for it. One of another
   * kind waits: it is found again after the end of the one that is followed.
   */
  async follow(id, kind = 'index', asked = false) {
    if (id === this.#following || id === this.#ended) return;
    // What a person asks for takes the place of what began by itself.
    if (this.#following && kind !== this.#kind && !asked) return;
    this.#following = id;
    this.#kind = kind;
    try {
      let seen = asked;
      for await (const job of this.#reports(id)) {
        if (this.#following !== id) return;
        if (job.state === 'running') seen = true;
        if (!seen && job.state !== 'failed') return;
        if (unasked(job)) {
          if (job.state === 'running') continue;
          this.#hide();
        } else this.#report(job);
        if (job.state === 'running') this.#listener.changed(job);
        else if (!stopping(job)) {
          this.#ended = id;
          return void this.#listener.ended(job);
        }
      }
      if (this.#job?.id === id) this.#forget();
    } finally {
      if (this.#following === id) this.#following = null;
    }
  }

  #report(job) {
    const known = stopping(job) && stopping(this.#job) && !this.#missing;
    this.#job = job;
    if (this.#missing) this.#listener.found();
    this.#missing = false;
    if (!known) this.retell();
    const {failed} = job.progress;
    if (job.state === 'finished' && !failed) setTimeout(() => this.#leave(job), NEWS);
  }

  /** Good news goes away by itself, unless a person is at it. */
  #leave(job) {
    if (this.#job === job && !this.#root.contains(document.activeElement)) this.#hide();
  }

  /** What a job had done says nothing while nobody knows how far it is now. */
  #miss(problem) {
    this.#missing = true;
    this.#root.hidden = true;
    this.#listener.missed(problem);
  }

  /** The job is gone with the server that ran it. */
  #forget() {
    this.#missing = false;
    this.#hide();
    this.#listener.ended();
  }

  #hide() {
    this.#job = null;
    this.#keepFocus(() => {
      this.#root.hidden = true;
    });
  }

  /** A button that goes takes nobody back to the start of the page. */
  #keepFocus(change) {
    const inside = this.#root.contains(document.activeElement);
    change();
    if (inside) byId('results').focus({preventScroll: true});
  }

  /** The events of the server; when they break off, its answers to asking again. */
  async* #reports(id) {
    let last;
    try {
      for await (last of api.jobEvents(id)) yield last;
    } catch {
      // A proxy that cuts or holds back streams must not hide the progress.
    }
    const open = () => last === undefined || last.state === 'running' || stopping(last);
    while (open()) {
      try {
        last = await api.job(id);
        yield last;
      } catch (error) {
        // A server that was started anew knows no old jobs.
        if (!error.passing) return;
        this.#miss(error);
      }
      if (!open()) return;
      await new Promise((resolve) => {
        setTimeout(resolve, POLL);
      });
    }
  }

  /** Writes the words again, after a report or a change of language. */
  retell() {
    const job = this.#job;
    if (!job || this.#missing) return;
    this.#root.hidden = false;
    this.#keepFocus(() => {
      if (job.state !== 'running') this.#showEnd(job);
      else if (job.type === 'tag') this.#showTagging(job.progress);
      else this.#showRunning(job.progress);
    });
  }

  #showRunning({phase, found, done, picturesPerSecond: rate, remaining, failed}) {
    const scanning = phase === 'scanning' || found === 0;
    const words = found === 0 ? t('progress.preparing')
      : scanning ? t('progress.scanning', {count: found}) : t('progress.indexing', {done, found});
    this.#showBar(words, {max: found, value: scanning ? undefined : done, label: t('progress.label')}, [
      !scanning && rate > 0 && speed(rate),
      !scanning && remaining !== undefined && t('progress.left', {time: roughly(remaining)}),
      failed > 0 && t('progress.unreadable', {count: failed}),
    ]);
  }

  #showTagging({total, done, perSecond: rate, remaining}) {
    const words = total === 0 ? t('tags.preparing') : t('tags.running', {done, total});
    this.#showBar(words, {max: total, value: total === 0 ? undefined : done, label: t('tags.label')},
      [rate > 0 && speed(rate), remaining !== undefined && t('progress.left', {time: roughly(remaining)})]);
  }

  #showBar(words, {max, value, label}, details) {
    const bar = el('progress', {max: Math.max(1, max), 'aria-label': label});
    if (value !== undefined) bar.value = value;
    const rest = details.filter(Boolean).join(' · ');
    this.#root.replaceChildren(el('p', {}, el('strong', {}, words), el('span', {class: 'muted'}, rest)), bar);
  }

  #showEnd(job) {
    const {found, done, failed} = job.progress;
    if (stopping(job)) return this.#root.replaceChildren(el('p', {role: 'status'}, el('strong', {}, t('progress.stopping'))));
    const tagging = job.type === 'tag';
    const words = tagging ? tagged(job) : job.state === 'finished' ? t('progress.finished', {count: done - failed})
      : job.state === 'failed' ? t('progress.failed', {error: why(job)}) : t('progress.cancelled', {done, found});
    const goOn = job.state === 'interrupted' && el('button', {type: 'button', class: 'button',
      on: {click: () => (tagging ? this.#listener.tag() : this.#listener.scan())}}, icon('again'), t('progress.continue'));
    const failures = failed > 0 && el('span', {class: 'muted'}, t('progress.unreadable', {count: failed}), ' ',
      el('button', {type: 'button', class: 'quiet', on: {click: () => this.#listener.showFailures()}}, t('progress.show')));
    const close = iconButton('close', t('progress.close'), () => this.#hide());
    this.#root.replaceChildren(...[el('p', {role: 'status'}, el('strong', {}, words), failures), goOn, close].filter(Boolean));
  }
}
