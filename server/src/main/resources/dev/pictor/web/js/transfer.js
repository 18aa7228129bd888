/** The part of the library's dialog that takes the collection out as a file, and brings one in. */

import * as api from './api.js';
import {download} from './download.js';
import {el} from './dom.js';
import {reason, t} from './i18n.js';
import * as messages from './messages.js';

const FILES = '.jsonl,.gz,.parquet';

export class Transfer {
  #library;
  #status = el('p', {class: 'muted', role: 'status'});

  /** `library` tells about the collection: `info()` and `refresh()`. */
  constructor(library) {
    this.#library = library;
  }

  render(root) {
    const {name} = this.#library.info();
    const input = el('input', {type: 'file', accept: FILES, hidden: true, 'aria-label': t('transfer.import'),
      on: {change: () => this.#import(name, input.files[0])}});
    const link = download(api.exported(name), `${name}.parquet`, t('transfer.export'), (error) => this.#fail(error));
    root.replaceChildren(el('h3', {}, t('transfer.title')), el('p', {class: 'row'}, link,
      el('button', {type: 'button', class: 'button', on: {click: () => input.click()}}, t('transfer.import')), input),
    el('p', {class: 'muted'}, t('transfer.hint'), ' ', el('code', {translate: 'no'}, `pictor import FILE ${name}`)), this.#status);
  }

  async #import(name, file) {
    if (!file) return;
    try {
      const {id} = await api.importFile(name, file);
      for await (const job of api.jobEvents(id)) this.#tell(job);
      await this.#library.refresh();
    } catch (error) {
      if (!(error instanceof api.Problem)) throw error;
      this.#fail(error);
    }
  }

  #tell({state, error = '', errorCode: code, errorValues: values, progress: {done, skipped, problems}}) {
    const words = state === 'running' ? t('transfer.importing', {count: done})
      : state === 'failed' ? reason({code, values, sentence: error}) : t('transfer.imported', {count: done});
    const left = skipped > 0 && el('div', {}, t('transfer.skipped', {count: skipped}));
    this.#status.replaceChildren(...[words, left].filter(Boolean),
      ...problems.slice(0, 5).map(({place, reason: sentence}) => el('div', {translate: 'no'}, `${place}: ${sentence}`)));
  }

  #fail(error) {
    this.#status.replaceChildren(messages.sentence(error));
  }
}
