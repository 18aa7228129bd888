/** One picture large, with what is known about it. */

import * as api from './api.js';
import {byId, el, icon, iconButton, openDialog} from './dom.js';
import {RATINGS} from './grid.js';
import * as i18n from './i18n.js';
import {openFile, show} from './pictures.js';
import * as state from './state.js';
import {press, thumbs} from './taste.js';

const {t} = i18n;
const LARGE = 1024;

/** Of what is less likely most is wrong. */
const LIKELY = 0.2;

/** Facts that have a line of their own, or that only programs need. */
const SHOWN = new Set(['filename', 'path', 'folder', 'category', 'timestamp', 'modified', 'width', 'height', 'format', 'bytes', 'sha256',
  'camera', 'latitude', 'longitude', 'tags', 'tags_found', 'tags_vocabulary']);

export class Detail {
  #dialog = byId('detail');
  #results;
  #actions;
  #shown = '';
  #running = new AbortController();

  /** `actions`: `like(id)`, `rate(id, rating)`, `ratingOf(id)`, `search(text)`, `folder(name)`, `closed(id)` and `missing(error)`. */
  constructor(results, actions) {
    this.#results = results;
    this.#actions = actions;
    this.#dialog.addEventListener('close', () => this.#closed());
    this.#dialog.addEventListener('keydown', (event) => {
      if (event.target.closest('input, select, textarea')) return;
      if (event.key === 'ArrowLeft') this.#step(-1);
      if (event.key === 'ArrowRight') this.#step(1);
      if (event.key in RATINGS && !event.ctrlKey && !event.metaKey && !event.altKey) this.#actions.rate(this.#shown, RATINGS[event.key]);
    });
  }

  /** Shows what the state says is open. */
  async render({picture, collection}) {
    if (picture === this.#shown) return;
    this.#running.abort();
    this.#shown = picture;
    if (picture === '') return void this.#dialog.close();
    const running = new AbortController();
    this.#running = running;
    const known = this.#results.items.find((item) => item.id === picture);
    if (known) this.#show(known, running.signal);
    try {
      // What a match carries may be all, but only the picture's own answer has its file and lasts without a search.
      const full = await api.picture(collection, picture, running.signal);
      if (!running.signal.aborted) this.#show({...known, ...full}, running.signal, known !== undefined);
    } catch (error) {
      if (running.signal.aborted || known) return;
      this.#shown = '';
      this.#actions.missing(error);
    }
  }

  /** Shows on the thumbs what is rated now. */
  rerate() {
    if (this.#shown !== '') press(this.#dialog, this.#actions.ratingOf(this.#shown));
  }

  /** Writes the words again in the language that is now the page's. */
  retell() {
    const picture = this.#shown;
    if (picture === '') return;
    this.#shown = '';
    this.render({...state.get(), picture});
  }

  #show(item, signal, again = false) {
    const {metadata = {}} = item;
    const name = metadata.filename ?? item.id;
    const facts = el('dl', {class: 'facts'}, this.#facts(item, metadata));
    if (again) {
      this.#dialog.querySelector('.facts').replaceWith(facts);
      this.#dialog.querySelector('.file-actions').replaceWith(this.#fileActions(item, name));
      return;
    }
    const tags = el('div', {class: 'tags', 'aria-live': 'polite'});
    const panel = el('div', {class: 'panel'}, el('h2', {id: 'detail-title'}, name), tags, facts, this.#fileActions(item, name));
    const focused = document.activeElement?.dataset.step;
    this.#dialog.replaceChildren(this.#bar(), this.#stage(item, name, metadata), panel);
    openDialog(this.#dialog);
    // Focus must stay inside: the arrows are heard there, and pressing the same button again goes on.
    (this.#dialog.querySelector(`[data-step="${focused}"]:enabled`) ?? this.#dialog.querySelector('.close')).focus();
    this.#dialog.scrollTop = 0;
    if (metadata.tags_vocabulary || metadata.tags?.length > 0) this.#kept(tags, [metadata.tags ?? []].flat());
    else if (item.thumbnail) this.#tags(tags, item.id, signal);
  }

  #stage(item, name, {width, height}) {
    const img = el('img', {alt: name, width, height});
    const words = el('p', {class: 'no-preview', hidden: true}, t('detail.noPreview'));
    img.addEventListener('error', () => {
      img.hidden = true;
      words.hidden = false;
    });
    if (item.thumbnail) show(img, item.thumbnail, LARGE);
    else words.hidden = false;
    return el('div', {class: 'stage'}, img, words);
  }

  #bar() {
    const {items} = this.#results;
    const index = items.findIndex((item) => item.id === this.#shown);
    const button = (name, key, delta) => {
      const node = iconButton(name, t(key), () => this.#step(delta), 'plain step');
      node.dataset.step = delta;
      node.disabled = index + delta >= items.length ? !this.#results.hasMore : index + delta < 0;
      return node;
    };
    const position = t('detail.position', {index: index + 1, count: this.#results.total});
    // A picture that an address opened has no neighbours.
    const steps = index < 0 ? [] : [button('left', 'detail.previous', -1), el('span', {class: 'position'}, position),
      button('right', 'detail.next', 1)];
    return el('div', {class: 'bar'}, steps, iconButton('close', t('detail.close'), () => this.#dialog.close(), 'plain close'));
  }

  #facts(item, metadata) {
    const {timestamp, width, height, bytes, format, camera, latitude, longitude, folder, path} = metadata;
    const word = item.confidence && t(`confidence.${item.confidence}`);
    const size = width && t('detail.dimensions', {width: String(width), height: String(height), bytes: i18n.bytes(bytes ?? 0)});
    const rows = [
      [t('detail.match'), word && t('confidence.hint', {word, score: i18n.score(item.score)})],
      [t('detail.date'), timestamp && i18n.dateTime(timestamp)],
      [t('detail.size'), size],
      [t('detail.format'), format?.toUpperCase()],
      [t('detail.camera'), camera],
      [t('detail.place'), latitude !== undefined && longitude !== undefined && i18n.place(latitude, longitude)],
      [t('detail.folder'), folder && el('button', {type: 'button', class: 'link',
        on: {click: () => this.#actions.folder(folder)}}, folder)],
      ...Object.entries(metadata).filter(([key]) => !SHOWN.has(key)).map(([key, value]) => [key, [value].flat().join(', ')]),
      [t('detail.path'), path ?? item.id],
    ];
    return rows.filter(([, value]) => value).map(([term, value]) => [el('dt', {}, term), el('dd', {}, value)]);
  }

  #fileActions({id, file, metadata = {}}, name) {
    const copy = el('button', {type: 'button', class: 'button', on: {click: ({currentTarget}) =>
      this.#copy(metadata.path ?? id, currentTarget)}}, icon('copy'), el('span', {}, t('detail.copy')));
    const open = file && el('a', {class: 'button', href: file, target: '_blank', rel: 'noopener', on: {click: (event) => {
      if (api.key() === null) return;
      event.preventDefault();
      openFile(file, name);
    }}}, icon('open'), t('detail.file'));
    const like = el('button', {type: 'button', class: 'button first', on: {click: () => this.#actions.like(id)}},
      icon('like'), t('more.like'));
    const rate = thumbs(name, this.#actions.ratingOf(id), 'button', true, (rating) => this.#actions.rate(id, rating));
    return el('div', {class: 'file-actions'}, el('p', {class: 'thumbs'}, rate), like, open, copy);
  }

  async #copy(text, button) {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // Without a secure address there is no clipboard: select the path, so that the person's own copying takes it.
      const row = [...this.#dialog.querySelectorAll('.facts dd')].at(-1);
      return void getSelection().selectAllChildren(row);
    }
    button.lastElementChild.textContent = t('detail.copied');
  }

  /** Tags that stand on the record: searches can ask for them. */
  #kept(root, tags) {
    const chips = tags.map((tag) => el('button', {type: 'button', class: 'tag', 'aria-label': t('tags.search', {tag}),
      on: {click: () => this.#actions.search(`tag:${/[\s":：]/.test(tag) ? `"${tag.replaceAll('"', '')}"` : tag}`)}}, tag));
    root.replaceChildren(el('h3', {}, t('tags.title')), chips.length > 0 ? el('p', {class: 'row'}, chips)
      : el('p', {class: 'muted'}, t('detail.tagsNone')));
  }

  async #tags(root, id, signal) {
    root.replaceChildren(el('h3', {}, t('detail.tags')), el('p', {class: 'muted'}, t('detail.tagsLoading')));
    try {
      const answer = await api.tags(state.get().collection, id, i18n.current(), signal);
      const tags = answer.tags.filter(({probability}) => probability > answer.none && probability >= LIKELY);
      const content = tags.length > 0 ? el('p', {class: 'row'}, tags.map((tag) => this.#tag(tag)))
        : el('p', {class: 'muted'}, t('detail.tagsNone'));
      root.lastElementChild.replaceWith(content);
    } catch (error) {
      if (!signal.aborted) root.replaceChildren();
    }
  }

  #tag({tag, probability}) {
    const title = t('detail.tagProbability', {tag, percent: i18n.percent(probability)});
    return el('button', {type: 'button', class: 'tag', title, 'aria-label': t('detail.tagSearch', {tag}),
      on: {click: () => this.#actions.search(tag)}}, tag, el('small', {}, i18n.percent(probability)));
  }

  async #step(delta) {
    const {items} = this.#results;
    const index = items.findIndex((item) => item.id === this.#shown);
    if (index < 0) return;
    if (index + delta >= items.length) await this.#results.more();
    const target = this.#results.items[index + delta];
    if (target) state.set({picture: target.id}, {replace: true});
  }

  #closed() {
    this.#running.abort();
    const id = this.#shown;
    this.#shown = '';
    this.#dialog.replaceChildren();
    if (state.get().picture !== '') state.set({picture: ''}, {replace: true});
    this.#actions.closed(id);
  }
}
