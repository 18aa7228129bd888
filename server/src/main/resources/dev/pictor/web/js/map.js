/** The collection as a map: a plot of all pictures, a legend that chooses among them, and a card for the picture at hand. */

import * as api from './api.js';
import {byId, el, iconButton, openDialog} from './dom.js';
import * as i18n from './i18n.js';
import * as messages from './messages.js';
import {show} from './pictures.js';
import {Plot} from './plot.js';
import * as state from './state.js';

const {t} = i18n;
const COLOURINGS = {folder: 'map.byFolder', tag: 'map.byTag', year: 'map.byYear', camera: 'map.byCamera', format: 'map.byFormat'};
const LIGHT = ['#1f6feb', '#d9480f', '#2b8a3e', '#9c36b5', '#a07d00', '#0c8599', '#c2255c', '#5c940d', '#6741d9', '#8d5524'];
const DARK = ['#6ea8fe', '#ff8a5c', '#69db7c', '#e599f7', '#ffd43b', '#3bc9db', '#faa2c1', '#c0eb75', '#b197fc', '#d2a679'];
const GREY = '#868e96';
const THUMBNAIL = 160;

const dark = matchMedia('(prefers-color-scheme: dark)');

export class MapDialog {
  #dialog = byId('map');
  #actions;
  #plot = null;
  #key = '';
  #map = null;
  #entries = [];
  #only = new Set();
  #card = null;
  #told = null;
  #running = new AbortController();

