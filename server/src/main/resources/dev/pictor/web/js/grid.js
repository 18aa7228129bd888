/**
 * The pictures as rows of equal height. Each tile grows in proportion to its shape, which the metadata tell before the
 * picture is there, so nothing moves while pictures load. One tile at a time is in the tab order; arrows move between them.
 */

import {el, icon} from './dom.js';
import {score, t} from './i18n.js';
import {again, forget, show} from './pictures.js';
import {press, thumbs} from './taste.js';

/** The type under which a dragged tile carries its id, so that dropping it on the page asks for similar ones. */
export const DRAGGED = 'application/x-pictor-id';

/** The keys that rate the picture at hand. */
export const RATINGS = {l: 'liked', x: 'disliked'};

const THUMBNAIL = 320;

export class Grid {
  #root;
  #actions;
  items = [];

  /** `actions`: `open(id)`, `like(id)`, `rate(id, rating)`, and `ratingOf(id)`, which is undefined for most. */
  constructor(root, actions) {
    this.#root = root;
    this.#actions = actions;
    root.addEventListener('keydown', (event) => this.#key(event));
    root.addEventListener('focusin', (event) => this.#activate(event.target.closest('.tile')));
  }

  show(items) {
    forget(this.#root);
    this.items = [];
    this.#root.replaceChildren();
    this.append(items);
  }

  append(items) {
    const first = this.items.length === 0;
    this.items.push(...items);
    this.#root.append(...items.map((item) => this.#tile(item)));
    if (first) this.#activate(this.#root.firstElementChild);
  }

  /** Writes the words of the tiles again, in the language that is now the page's. */
  retell() {
    this.keepFocus(() => this.show(this.items));
  }

  /** Shows on the thumbs what is rated now. */
  rerate() {
    for (const tile of this.#root.children) press(tile, this.#actions.ratingOf(tile.dataset.id));
  }

  /** Asks again for pictures that did not come. */
  repair() {
    again(this.#root);
  }

  /** Goes to a picture; when it is not shown, to the first one, else to the words in their place. */
  focus(id) {
    const tile = [...this.#root.children].find((child) => child.dataset.id === id) ?? this.#root.firstElementChild;
    (tile?.querySelector('.open') ?? this.#root.parentElement).focus();
  }

  focusFirst() {
    this.focus('');
  }

  /** Does what exchanges pictures; who was at one of them, or at the words in their place, is not thrown back to the start of the page. */
  keepFocus(change) {
    const {activeElement} = document;
    const inside = this.#root.parentElement.contains(activeElement);
    const id = activeElement?.closest('.tile')?.dataset.id;
    change();
    if (inside && !this.#root.parentElement.contains(document.activeElement)) this.focus(id);
  }

  #tile(item) {
    const {id, metadata = {}} = item;
    const name = metadata.filename ?? id;
    const img = el('img', {alt: name, draggable: 'false'});
    if (item.thumbnail) show(img, item.thumbnail, THUMBNAIL);
    const open = el('button', {type: 'button', class: 'open', 'aria-label': this.#label(item, name), title: name, tabindex: '-1',
      on: {click: () => this.#actions.open(id)}}, item.thumbnail ? img : el('span', {class: 'no-picture'}, name));
    const like = el('button', {type: 'button', class: 'tool like', tabindex: '-1', title: t('more.like'),
      'aria-label': t('more.likeName', {name}), on: {click: () => this.#actions.like(id)}}, icon('like'));
    const tile = el('li', {class: 'tile', 'data-id': id, draggable: 'true',
      on: {dragstart: (event) => drag(event, id)}}, open, isRated(item) && badge(item),
    el('div', {class: 'tools'}, like, thumbs(name, this.#actions.ratingOf(id), 'tool', false, (rating) => this.#actions.rate(id, rating))
      .map((button) => Object.assign(button, {tabIndex: -1}))));
    // Panoramas and tall scans are cut to a shape that leaves their neighbours room.
    const shape = (metadata.width || 1) / (metadata.height || 1);
    tile.style.setProperty('--shape', Math.min(2.4, Math.max(0.6, shape)).toFixed(4));
    return tile;
  }

  #label(item, name) {
    const opening = t('results.open', {name});
    return isRated(item) ? `${opening}, ${hint(item)}` : opening;
  }

  #activate(tile) {
    if (!tile) return;
    for (const old of this.#root.querySelectorAll('[tabindex="0"]')) old.tabIndex = -1;
    for (const button of tile.querySelectorAll('button')) button.tabIndex = 0;
  }

  #key(event) {
    const tile = event.target.closest('.tile');
    if (!tile || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'm') return void this.#actions.like(tile.dataset.id);
    if (event.key in RATINGS) return void this.#actions.rate(tile.dataset.id, RATINGS[event.key]);
    const target = this.#neighbour(tile, event.key);
    if (target === undefined) return;
    event.preventDefault();
    target?.querySelector('.open').focus();
  }

  /** The tile that a key leads to; null at an edge, undefined for a key that does not move. */
  #neighbour(tile, key) {
    switch (key) {
      case 'ArrowRight': return tile.nextElementSibling;
      case 'ArrowLeft': return tile.previousElementSibling;
      case 'Home': return this.#root.firstElementChild;
      case 'End': return this.#root.lastElementChild;
      case 'ArrowDown': return vertical(tile, 'nextElementSibling');
      case 'ArrowUp': return vertical(tile, 'previousElementSibling');
      default: return undefined;
    }
  }
}

/** The tile of the next row in a direction that lies nearest below or above the middle of this one. */
function vertical(tile, direction) {
  const middle = (node) => node.offsetLeft + node.offsetWidth / 2;
  let best = null;
  let row = null;
  for (let node = tile[direction]; node; node = node[direction]) {
    if (Math.abs(node.offsetTop - tile.offsetTop) < 2) continue;
    row ??= node.offsetTop;
    if (Math.abs(node.offsetTop - row) >= 2) break;
    if (!best || Math.abs(middle(node) - middle(tile)) < Math.abs(middle(best) - middle(tile))) best = node;
  }
  return best;
}

// A badge that every tile has says nothing; a picture's details tell that its model is not calibrated.
const isRated = (item) => item.confidence && item.confidence !== 'unknown';

const hint = (item) => t('confidence.hint', {word: t(`confidence.${item.confidence}`), score: score(item.score)});

const badge = (item) => el('span', {class: `badge ${item.confidence}`, title: hint(item), 'aria-hidden': 'true'},
  t(`confidence.${item.confidence}`));

function drag(event, id) {
  event.dataTransfer.setData(DRAGGED, id);
  event.dataTransfer.effectAllowed = 'copy';
}
