/** Follows an indexing job and shows how far it is. */

import * as api from './api.js';
import {byId, el, iconButton} from './dom.js';
import {number, roughly, t} from './i18n.js';

const POLL = 1000;

export class Progress {
  #root = byId('progress');
  #listener;
  #following = null;
  #ended = '';
  #job = null;

  /**
   * `listener`: `changed(job)` at each report of a running job, `ended(job)` once, without a job when it is lost,
   * `missed(problem)` while the server does not tell, `showFailures()`.
   */
  constructor(listener) {
    this.#listener = listener;
  }

  get running() {
    return this.#job?.state === 'running';
  }

  /** Follows a job until it ends; a job that has ended already is not shown. */
  async follow(id) {
    if (id === this.#following || id === this.#ended) return;
    this.#following = id;
    try {
      let seen = false;
      for await (const job of this.#reports(id)) {
        if (job.state === 'running') seen = true;
        if (!seen && job.state !== 'failed') return;
        this.#job = job;
        this.retell();
        if (job.state === 'running') this.#listener.changed(job);
        else {
          this.#ended = id;
          return void this.#listener.ended(job);
        }
      }
      if (this.running) this.#forget();
    } finally {
      this.#following = null;
    }
  }

  /** The job is gone with the server that ran it. */
  #forget() {
    this.#job = null;
    this.#root.hidden = true;
    this.#listener.ended();
  }

  /** The events of the server; when they break off, its answers to asking again. */
  async* #reports(id) {
    let last;
    try {
      for await (last of api.jobEvents(id)) yield last;
    } catch {
      // A proxy that cuts or holds back streams must not hide the progress.
    }
    while (last === undefined || last.state === 'running') {
      try {
        last = await api.job(id);
        yield last;
      } catch (error) {
        // A server that was started anew knows no old jobs.
        if (!error.passing) return;
        this.#listener.missed(error);
      }
      if (last?.state !== 'running' && last !== undefined) return;
      await new Promise((resolve) => {
        setTimeout(resolve, POLL);
      });
    }
  }

  /** Writes the words again, after a report or a change of language. */
  retell() {
    const job = this.#job;
    if (!job) return;
    this.#root.hidden = false;
    if (job.state === 'running') this.#showRunning(job.progress);
    else this.#showEnd(job);
  }

  #showRunning({phase, found, done, picturesPerSecond: rate, remaining, failed}) {
    const scanning = phase === 'scanning' || found === 0;
    const words = scanning ? t('progress.scanning', {count: found}) : t('progress.indexing', {done, found});
    const bar = el('progress', {max: Math.max(1, found), 'aria-label': t('progress.label')});
    if (!scanning) bar.value = done;
    const rest = [
      !scanning && rate > 0 && t('progress.rate', {rate: number(rate, {maximumFractionDigits: rate < 10 ? 1 : 0})}),
      !scanning && remaining !== undefined && t('progress.left', {time: roughly(remaining)}),
      failed > 0 && t('progress.unreadable', {count: failed}),
    ].filter(Boolean);
    this.#root.replaceChildren(el('p', {}, el('strong', {}, words), el('span', {class: 'muted'}, rest.join(' · '))), bar);
  }

  #showEnd(job) {
    const {done, failed} = job.progress;
    const words = job.state === 'finished' ? t('progress.finished', {count: done - failed})
      : job.state === 'failed' ? t('progress.failed', {error: job.error ?? ''}) : t('progress.interrupted');
    const failures = failed > 0 && el('span', {class: 'muted'}, t('progress.unreadable', {count: failed}), ' ',
      el('button', {type: 'button', class: 'quiet', on: {click: () => this.#listener.showFailures()}}, t('progress.show')));
    const close = iconButton('close', t('progress.close'), () => {
      this.#job = null;
      this.#root.hidden = true;
    });
    this.#root.replaceChildren(el('p', {role: 'status'}, el('strong', {}, words), failures), close);
  }
}
