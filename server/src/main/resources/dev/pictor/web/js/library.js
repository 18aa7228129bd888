/** The library's own dialog: its folders, looking for new pictures, tags, files that could not be read, export and import, measuring, the keys. */

import * as api from './api.js';
import {download} from './download.js';
import {byId, el, icon, iconButton, openDialog} from './dom.js';
import {DuplicatesDialog} from './duplicates.js';
import {Folders} from './folders.js';
import * as follower from './follower.js';
import * as i18n from './i18n.js';
import * as messages from './messages.js';
import {Quality} from './quality.js';
import {Transfer} from './transfer.js';

const {t} = i18n;

const TAG_FILES = [['csv', 'tags.csv', 'tags.exportCsv'], ['json', 'tags.json', 'tags.exportJson'], ['xmp', 'tags.xmp.zip', 'tags.exportXmp']];

export class LibraryDialog {
  #dialog = byId('library');
  #library;
  #folders;
  #transfer;
  #quality;
  #duplicates;

  /** `library` tells about the collection: `info()`, `indexing()`, `scan()`, `tagging()`, `tag(vocabulary)`, `search(text)`, and what `Folders` needs. */
  constructor(library) {
    this.#library = library;
    this.#folders = new Folders(library);
    this.#transfer = new Transfer(library);
    this.#quality = new Quality({info: library.info, search: (text) => this.#search(text)});
    this.#duplicates = new DuplicatesDialog(library);
    byId('library-open').addEventListener('click', () => this.open());
    this.#dialog.addEventListener('drop', (event) => this.#dropped(event));
  }

  open() {
    this.retell(true);
    openDialog(this.#dialog);
  }

  /** Writes the words again, after a change of the library or the language. */
  retell(opening = false) {
    const info = this.#library.info();
    byId('library-dot').hidden = !(info.library?.failures > 0);
    if (!opening && (!this.#dialog.open || this.#folders.busy || this.#transfer.busy)) return;
    const head = el('header', {}, el('h2', {id: 'library-title'}, t('library.title')),
      iconButton('close', t('detail.close'), () => this.#dialog.close()));
    const failures = el('section', {class: 'failures'});
    const folders = el('section', {class: 'folder-list'});
    const transfer = el('section', {class: 'transfer'});
    const quality = el('section', {class: 'quality'});
    // What changes something is offered where it is taken.
    const leader = follower.leader();
    this.#dialog.replaceChildren(head, this.#facts(info), ...(leader ? [el('p', {class: 'note'}, t('follower.changes', {leader}))] : []),
      ...(info.library ? [folders, ...this.#scan(info.library)] : []), ...this.#tagging(info),
      ...(info.library ? [this.#copies(), failures] : []), ...(info.library || leader && info.name ? [transfer, quality] : []), keys(),
      el('p', {}, el('a', {href: '/docs'}, t('library.api'))));
    if (transfer.isConnected) {
      this.#transfer.render(transfer);
      this.#quality.render(quality);
    }
    if (!info.library) return;
    this.#folders.render(folders);
    this.#failures(failures, info.name);
  }

  #search(text) {
    this.#dialog.close();
    this.#library.search(text);
  }

  #facts({name, count, model, reembedding}) {
    const rows = [[t('library.collection'), name],
      [t('library.count'), i18n.number(count)], [t('library.model'), model?.name],
      [t('library.next'), reembedding && next(reembedding)]];
    return el('dl', {class: 'facts'}, rows.filter(([, value]) => value)
      .map(([term, value]) => [el('dt', {}, term), el('dd', {}, value)]));
  }

  #scan({folders}) {
    if (folders.length === 0) return [];
    const running = this.#library.indexing();
    const words = running ? t('library.scanning') : t('library.scan');
    return [el('p', {}, el('button', {type: 'button', class: 'button', disabled: running, on: {click: () => {
      this.#dialog.close();
      this.#library.scan();
    }}}, icon('again'), words))];
  }

  /** Tags come from vectors of a model. */
  #tagging({model, count, name}) {
    if (!model || count === 0) return [];
    const running = this.#library.tagging();
    const status = el('p', {class: 'muted', role: 'status'});
    const own = el('input', {type: 'file', accept: '.csv,text/csv', hidden: true, 'aria-label': t('tags.own'), on: {change: async () => {
      const [file] = own.files;
      if (!file) return;
      const content = await file.text();
      this.#dialog.close();
      this.#library.tag({name: file.name, content});
    }}});
    const go = [el('button', {type: 'button', class: 'button', disabled: running, on: {click: () => {
      this.#dialog.close();
      this.#library.tag();
    }}}, icon('again'), running ? t('tags.preparing') : t('tags.go')),
    el('button', {type: 'button', class: 'button', disabled: running, on: {click: () => own.click()}}, t('tags.own')), own];
    return [el('section', {class: 'tagging'}, el('h3', {}, t('tags.title')), !follower.leader() && el('p', {class: 'muted'}, t('tags.hint')),
      el('p', {class: 'row'}, follower.leader() ? [] : go, TAG_FILES.map(([format, file, key]) => download(
        api.exportedTags(name, format), file, t(key), (error) => status.replaceChildren(messages.sentence(error))))), status)];
  }

  #copies() {
    return el('section', {class: 'copies'}, el('h3', {}, t('duplicates.title')), el('p', {class: 'muted'}, t('duplicates.hint')),
      el('p', {}, el('button', {type: 'button', class: 'button', 'aria-haspopup': 'dialog', on: {click: () => {
        this.#dialog.close();
        this.#duplicates.open();
      }}}, t('duplicates.review'))));
  }

  /** Pictures that are dropped here are kept; elsewhere they are searched with. */
  #dropped(event) {
    const files = [...event.dataTransfer.files];
    if (!this.#library.info().library || files.length === 0) return;
    event.preventDefault();
    event.stopPropagation();
    byId('drop').hidden = true;
    this.#folders.upload(this.#library.info().name, files);
  }

  async #failures(root, name) {
    root.append(el('h3', {}, t('library.failures')));
    try {
      const failures = await api.failures(name);
      if (failures.length === 0) return void root.append(el('p', {class: 'muted'}, t('library.failuresNone')));
      root.append(el('p', {class: 'muted'}, t('library.failuresHint')), el('ul', {}, failures.map(failure)));
    } catch (error) {
      root.append(el('p', {class: 'muted'}, messages.sentence(error)));
    }
  }
}

/** How far the model is that will answer next; nothing once it does. */
function next({state, model, done, total}) {
  if (state === 'switched' || state === 'rolling-back') return '';
  return total === undefined ? model?.name
    : t('library.nextDone', {model: model?.name ?? '', done: i18n.number(done), total: i18n.number(total)});
}

const failure = ({id, bytes, modified, code, values, reason: sentence}) => el('li', {}, el('strong', {}, id),
  el('span', {}, i18n.reason({code, values, sentence})),
  el('small', {class: 'muted'}, [i18n.bytes(bytes), modified && i18n.dateTime(modified)].filter(Boolean).join(' · ')));

function keys() {
  const rows = [[['/'], 'keySearch'], [['←', '→', '↑', '↓'], 'keyMove'], [['Enter'], 'keyOpen'], [['M'], 'keyLike'],
    [['L'], 'keyLiked'], [['X'], 'keyDisliked'], [['Esc'], 'keyClose']];
  return el('section', {class: 'keys'}, el('h3', {}, t('library.keys')), el('dl', {class: 'facts', translate: 'no'}, rows.map(
    ([names, words]) => [el('dt', {}, names.map((name) => el('kbd', {}, name))), el('dd', {}, t(`library.${words}`))])));
}
