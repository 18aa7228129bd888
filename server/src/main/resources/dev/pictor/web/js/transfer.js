/** The part of the library's dialog that takes the collection out as a file, and brings records in. */

import * as api from './api.js';
import {download} from './download.js';
import {el} from './dom.js';
import * as follower from './follower.js';
import {reason, t} from './i18n.js';
import * as messages from './messages.js';

const FILES = '.jsonl,.gz,.parquet';

/** From where else records come: the words for its place, and what the API is asked for. */
const SOURCES = {
  urls: {place: 'transfer.urlsPlace', toRequest: ({place}) => ({urls: place})},
  clipRetrieval: {place: 'transfer.clipRetrievalPlace', vectors: true, toRequest: ({place}) => ({clipRetrieval: place})},
  pinecone: {place: 'transfer.pineconePlace', vectors: true, index: true,
    toRequest: ({place, index, key}) => ({pinecone: {url: place, index, apiKey: key || undefined}})},
};

const NOTHING = {source: 'urls', place: '', index: '', key: '', own: true};

export class Transfer {
  #library;
  #asked = NOTHING;
  #form = el('form', {class: 'elsewhere', on: {submit: (event) => this.#submit(event)}});
  #status = el('p', {class: 'muted', role: 'status'});

  /** `library` tells about the collection: `info()` and `refresh()`. */
  constructor(library) {
    this.#library = library;
  }

  render(root) {
    const {name} = this.#library.info();
    const input = el('input', {type: 'file', accept: FILES, hidden: true, 'aria-label': t('transfer.import'),
      on: {change: () => this.#file(name, input)}});
    const link = download(api.exported(name), `${name}.parquet`, t('transfer.export'), (error) => this.#fail(error));
    if (follower.leader()) {
      root.replaceChildren(el('h3', {}, t('transfer.export')), el('p', {class: 'row'}, link), this.#status);
      return;
    }
    this.#fill();
    root.replaceChildren(el('h3', {}, t('transfer.title')), el('p', {class: 'row'}, link,
      el('button', {type: 'button', class: 'button', on: {click: () => input.click()}}, t('transfer.import')), input),
    el('p', {class: 'muted'}, t('transfer.hint'), ' ', el('code', {translate: 'no'}, `pictor import FILE ${name}`)),
    el('details', {open: this.#asked !== NOTHING}, el('summary', {}, t('transfer.elsewhere')), this.#form), this.#status);
  }

  /** Whether a person is in the middle of something that writing it again would take away. */
  get busy() {
    return this.#asked !== NOTHING && this.#form.contains(document.activeElement);
  }

  /** The fields that the chosen source needs; what was typed stays. */
  #fill() {
    const source = SOURCES[this.#asked.source];
    const {model} = this.#library.info();
    const kinds = [['urls', 'transfer.urls'], ['clipRetrieval', 'transfer.clipRetrieval'], ['pinecone', 'transfer.pinecone']];
    const select = el('select', {on: {change: () => {
      this.#asked = {...this.#asked, source: select.value};
      this.#fill();
      this.#form.querySelector('select').focus();
    }}}, kinds.map(([value, words]) => el('option', {value}, t(words))));
    select.value = this.#asked.source;
    this.#form.replaceChildren(...[el('label', {}, t('transfer.from'), select), this.#field('place', source.place, {required: true}),
      source.index && this.#field('index', 'transfer.index', {required: true}),
      source.index && this.#field('key', 'transfer.key', {type: 'password'}),
      source.vectors && model && this.#own(model.name),
      el('button', {type: 'submit', class: 'button'}, t('transfer.go'))].filter(Boolean));
  }

  #field(name, words, attributes) {
    const input = el('input', {type: 'text', autocomplete: 'off', spellcheck: 'false', value: this.#asked[name], ...attributes,
      on: {input: () => { this.#asked = {...this.#asked, [name]: input.value}; }}});
    return el('label', {}, t(words), input);
  }

  /** Vectors from elsewhere do not say which model made them. */
  #own(model) {
    const box = el('input', {type: 'checkbox', checked: this.#asked.own,
      on: {change: () => { this.#asked = {...this.#asked, own: box.checked}; }}});
    return el('label', {class: 'check'}, box, t('transfer.own', {model}));
  }

  #submit(event) {
    event.preventDefault();
    const {name, model} = this.#library.info();
    const {toRequest, vectors} = SOURCES[this.#asked.source];
    const declared = vectors && model && this.#asked.own ? {model: model.name} : {};
    this.#import(() => api.importFrom(name, {...toRequest(this.#asked), ...declared}));
  }

  #file(name, input) {
    const [file] = input.files;
    input.value = ''; // the same file again, after a change
    if (file) this.#import(() => api.importFile(name, file));
  }

  async #import(start) {
    this.#status.replaceChildren(t('transfer.starting'));
    try {
      const {id} = await start();
      for await (const job of api.jobEvents(id)) this.#tell(job);
      this.#asked = NOTHING;
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