  /** `actions`: `open(id)`. */
  constructor(actions) {
    this.#actions = actions;
    byId('map-open').addEventListener('click', () => state.set({map: 'folder'}));
    dark.addEventListener('change', () => this.#map && this.#tell());
    this.#dialog.addEventListener('close', () => {
      this.#running.abort();
      this.#key = '';
      this.#map = null;
      this.#dialog.replaceChildren();
      if (state.get().map !== '') state.set({map: ''}, {replace: true});
    });
  }

  /** Shows the map that the state asks for. */
  async render({map: colour, collection}) {
    if (colour === '') return void this.#dialog.close();
    const key = `${collection} ${colour}`;
    if (key === this.#key) return;
    this.#key = key;
    this.#running.abort();
    this.#running = new AbortController();
    const {signal} = this.#running;
    if (!this.#dialog.open) this.#build();
    openDialog(this.#dialog);
    try {
      const map = await api.map(collection, colour, signal);
      if (signal.aborted) return;
      this.#map = map;
      this.#only.clear();
      this.#tell();
      this.#dialog.querySelector('canvas').focus();
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof api.Problem)) throw error;
      this.#facts(messages.sentence(error));
    }
  }

  /** Writes the words again in the language that is now the page's. */
  retell() {
    if (!this.#map) return;
    this.#build();
    this.#tell();
  }

  #build() {
    const colour = el('select', {id: 'map-colour', on: {change: ({target}) => state.set({map: target.value}, {replace: true})}},
      Object.entries(COLOURINGS).map(([value, key]) => el('option', {value}, t(key))));
    const canvas = el('canvas', {tabindex: '0', role: 'application', 'aria-label': t('map.label'), 'aria-describedby': 'map-help'});
    const zoom = (name, key, change) => iconButton(name, t(key), change, 'button');
    this.#card = el('figure', {class: 'map-card', 'aria-hidden': 'true', hidden: true});
    this.#told = el('p', {class: 'hidden-words', role: 'status'});
    this.#dialog.replaceChildren(
      el('header', {}, el('h2', {id: 'map-title'}, t('map.title')), el('p', {class: 'muted map-facts', role: 'status'}, t('map.loading')),
        iconButton('close', t('detail.close'), () => this.#dialog.close(), 'plain close')),
      el('div', {class: 'map-plot'}, canvas, this.#card, el('p', {class: 'map-zoom'}, zoom('plus', 'map.zoomIn', () => this.#plot.zoom(1)),
        zoom('minus', 'map.zoomOut', () => this.#plot.zoom(-1)), zoom('whole', 'map.whole', () => this.#plot.fit()))),
      el('div', {class: 'map-side'}, el('label', {}, el('span', {}, t('map.colour')), colour),
        el('ul', {class: 'map-legend', 'aria-label': t('map.legend')}), el('p', {id: 'map-help', class: 'muted keys'}, t('map.help'))),
      this.#told);
    this.#plot = new Plot(canvas, {open: ({id}) => this.#actions.open(id), at: (...all) => this.#at(...all)});
  }

  #facts(words) {
    this.#dialog.querySelector('.map-facts').textContent = words;
  }

  #tell() {
    const {points, records, explained, colour} = this.#map;
    this.#entries = entries(this.#map);
    const places = new Map(this.#entries.flatMap(({names}, place) => names.map((name) => [name, place])));
    this.#plot.show(points.map((point) => ({...point, colour: places.get(point.group)})), this.#entries.map((entry) => entry.colour));
    const select = byId('map-colour');
    if (!(colour in COLOURINGS)) select.append(el('option', {value: colour}, colour));
    select.value = colour;
    this.#facts(points.length === 0 ? t('map.empty') : t(points.length < records ? 'map.factsSome' : 'map.facts',
      {count: points.length, records, percent: i18n.percent(explained[0] + explained[1])}));
    this.#legend();
  }

  #legend() {
    const list = this.#dialog.querySelector('.map-legend');
    const held = [...list.children].findIndex((item) => item.contains(document.activeElement));
    list.replaceChildren(...this.#entries.map(({label, count, colour}, place) => {
      const dot = el('span', {class: 'map-dot', 'aria-hidden': 'true'});
      dot.style.background = colour;
      return el('li', {}, el('button', {type: 'button', 'aria-pressed': String(this.#isShown(place)), on: {click: () => this.#choose(place)}},
        dot, el('span', {class: 'map-name'}, label), el('span', {class: 'muted'}, i18n.number(count))));
    }));
    list.children[held]?.firstElementChild.focus();
    this.#plot.filter(({colour}) => this.#isShown(colour));
  }

  #isShown(place) {
    return this.#only.size === 0 || this.#only.has(place);
  }

  /** The first one that is pressed stays alone; others join it, and when none is left all are there again. */
  #choose(place) {
    if (!this.#only.delete(place)) this.#only.add(place);
    if (this.#only.size === this.#entries.length) this.#only.clear();
    this.#legend();
  }

  #at(point, [left, top], told) {
    const card = this.#card;
    card.hidden = point === null;
    if (point === null) return;
    const name = point.id.slice(point.id.lastIndexOf('/') + 1);
    if (card.dataset.id !== point.id) {
      card.dataset.id = point.id;
      const img = el('img', {alt: ''});
      img.addEventListener('error', () => img.remove());
      show(img, api.thumbnail(state.get().collection, point.id), THUMBNAIL);
      card.replaceChildren(img, el('figcaption', {}, name));
    }
    const {clientWidth, clientHeight} = card.parentElement;
    const [width, height] = [card.offsetWidth, card.offsetHeight];
    card.style.left = `${Math.max(4, Math.min(clientWidth - width - 4, left + 16))}px`;
    card.style.top = `${top + 16 + height > clientHeight ? Math.max(4, top - height - 16) : top + 16}px`;
    if (told) this.#told.textContent = t('map.point', {name, group: this.#entries[point.colour].label});
  }
}

/** Lines of the legend: the largest groups, then all others together, then those without one. */
function entries({groups}) {
  const palette = dark.matches ? DARK : LIGHT;
  const named = groups.filter(({name}) => name !== '');
  const own = named.slice(0, palette.length).map(({name, points}, place) => ({label: name, names: [name], count: points, colour: palette[place]}));
  const others = named.slice(palette.length);
  const none = groups.filter(({name}) => name === '');
  const sum = (list) => list.reduce((all, {points}) => all + points, 0);
  const grey = (label, list) => ({label, names: list.map(({name}) => name), count: sum(list), colour: GREY});
  return [...own, others.length > 0 && grey(t('map.others', {count: others.length}), others), none.length > 0 && grey(t('map.none'), none)]
    .filter(Boolean);
}
