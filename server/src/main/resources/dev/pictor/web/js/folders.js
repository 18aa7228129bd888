/** The part of the library's dialog that is about its folders: which, whether they are followed, and pictures added by hand. */

import * as api from './api.js';
import {el, icon, iconButton} from './dom.js';
import * as i18n from './i18n.js';
import * as messages from './messages.js';

const {t} = i18n;

const button = (words, click, name) => el('button', {type: 'button', class: 'button', on: {click}}, name && icon(name), words);

export class Folders {
  #library;
  #asking = false;
  #form;
  #status = el('p', {class: 'muted', role: 'status'});

  /** `library` tells about the collection: `info()`, `follow(job)` and `refresh()`. */
  constructor(library) {
    this.#library = library;
  }

  /** Whether a person is in the middle of something that writing it again would take away. */
  get busy() {
    return this.#asking || Boolean(this.#form?.isConnected && this.#form.elements.path.value);
  }

  /** Fills `root`, after what the server tells of the folders now. */
  async render(root) {
    const {name} = this.#library.info();
    this.#asking = false;
    try {
      const library = await api.library(name);
      const state = library.sync?.state ?? 'manual';
      root.replaceChildren(el('h3', {}, t('library.folders')), el('p', {class: 'sync'}, t(`library.sync.${state}`)),
        el('ul', {class: 'folders'}, library.folders.map((folder) => this.#folder(root, library, folder))),
        el('p', {class: 'row'}, this.#pause(root, state), this.#upload(name)), this.#status,
        library.configured ? '' : this.#add(root, name));
    } catch (error) {
      root.replaceChildren(el('h3', {}, t('library.folders')), el('p', {class: 'muted'}, messages.sentence(error)));
    }
  }

  #folder(root, {configured}, {path, there}) {
    const item = el('li', {}, el('span', {}, path), !there && el('small', {class: 'muted'}, t('library.missing')));
    if (!configured) {
      item.append(iconButton('close', t('library.remove', {folder: path}), () => this.#askRemoval(root, item, path)));
    }
    return item;
  }

  /** Nothing goes before it was said what becomes of the pictures. */
  #askRemoval(root, item, path) {
    const {name} = this.#library.info();
    this.#asking = true;
    const remove = (records) => this.#try(root, async () => this.#library.follow(await api.removeFolder(name, path, records)));
    item.replaceChildren(el('span', {}, t('library.removeAsk', {folder: path})), el('p', {class: 'row'},
      button(t('library.removeRecords'), () => remove('remove')), button(t('library.keepRecords'), () => remove('keep')),
      button(t('library.cancel'), () => this.render(root))));
    item.querySelector('button').focus();
  }

  #pause(root, state) {
    const paused = state === 'paused';
    const {name} = this.#library.info();
    const change = () => this.#try(root, () => api.changeLibrary(name, {paused: !paused}));
    return button(paused ? t('library.resume') : t('library.pause'), change);
  }

  #add(root, name) {
    const path = el('input', {name: 'path', required: true, autocomplete: 'off', spellcheck: 'false', 'aria-label': t('library.folderPath'),
      placeholder: t('library.folderPath')});
    const submit = (event) => {
      event.preventDefault();
      this.#try(root, async () => this.#library.follow(await api.addFolder(name, path.value.trim())));
    };
    this.#form = el('form', {class: 'add-folder', on: {submit}}, path, el('button', {class: 'button'}, t('library.addFolder')));
    return this.#form;
  }

  #upload(name) {
    const input = el('input', {type: 'file', multiple: true, accept: 'image/*', hidden: true,
      on: {change: () => this.upload(name, [...input.files])}});
    return [button(t('library.upload'), () => input.click(), 'camera'), input];
  }

  /** Sends pictures one by one; those that are refused are named. */
  async upload(name, files) {
    const refused = [];
    for (const [done, file] of files.entries()) {
      this.#status.replaceChildren(t('library.uploading', {done, count: files.length}));
      try {
        await api.upload(name, file);
      } catch (error) {
        if (!(error instanceof api.Problem)) throw error;
        refused.push(el('div', {}, `${file.name}: ${messages.sentence(error)}`));
      }
    }
    this.#status.replaceChildren(t('library.uploaded', {count: files.length - refused.length}), ...refused);
    this.#library.refresh();
  }

  async #try(root, change) {
    try {
      await change();
    } catch (error) {
      if (!(error instanceof api.Problem)) throw error;
      this.#status.replaceChildren(messages.sentence(error));
      return;
    }
    this.#status.replaceChildren();
    await this.render(root);
    await this.#library.refresh();
  }
}
