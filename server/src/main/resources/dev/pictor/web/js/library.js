/** The library's own dialog: its folders, looking for new pictures, files that could not be read, the keys. */

import * as api from './api.js';
import {byId, el, icon, iconButton, openDialog} from './dom.js';
import * as i18n from './i18n.js';
import * as messages from './messages.js';

const {t} = i18n;

export class LibraryDialog {
  #dialog = byId('library');
  #library;

  /** `library` tells about the collection: `info()`, `indexing()` and `scan()`. */
  constructor(library) {
    this.#library = library;
    byId('library-open').addEventListener('click', () => this.open());
  }

  open() {
    this.retell(true);
    openDialog(this.#dialog);
  }

  /** Writes the words again, after a change of the library or the language. */
  retell(opening = false) {
    const info = this.#library.info();
    byId('library-dot').hidden = !(info.library?.failures > 0);
    if (!opening && !this.#dialog.open) return;
    const head = el('header', {}, el('h2', {id: 'library-title'}, t('library.title')),
      iconButton('close', t('detail.close'), () => this.#dialog.close()));
    const failures = el('section', {class: 'failures'});
    this.#dialog.replaceChildren(head, this.#facts(info), ...(info.library ? [this.#scan(), failures] : []), keys(),
      el('p', {}, el('a', {href: '/docs'}, t('library.api'))));
    if (info.library) this.#failures(failures, info.name);
  }

  #facts({name, count, model, library, reembedding}) {
    const folders = library ? library.folders : [name];
    const rows = [[t('library.folders'), folders.map((folder) => el('div', {}, folder))],
      [t('library.count'), i18n.number(count)], [t('library.model'), model?.name],
      [t('library.next'), reembedding && next(reembedding)]];
    return el('dl', {class: 'facts'}, rows.filter(([, value]) => value)
      .map(([term, value]) => [el('dt', {}, term), el('dd', {}, value)]));
  }

  #scan() {
    const running = this.#library.indexing();
    const words = running ? t('library.scanning') : t('library.scan');
    return el('p', {}, el('button', {type: 'button', class: 'button', disabled: running, on: {click: () => {
      this.#dialog.close();
      this.#library.scan();
    }}}, icon('again'), words));
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
    [['Esc'], 'keyClose']];
  return el('section', {class: 'keys'}, el('h3', {}, t('library.keys')), el('dl', {class: 'facts', translate: 'no'}, rows.map(
    ([names, words]) => [el('dt', {}, names.map((name) => el('kbd', {}, name))), el('dd', {}, t(`library.${words}`))])));
}
