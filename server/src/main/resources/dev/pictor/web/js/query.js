/** The search box: words, and pictures that are uploaded, dropped, pasted or taken from the grid. */

import * as api from './api.js';
import {chooseFrom} from './crop.js';
import {byId, el, icon} from './dom.js';
import {DRAGGED} from './grid.js';
import {t} from './i18n.js';
import {show} from './pictures.js';
import * as state from './state.js';

const TYPING_PAUSE = 350;
const CHIP = 64;

/** More pictures than this average to nothing in particular; the newest stay. */
const MOST = 5;

let alertWith;
let typing;

/** `alert(text)` tells the person that something could not be taken. */
export function start({alert}) {
  alertWith = alert;
  const text = byId('text');
  byId('search').addEventListener('submit', (event) => {
    event.preventDefault();
    submit();
    text.focus();
  });
  text.addEventListener('input', () => {
    clearTimeout(typing);
    showClear();
    typing = setTimeout(submit, TYPING_PAUSE);
  });
  // Letters of a syllable that is still being composed are no query.
  text.addEventListener('compositionstart', () => clearTimeout(typing));
  text.addEventListener('compositionupdate', () => clearTimeout(typing));
  text.addEventListener('compositionend', () => {
    clearTimeout(typing);
    typing = setTimeout(submit, TYPING_PAUSE);
  });
  text.addEventListener('keydown', removeLast);
  byId('clear').addEventListener('click', () => {
    state.ask({text: '', likes: [], uploads: []});
    text.value = '';
    text.focus();
  });
  byId('upload').addEventListener('click', () => byId('file').click());
  byId('file').addEventListener('change', ({target}) => {
    addFiles([...target.files]);
    target.value = '';
  });
  addEventListener('paste', paste);
  startDrop();
}

/** Shows the query of a state, without touching words that are being typed. */
export function render(some, collection) {
  const text = byId('text');
  if (document.activeElement !== text || text.value.trim() !== some.text) text.value = some.text;
  const likes = (collection ? some.likes : []).map((id) => likeChip(id, collection));
  const uploads = some.uploads.map(uploadChip);
  byId('chips').replaceChildren(...likes, ...uploads);
  byId('chips').hidden = likes.length + uploads.length === 0;
  showClear();
}

/** More like a picture of the collection; the words belong to the search before. */
export const like = (id) => state.ask({text: '', likes: [id], uploads: []});

/** Pictures like a part of one, in place of what was asked. */
export const withPart = (file) => state.ask({text: '', likes: [], uploads: [state.upload(file)]});

/** What the API is asked for: the query in JSON, and the files that travel beside it. */
export function toRequest(some) {
  const files = some.uploads.map((entry) => entry.file);
  const ids = some.likes.map((id) => ({id}));
  return {line: some.text || undefined, query: ids.length > 0 ? ids : undefined, files};
}

function submit() {
  clearTimeout(typing);
  const text = byId('text').value.trim();
  if (text === state.get().text) return;
  // Typing on refines one question; only its beginning is a step that going back should return from.
  const refining = state.get().text !== '' && text !== '';
  state.ask({text}, {replace: refining});
}

function showClear() {
  byId('clear').hidden = byId('text').value === '' && !state.hasQuery();
}

function removeLast(event) {
  const {likes, uploads} = state.get();
  if (event.key === 'Escape' && !event.isComposing) event.target.blur();
  if (event.key !== 'Backspace' || event.target.value !== '') return;
  if (uploads.length > 0) state.ask({uploads: uploads.slice(0, -1)});
  else if (likes.length > 0) state.ask({likes: likes.slice(0, -1)});
}

function likeChip(id, collection) {
  const img = el('img', {alt: '', width: 36, height: 36});
  show(img, api.thumbnail(collection, id), CHIP);
  const name = id.slice(id.lastIndexOf('/') + 1);
  return chip(img, t('query.like', {name}), name, () => state.ask({likes: state.get().likes.filter((some) => some !== id)}));
}

function uploadChip(entry) {
  const name = entry.file.name || t('query.pasted');
  const img = el('img', {alt: '', width: 36, height: 36, src: entry.url});
  const words = t('crop.openName', {name});
  const part = el('button', {type: 'button', class: 'part', 'aria-label': words, title: words, on: {click: () => chooseFrom({name,
    fill: (large) => { large.src = entry.url; }, done: (file) => replace(entry, file)})}}, img);
  return chip(part, name, name, () => state.ask({uploads: state.get().uploads.filter((some) => some !== entry)}));
}

/** A part in place of the whole picture; the rest of the query stays. */
function replace(entry, file) {
  state.ask({uploads: state.get().uploads.map((some) => (some === entry ? state.upload(file) : some))});
}

function chip(img, label, name, remove) {
  const button = el('button', {type: 'button', 'aria-label': t('query.remove', {name}), title: t('query.remove', {name}),
    on: {click: () => {
      remove();
      byId('text').focus();
    }}}, icon('close'));
  return el('li', {class: 'chip', title: label}, img, el('span', {class: 'hidden-words'}, label), button);
}

function addFiles(files) {
  const pictures = files.filter((file) => file.type.startsWith('image/') || /\.(tiff?|webp|bmp)$/i.test(file.name));
  const rest = files.find((file) => !pictures.includes(file));
  if (rest) alertWith(t('query.notPicture', {name: rest.name}));
  if (pictures.length === 0) return;
  state.ask({uploads: [...state.get().uploads, ...pictures.map(state.upload)].slice(-MOST)});
}

function paste(event) {
  const files = [...(event.clipboardData?.files ?? [])];
  if (files.length === 0) return;
  event.preventDefault();
  addFiles(files);
}

function startDrop() {
  const drop = byId('drop');
  const wanted = ({dataTransfer}) => dataTransfer.types.includes('Files') || dataTransfer.types.includes(DRAGGED);
  addEventListener('dragover', (event) => {
    if (!wanted(event)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'copy';
    drop.hidden = false;
  });
  addEventListener('dragleave', (event) => {
    // Leaving an element for another of the page is not leaving the page.
    if (event.relatedTarget === null) drop.hidden = true;
  });
  addEventListener('dragend', () => {
    drop.hidden = true;
  });
  addEventListener('drop', (event) => {
    drop.hidden = true;
    if (!wanted(event)) return;
    event.preventDefault();
    const id = event.dataTransfer.getData(DRAGGED);
    if (id) like(id);
    else addFiles([...event.dataTransfer.files]);
  });
}
