/** Asks for the API key when the server wants one. */

import * as api from './api.js';
import {byId, el} from './dom.js';
import {t} from './i18n.js';

/** Resolves once a key was entered. The dialog cannot be left without one: the page has nothing to show. */
export function askKey(wrong) {
  const dialog = byId('key');
  return new Promise((resolve) => {
    const input = el('input', {type: 'password', required: true, autocomplete: 'current-password', id: 'key-input'});
    // Password managers file a key under a name; without one they ask for it in the wrong place.
    const username = () => el('input', {type: 'text', autocomplete: 'username', value: 'pictor', hidden: true});
    const form = el('form', {method: 'dialog', on: {submit: () => {
      api.setKey(input.value.trim());
      resolve();
    }}}, username(), el('h2', {id: 'key-title'}, t('key.title')), el('p', {}, t('key.text')),
    wrong && el('p', {class: 'alert', role: 'alert'}, t('key.wrong')),
    el('label', {for: 'key-input'}, t('key.label')), input,
    el('button', {type: 'submit', class: 'button first'}, t('key.send')));
    dialog.replaceChildren(form);
    dialog.oncancel = (event) => event.preventDefault();
    if (!dialog.open) dialog.showModal();
    input.focus();
  });
}
