/** The answer to the question in the search box, as it comes, with the pictures that it is made from. */

import * as api from './api.js';
import {byId, el, iconButton} from './dom.js';
import {toFilter} from './filters.js';
import {reason, t} from './i18n.js';
import * as messages from './messages.js';
import {show} from './pictures.js';
import * as state from './state.js';

const SOURCE = 96;

export class AnswerPanel {
  #root = byId('answer');
  #button = byId('ask');
  #actions;
  #running = new AbortController();
  /** What was told so far: `question`, `text`, the last `event` with sources, `error`. */
  #told = null;

  /** `actions`: `open(id)`. */
  constructor(actions) {
    this.#actions = actions;
    this.#button.addEventListener('click', () => this.#ask());
  }

  /** Words can be asked; those with a question mark are most likely meant to be. */
  offer({text}) {
    this.#button.hidden = text === '';
    this.#button.classList.toggle('strong', /[?？]\s*$/.test(text));
  }

  /** Stops the answer, which belongs to another question now, or is not wanted any more. */
  close() {
    this.#running.abort();
    this.#told = null;
    this.#root.hidden = true;
    this.#root.replaceChildren();
  }

  /** Writes the words again in the language that is now the page's. */
  retell() {
    if (this.#told) this.#draw();
  }

  async #ask() {
    this.close();
    const running = new AbortController();
    this.#running = running;
    const some = state.get();
    this.#told = {question: some.text, text: '', event: null, error: null};
    this.#root.hidden = false;
    this.#root.setAttribute('aria-busy', 'true');
    this.#draw();
    try {
      const {body, file} = toRequest(some);
      for await (const event of api.answer(body, file, running.signal)) {
        if (running.signal.aborted) return;
        this.#hear(event);
      }
    } catch (error) {
      if (running.signal.aborted) return;
      if (!(error instanceof api.Problem)) throw error;
      this.#told.error = error;
      this.#draw();
    }
    this.#root.removeAttribute('aria-busy');
  }

  #hear(event) {
    if (event.sources) {
      this.#told.event = event;
      this.#draw();
    } else {
      this.#told.text += event.text;
      this.#root.querySelector('.words').textContent = this.#told.text;
    }
  }

  #draw() {
    const {question, text, event, error} = this.#told;
    const words = el('p', {class: 'words', 'aria-live': 'polite'}, text || (error || event?.answer !== undefined ? '' : t('ask.looking')));
    const inside = this.#root.contains(document.activeElement);
    this.#root.replaceChildren(
      el('div', {class: 'head'}, el('h2', {}, question), iconButton('close', t('ask.close'), () => this.#dismiss())),
      words, ...this.#trouble(event, error), ...this.#sources(event), el('p', {class: 'muted'}, this.#maker(event)));
    if (inside) this.#root.querySelector('button').focus();
  }

  /** Who was at the button must not be thrown back to the start of the page. */
  #dismiss() {
    this.close();
    this.#button.focus();
  }

  #trouble(event, error) {
    const failed = event?.failed;
    return [
      error && messages.sentence(error),
      failed && reason({...failed, sentence: failed.reason}),
      event?.refused && t('ask.refused', {reason: event.refused}),
    ].filter(Boolean).map((sentence) => el('p', {class: 'alert', role: 'alert'}, sentence));
  }

  #sources(event) {
    const sources = event?.sources ?? [];
    return sources.length > 0 ? [el('ul', {class: 'sources'}, sources.map((source) => this.#source(source)))] : [];
  }

  #source({number, id, thumbnail, cited}) {
    const name = id.slice(id.lastIndexOf('/') + 1);
    const img = el('img', {alt: '', width: SOURCE, height: SOURCE});
    if (thumbnail) show(img, thumbnail, SOURCE);
    const label = t('ask.source', {number: String(number), name});
    return el('li', {}, el('button', {type: 'button', class: cited ? 'source cited' : 'source', 'data-id': id, title: label,
      'aria-label': label, on: {click: () => this.#actions.open(id)}}, thumbnail && img, el('span', {}, String(number))));
  }

  #maker(event) {
    if (!event) return '';
    if (event.by === 'metadata') return t('ask.byRecords');
    // A picture that was handed over is no record.
    return t('ask.byModel', {model: event.model, count: Math.max(1, event.sources.length)});
  }
}

/** A single picture of the query is what the words ask about; else the pictures that they match. */
function toRequest(some) {
  const {text: question, collection, likes, uploads} = some;
  if (uploads.length === 1 && likes.length === 0) return {body: {question}, file: uploads[0].file};
  if (likes.length === 1 && uploads.length === 0) return {body: {question, collection, id: likes[0]}};
  return {body: {question, collection, filter: toFilter(some)}};
}
