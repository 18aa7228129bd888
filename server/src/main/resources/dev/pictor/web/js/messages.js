/** Plain words in place of pictures: when there are none, when nothing matches, when something went wrong. */

import {el, icon} from './dom.js';
import {reason, t} from './i18n.js';
import * as state from './state.js';

const message = (title, ...content) => el('div', {class: 'message'}, el('h2', {}, title), ...content);

const button = (words, click, name) => el('button', {type: 'button', class: 'button', on: {click}}, name && icon(name), words);

export const noLibrary = () => message(t('start.title'), el('p', {}, t('start.text')),
  el('pre', {translate: 'no'}, t('start.command', {folder: t('start.folder')})), el('p', {class: 'muted'}, t('start.note')));

export const nothingCopied = (leader) => message(t('follower.empty'), el('p', {}, t('follower.emptyText', {leader})));

export const emptyFolder = (folders, scan) => message(t('empty.folder.title'),
  el('p', {}, t('empty.folder.text', {folders: folders.join(', ')})), button(t('library.scan'), scan, 'again'));

export const indexing = () => message(t('empty.indexing.title'), el('p', {}, t('empty.indexing.text')));

export const vectorsOnly = () => message(t('empty.collection.title'), el('p', {}, t('empty.collection.text')));

export const nothingInFilter = () => message(t('empty.filtered.title'), el('p', {}, t('empty.filtered.text')),
  button(t('filters.clear'), clearFilters));

/** Why a search has no answer, and what to try. */
export function nothingMatches(some, stillIndexing) {
  const title = some.text ? t('none.title', {query: some.text}) : t('none.titlePicture');
  const hints = [
    some.text && t('none.shorter'),
    some.text && t('none.other'),
    some.text && t('none.line'),
    state.hasFilter(some) && t('none.filters'),
    stillIndexing && t('none.indexing'),
  ].filter(Boolean);
  return message(title, el('p', {}, t('none.text')), el('ul', {}, hints.map((hint) => el('li', {}, hint))),
    el('p', {class: 'row'}, button(t('none.nearest'), () => state.set({nearest: true})),
      some.text && !/[":]/.test(some.text) && button(t('none.words'), () => state.ask({text: `words:"${some.text}"`})),
      state.hasFilter(some) && button(t('filters.clear'), clearFilters)));
}

/** Only sure matches were wanted, and all are unsure. */
export const noneSure = () => message(t('none.sure'), el('p', {}, t('none.sureText')),
  button(t('none.sureAll'), () => state.ask({sure: ''})));

/** Why there is nothing for a taste. */
export const nothingSuggested = (some) => message(t('taste.none'), el('p', {}, t(some.suggest === 'more' ? 'taste.noneLiked' : 'taste.noneLeft')),
  state.hasFilter(some) && button(t('filters.clear'), clearFilters));

/** Above pictures that are shown although none of them matches. */
export const nearest = () => el('p', {class: 'note'}, t('nearest.text'), ' ',
  el('button', {type: 'button', class: 'quiet', on: {click: () => state.set({nearest: false})}}, t('nearest.hide')));

export const starting = () => message(t('error.starting.title'), el('p', {}, t('error.starting.text')));

export const broken = (reason) => message(t('error.broken.title'), el('p', {}, t('error.broken.text')),
  el('pre', {translate: 'no'}, reason));

/** In one sentence why there was no answer. */
export function sentence({status, detail, code, values}) {
  if (status === 0) return t('error.offline');
  if (status === 429) return t('error.busy');
  if (status === 503) return t('error.unavailable');
  return reason({code, values, sentence: detail}) || t('error.unknown', {status: String(status)});
}

export const problem = (error, again) => message(t('error.title'), el('p', {}, sentence(error)),
  button(t('error.again'), again, 'again'));

const clearFilters = () => state.ask(state.NO_FILTER);
