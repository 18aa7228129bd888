/** What is liked and disliked above the pictures, with the ways to more like it and to a surprise. */

import * as api from './api.js';
import {byId, el, icon} from './dom.js';
import {t} from './i18n.js';
import {show} from './pictures.js';
import * as ratings from './ratings.js';
import * as state from './state.js';

const WORDS = {
  liked: {short: 'taste.liked', long: 'taste.likedName', list: 'taste.likedList'},
  disliked: {short: 'taste.disliked', long: 'taste.dislikedName', list: 'taste.dislikedList'},
};

/** So many of each are shown, the newest; the others count. */
const SHOWN = 6;
const CHIP = 64;
const SEEDS = 1_000_000_000;

/** Two buttons that rate a picture: `listener(rating)` is told which was pressed. */
export const thumbs = (name, rating, extra, words, listener) => Object.keys(WORDS).map((each) => el('button', {type: 'button',
  class: `${extra} ${each}`, 'data-rating': each, 'aria-pressed': String(each === rating), title: t(WORDS[each].short),
  'aria-label': t(WORDS[each].long, {name}), on: {click: () => listener(each)}}, icon(each), words && t(WORDS[each].short)));

/** Shows on the thumbs below `root` what is rated now. */
export function press(root, rating) {
  for (const button of root.querySelectorAll('[data-rating]')) {
    button.setAttribute('aria-pressed', String(button.dataset.rating === rating));
  }
}

export function start() {
  ratings.onChange(render);
  byId('surprise').addEventListener('click', () => suggest(String(Math.floor(Math.random() * SEEDS))));
}

/** Writes the bar for the collection of the state. */
export function render() {
  const {collection} = state.get();
  const {liked, disliked} = ratings.of(collection);
  const bar = byId('taste');
  // A chip that goes takes the focus with it.
  const inside = bar.contains(document.activeElement);
  bar.hidden = liked.length + disliked.length === 0;
  bar.replaceChildren(row(collection, liked, 'liked'), row(collection, disliked, 'disliked'), el('p', {class: 'row'},
    el('button', {type: 'button', class: 'button first', disabled: liked.length === 0, on: {click: () => suggest('more')}},
      icon('like'), t('taste.more')),
    el('button', {type: 'button', class: 'quiet', on: {click: clear}}, t('taste.clear'))));
  if (inside) (bar.hidden ? byId('results') : bar.querySelector('button:enabled')).focus();
}

function clear() {
  ratings.clear(state.get().collection);
}

function suggest(kind) {
  const {collection} = state.get();
  state.suggest(kind, ratings.of(collection));
  scrollTo({top: 0});
}

function row(collection, ids, rating) {
  if (ids.length === 0) return '';
  const more = ids.length - SHOWN;
  return el('div', {class: `rated ${rating}`}, icon(rating), el('ul', {class: 'chips', 'aria-label': t(WORDS[rating].list)},
    ids.slice(-SHOWN).map((id) => chip(collection, id))), more > 0 && el('span', {class: 'muted'}, t('taste.others', {count: more})));
}

function chip(collection, id) {
  const img = el('img', {alt: '', width: 36, height: 36});
  show(img, api.thumbnail(collection, id), CHIP);
  const name = id.slice(id.lastIndexOf('/') + 1);
  const words = t('taste.remove', {name});
  return el('li', {class: 'chip', title: name}, img, el('span', {class: 'hidden-words'}, name), el('button', {type: 'button',
    'aria-label': words, title: words, on: {click: () => ratings.forget(collection, id)}}, icon('close')));
}
