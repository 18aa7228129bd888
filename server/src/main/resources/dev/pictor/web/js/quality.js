/** The part of the library's dialog that measures: answers, searches, and what this machine can do. */

import * as api from './api.js';
import {el} from './dom.js';
import * as follower from './follower.js';
import * as i18n from './i18n.js';
import * as messages from './messages.js';

const {t} = i18n;

const SHARES = [['recallAt1', 'quality.first'], ['recallAt5', 'quality.inFive'], ['recallAt10', 'quality.inTen'],
  ['falseReject', 'quality.rejected'], ['falseAccept', 'quality.accepted']];

/** As many of the queries that went wrong as a person reads. */
const MOST_WRONG = 20;

/** A right picture is on the first page of an answer. */
const FIRST = 10;

export class Quality {
  #library;
  #output = el('div', {class: 'measured', role: 'status'});
  #retell = () => [];
  #running = false;
  #pictures = 0;

  /** `library` tells about the collection: `info()` and `search(text)`. */
  constructor(library) {
    this.#library = library;
  }

  render(root) {
    const {name, count} = this.#library.info();
    const file = el('input', {type: 'file', accept: '.csv,text/csv', hidden: true, 'aria-label': t('quality.answers'),
      on: {change: () => this.#evaluate(name, file)}});
    this.#pictures ||= Math.max(100_000, count * 10);
    const pictures = el('input', {type: 'number', min: 1, max: 1_000_000_000, step: 1, value: this.#pictures,
      on: {input: () => { this.#pictures = pictures.valueAsNumber; }}});
    const form = el('form', {class: 'plan', on: {submit: (event) => {
      event.preventDefault();
      this.#run(() => api.plan(pictures.valueAsNumber), plan);
    }}}, el('label', {}, t('quality.pictures'), pictures),
    el('button', {type: 'submit', class: 'button', disabled: this.#running}, t('quality.machine')));
    // What loads the machine is asked for with a key that may change things.
    const all = !follower.leader();
    root.replaceChildren(el('h3', {}, t('quality.title')), el('p', {class: 'muted'}, t('quality.hint')),
      el('p', {class: 'row'}, this.#button('quality.answers', () => file.click()), all && this.#button('quality.searches', () => this.#run(() => api.bench(name), bench)), file),
      ...(all ? [form] : []), this.#output);
    this.#output.replaceChildren(...this.#retell());
  }

  #evaluate(name, input) {
    const [file] = input.files;
    input.value = ''; // the same file again, after a change
    if (file) this.#run(() => api.evaluate(name, file), (report) => this.#answers(report));
  }

  #button(words, click) {
    return el('button', {type: 'button', class: 'button', disabled: this.#running, on: {click}}, t(words));
  }

  /** `tell(report)` makes the elements, anew after a change of the language. */
  async #run(measure, tell) {
    this.#show(true, () => [el('p', {class: 'muted'}, t('quality.measuring'))]);
    try {
      const report = await measure();
      this.#show(false, () => tell(report));
    } catch (error) {
      if (!(error instanceof api.Problem)) throw error;
      this.#show(false, () => [el('p', {}, messages.sentence(error))]);
    }
  }

  #show(running, retell) {
    this.#running = running;
    this.#retell = retell;
    const root = this.#output.parentElement;
    for (const button of root?.querySelectorAll('button') ?? []) button.disabled = running;
    this.#output.replaceChildren(...retell());
    this.#output.scrollIntoView({block: 'nearest'}); // below the buttons, out of sight on a phone
  }

  #answers({model, quality, languages, queries, unknown}) {
    const rows = [[t('quality.all'), quality], ...Object.entries(languages).map(([tag, some]) => [language(tag), some])];
    const wrong = queries.filter(isWrong);
    return [el('p', {}, t('quality.measured', {count: queries.length, model})),
      table([t('quality.language'), t('quality.queries'), ...SHARES.map(([, words]) => t(words))],
        rows.map(([label, some]) => [label, i18n.number(some.answerable + some.unanswerable),
          ...SHARES.map(([share]) => some[share] === undefined ? '–' : i18n.percent(some[share]))])),
      unknown.length > 0 && el('p', {class: 'muted'}, t('quality.unknown', {count: unknown.length, id: unknown[0]})),
      wrong.length > 0 && el('details', {}, el('summary', {}, t('quality.wrong', {count: wrong.length})),
        el('ul', {class: 'wrong'}, wrong.slice(0, MOST_WRONG).map((query) => this.#wrong(query))))].filter(Boolean);
  }

  #wrong(query) {
    const words = !query.answerable ? t('quality.wrongAccepted') : query.confidence === 'none' ? t('quality.wrongRejected')
      : query.rank === undefined ? t('quality.wrongMissing') : t('quality.wrongRank', {rank: query.rank});
    return el('li', {}, el('button', {type: 'button', class: 'tag', on: {click: () => this.#library.search(query.name)}}, query.name),
      ' ', el('span', {class: 'muted'}, words));
  }
}

const isWrong = ({answerable, rank, confidence}) =>
  answerable ? confidence === 'none' || rank === undefined || rank > FIRST : confidence !== 'none';

const language = (tag) => tag ? new Intl.DisplayNames([i18n.current()], {type: 'language', fallback: 'code'}).of(tag) : t('quality.noLanguage');

const milliseconds = (seconds) => i18n.number(seconds * 1000, {style: 'unit', unit: 'millisecond', maximumFractionDigits: seconds < 0.01 ? 1 : 0});

function bench({records, recall, usual, exact}) {
  const row = (words, {queriesPerSecond, p50, p99}) => [t(words), i18n.number(Math.round(queriesPerSecond)), milliseconds(p50), milliseconds(p99)];
  return [el('p', {}, t('quality.benched', {count: records, recall: i18n.number(recall, {style: 'percent', maximumFractionDigits: 1})})),
    table([t('quality.search'), t('quality.perSecond'), t('quality.half'), t('quality.most')],
      [row('quality.usual', usual), row('quality.exact', exact)])];
}

function plan({pictures, memory, indexing, choices, machine}) {
  return [el('p', {}, t('quality.planned', {pictures, time: i18n.roughly(indexing),
    rate: i18n.number(machine.picturesASecond, {maximumFractionDigits: 0}), memory: i18n.bytes(memory)})),
  table([t('quality.precision'), t('quality.disk'), t('quality.memory'), t('quality.search'), ''],
    choices.map(({precision, disk, memory: needed, search, fits}) => [precision, i18n.bytes(disk), i18n.bytes(needed), milliseconds(search),
      fits ? t('quality.fits') : t('quality.tooLarge')]))];
}

/** The first of each row names it. */
const table = (head, rows) => el('div', {class: 'wide', tabindex: 0, role: 'group', 'aria-label': t('quality.title')}, el('table', {},
  el('thead', {}, el('tr', {}, head.map((words) => words ? el('th', {scope: 'col'}, words) : el('td', {})))),
  el('tbody', {}, rows.map(([name, ...cells]) => el('tr', {}, el('th', {scope: 'row'}, name), cells.map((cell) => el('td', {}, cell)))))));
