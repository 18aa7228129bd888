/** The dialog that reviews duplicates: groups side by side, what shall go, what that would do, and the trash. */

import * as api from './api.js';
import {byId, el, icon, iconButton, openDialog} from './dom.js';
import * as i18n from './i18n.js';
import * as messages from './messages.js';
import {forget, show} from './pictures.js';

const {t} = i18n;

const THUMBNAIL = 240;

/** What the list may be narrowed to, as the server asks for it. */
const FILTERS = {all: {}, bytes: {stage: 'bytes'}, hash: {stage: 'hash'}, embedding: {stage: 'embedding'}, burst: {kind: 'burst'}};

/** Of a search, in the order in which it takes them. */
const PHASES = new Set(['listing', 'hashing', 'searching', 'comparing']);

const button = (words, click, more = {}) => el('button', {type: 'button', class: 'button', on: {click}, ...more}, words);

export class DuplicatesDialog {
  #dialog = byId('duplicates');
  #library;
  #status = el('p', {class: 'muted', role: 'status'});
  #body = el('div', {class: 'duplicates-body'});
  #filter = 'all';
  #found = {groups: []};
  /** The ids that shall go, by group. */
  #chosen = new Map();
  #following;

  /** `library` tells about the collection: `info()` and `refresh()`. */
  constructor(library) {
    this.#library = library;
    this.#dialog.addEventListener('close', () => this.#following?.abort());
  }

  get #name() {
    return this.#library.info().name;
  }

  async open() {
    this.#dialog.replaceChildren(el('header', {}, el('h2', {id: 'duplicates-title'}, t('duplicates.title')),
      iconButton('close', t('detail.close'), () => this.#dialog.close())), this.#status, this.#body);
    this.#body.replaceChildren();
    this.#chosen.clear();
    this.#say();
    openDialog(this.#dialog);
    await this.#try(() => this.#load());
  }

  #say(...words) {
    this.#status.replaceChildren(...words.filter(Boolean).map((line) => el('span', {}, line)));
  }

  /** Tells what went wrong; the view stays as it is. */
  async #try(act) {
    try {
      await act();
    } catch (error) {
      if (error.name === 'AbortError') return;
      if (!(error instanceof api.Problem)) throw error;
      this.#say(messages.sentence(error));
    }
  }

  async #load() {
    this.#found = await api.duplicates(this.#name, FILTERS[this.#filter]);
    this.#choose(this.#found.groups);
    this.#review();
    if (this.#found.job) await this.#follow(this.#found.job);
  }

  /** Copies that are sure enough are chosen at first, but for the best of each group. */
  #choose(groups) {
    for (const {id, kind, best, pictures} of groups) {
      if (this.#chosen.has(id)) continue;
      const sure = pictures.filter((each) => kind === 'copies' && each.id !== best && each.sure !== 'possible');
      this.#chosen.set(id, new Set(sure.map((each) => each.id)));
    }
  }

  async #search() {
    const {id} = await api.findDuplicates(this.#name);
    await this.#follow(id);
  }

  async #follow(id) {
    this.#following?.abort();
    this.#following = new AbortController();
    this.#setSearching(true);
    let last;
    for await (const job of api.jobEvents(id, this.#following.signal)) {
      last = job;
      if (PHASES.has(job.progress.phase)) this.#say(progress(job.progress));
    }
    this.#chosen.clear();
    await this.#load();
    if (last?.state === 'failed') this.#say(last.error);
  }

  #setSearching(running) {
    for (const each of this.#body.querySelectorAll('.search-duplicates')) each.disabled = running;
  }

  #review() {
    const {searched, copies, bursts, bytes, groups, next} = this.#found;
    forget(this.#body);
    this.#say(searched ? t('duplicates.found', {copies, bursts, bytes: i18n.bytes(bytes)}) : t('duplicates.never'),
      searched && t('duplicates.searched', {when: i18n.dateTime(searched)}));
    const form = el('form', {class: 'review', on: {keydown: (event) => this.#key(event), submit: (event) => {
      event.preventDefault();
      this.#try(() => this.#dryRun());
    }}}, groups.map((group) => this.#group(group)),
    next && button(t('results.more'), () => this.#try(() => this.#more())), groups.length > 0 && this.#footer());
    this.#body.replaceChildren(this.#tools(), groups.length === 0 && searched ? el('p', {}, t('duplicates.none')) : form);
    this.#count();
  }

  #tools() {
    const filter = el('select', {'aria-label': t('duplicates.show'), on: {change: () => {
      this.#filter = filter.value;
      this.#try(() => this.#load());
    }}}, Object.keys(FILTERS).map((each) => el('option', {value: each, selected: each === this.#filter}, t(`duplicates.filter.${each}`))));
    return el('p', {class: 'row'}, el('button', {type: 'button', class: 'button search-duplicates',
      on: {click: () => this.#try(() => this.#search())}}, icon('again'), t('duplicates.search')), filter,
    button(t('duplicates.trash'), () => this.#try(() => this.#trash())), this.#found.dismissed > 0 && el('button', {type: 'button',
      class: 'quiet', on: {click: () => this.#try(() => this.#showDismissed())}}, t('duplicates.showDismissed', {count: this.#found.dismissed})));
  }

  async #more() {
    const more = await api.duplicates(this.#name, {...FILTERS[this.#filter], cursor: this.#found.next});
    this.#found = {...more, groups: [...this.#found.groups, ...more.groups]};
    this.#choose(more.groups);
    const seen = this.#body.querySelectorAll('fieldset').length;
    this.#review();
    this.#body.querySelectorAll('fieldset')[seen]?.querySelector('input')?.focus();
  }

  #group(group) {
    const words = group.kind === 'burst' ? t('duplicates.burst', {count: group.pictures.length})
      : t(`duplicates.group.${group.sure}`, {stage: t(`duplicates.stage.${group.stage}`)});
    return el('fieldset', {class: `duplicate-group ${group.sure} ${group.kind}`, 'data-id': group.id}, el('legend', {}, words),
      el('ul', {}, group.pictures.map((picture) => this.#picture(group, picture))),
      el('p', {}, el('button', {type: 'button', class: 'quiet', on: {click: () => this.#try(() => this.#dismiss(group))}},
        t('duplicates.dismiss'))));
  }

  #picture(group, picture) {
    const best = picture.id === group.best;
    const img = el('img', {alt: ''});
    show(img, picture.thumbnail, THUMBNAIL);
    const check = el('input', {type: 'checkbox', name: picture.id, checked: this.#chosen.get(group.id).has(picture.id),
      on: {change: () => this.#toggle(group, check)}});
    const facts = [picture.width && `${i18n.number(picture.width)} × ${i18n.number(picture.height)}`, i18n.bytes(picture.bytes),
      picture.format?.toUpperCase(), picture.timestamp && i18n.dateTime(picture.timestamp)];
    return el('li', {}, el('label', {}, img, el('span', {class: 'choice'}, check, el('span', {}, t('duplicates.remove'))),
      el('strong', {translate: 'no'}, picture.id),
      el('small', {class: 'muted'}, facts.filter(Boolean).join(' · ')),
      best ? el('span', {class: 'best'}, t('duplicates.best'))
        : el('small', {}, t('duplicates.alike', {likeness: i18n.number(picture.likeness, {style: 'percent', maximumFractionDigits: 1})}))));
  }

  /** One picture of each group stays. */
  #toggle(group, check) {
    const chosen = this.#chosen.get(group.id);
    if (!check.checked) chosen.delete(check.name);
    else if (chosen.size + 1 < group.pictures.length) chosen.add(check.name);
    else {
      check.checked = false;
      this.#say(t('duplicates.oneStays'));
      return;
    }
    this.#count();
  }

  #footer() {
    return el('footer', {class: 'review-footer'}, el('p', {class: 'chosen', role: 'status'}),
      el('button', {type: 'submit', class: 'button dry-run first'}, t('duplicates.dryRun')));
  }

  #count() {
    const output = this.#body.querySelector('.chosen');
    if (!output) return;
    const gone = this.#found.groups.flatMap(({id, pictures}) => pictures.filter((each) => this.#chosen.get(id).has(each.id)));
    output.textContent = t('duplicates.chosen', {count: gone.length, bytes: i18n.bytes(gone.reduce((sum, {bytes}) => sum + bytes, 0))});
    this.#body.querySelector('.dry-run').disabled = gone.length === 0;
  }

  /** Arrows move between the check boxes: across, and from group to group. */
  #key(event) {
    const {target, key} = event;
    if (target.type !== 'checkbox' || event.ctrlKey || event.metaKey || event.altKey) return;
    const all = [...this.#body.querySelectorAll('fieldset input')];
    const groups = [...this.#body.querySelectorAll('fieldset')];
    const at = groups.indexOf(target.closest('fieldset'));
    const goal = {ArrowRight: all[all.indexOf(target) + 1], ArrowLeft: all[all.indexOf(target) - 1],
      ArrowDown: groups[at + 1]?.querySelector('input'), ArrowUp: groups[at - 1]?.querySelector('input')}[key];
    if (!key.startsWith('Arrow')) return;
    event.preventDefault();
    goal?.focus();
    goal?.closest('li').scrollIntoView({block: 'nearest'});
  }

  async #dismiss({id}) {
    await api.dismissGroup(this.#name, id);
    const at = this.#found.groups.findIndex((group) => group.id === id);
    this.#chosen.delete(id);
    await this.#load();
    const groups = this.#body.querySelectorAll('fieldset');
    (groups[Math.min(at, groups.length - 1)]?.querySelector('input') ?? this.#body.querySelector('button')).focus();
  }

  async #showDismissed() {
    await api.forgetDismissals(this.#name);
    await this.#load();
    this.#body.querySelector('button').focus();
  }

  async #dryRun() {
    const groups = this.#found.groups.filter(({id}) => this.#chosen.get(id).size > 0)
      .map(({id}) => ({id, remove: [...this.#chosen.get(id)]}));
    const plan = await api.dryRun(this.#name, groups);
    this.#say(t('duplicates.planned', {count: plan.files, bytes: i18n.bytes(plan.bytes)}), t('duplicates.nothingYet'));
    const apply = button(t('duplicates.apply'), () => this.#try(() => this.#apply(plan)), {class: 'button first', disabled: plan.files === 0});
    forget(this.#body);
    this.#body.replaceChildren(el('ul', {class: 'plan-list'}, plan.remove.map((item) => el('li', {},
      el('strong', {translate: 'no'}, item.path),
      el('small', {class: 'muted'}, t('duplicates.because', {keep: item.keep, sure: t(`duplicates.sure.${item.sure}`), bytes: i18n.bytes(item.bytes)}))))),
    ...left(plan.left), el('footer', {class: 'row review-footer'}, apply, button(t('duplicates.back'), () => this.#review())));
    apply.focus();
  }

  async #apply({id}) {
    this.#setBusy(true);
    try {
      const result = await api.removeDuplicates(this.#name, id);
      this.#library.refresh();
      this.#chosen.clear();
      const undo = button(t('duplicates.undo'), () => this.#try(() => this.#restore(result.removed.map((entry) => entry.id))),
        {disabled: result.removed.length === 0});
      this.#say(t('duplicates.removed', {count: result.removed.length, bytes: i18n.bytes(result.bytes)}));
      this.#body.replaceChildren(...left(result.left), el('p', {class: 'row'}, undo,
        button(t('duplicates.back'), () => this.#try(() => this.#load()), {class: 'button first'})));
      this.#body.querySelector('.first').focus();
    } catch (error) {
      this.#setBusy(false);
      throw error;
    }
  }

  #setBusy(busy) {
    for (const each of this.#body.querySelectorAll('button')) each.disabled = busy;
  }

  async #restore(ids) {
    const {restored, left: kept} = await api.restoreDuplicates(this.#name, ids);
    this.#library.refresh();
    await this.#trash();
    this.#say(t('duplicates.restored', {count: restored.length}), kept.length > 0 && t('duplicates.notRestored', {count: kept.length}),
      ...kept.map(({picture, reason}) => `${picture}: ${reason}`));
  }

  async #trash() {
    const trash = await api.duplicatesTrash(this.#name);
    forget(this.#body);
    this.#say(t('duplicates.inTrash', {count: trash.total, bytes: i18n.bytes(trash.bytes)}));
    const empty = trash.total === 0;
    const back = button(t('duplicates.back'), () => this.#try(() => this.#load()));
    const discard = button(t('duplicates.empty'), () => this.#askEmpty(trash, actions), {disabled: empty});
    const actions = el('p', {class: 'row'}, button(t('duplicates.restoreAll'), () => this.#try(() => this.#restore([])), {disabled: empty}), discard, back);
    this.#body.replaceChildren(actions, el('ul', {class: 'plan-list'}, trash.entries.map((entry) => el('li', {},
      el('strong', {translate: 'no'}, entry.path),
      el('small', {class: 'muted'}, [i18n.bytes(entry.bytes), i18n.dateTime(entry.removed)].join(' · ')),
      el('button', {type: 'button', class: 'quiet', 'aria-label': t('duplicates.restoreOne', {name: entry.picture}),
        on: {click: () => this.#try(() => this.#restore([entry.id]))}}, t('duplicates.restore'))))));
    back.focus();
  }

  /** What is gone then does not come back. */
  #askEmpty({total, bytes}, actions) {
    const yes = button(t('duplicates.emptyYes'), () => this.#try(async () => {
      await api.emptyTrash(this.#name);
      await this.#trash();
    }));
    actions.replaceChildren(el('span', {}, t('duplicates.emptyAsk', {count: total, bytes: i18n.bytes(bytes)})), yes,
      button(t('library.cancel'), () => this.#try(() => this.#trash())));
    actions.lastElementChild.focus();
  }
}

function progress({phase, done, total, remaining}) {
  const words = t(`duplicates.phase.${phase}`, {done, total});
  return remaining === undefined ? words : `${words} · ${t('duplicates.left', {time: i18n.roughly(remaining)})}`;
}

const left = (some) => (some.length === 0 ? [] : [el('ul', {class: 'plan-list'}, some.map(({id, reason}) =>
  el('li', {}, el('strong', {translate: 'no'}, id), el('small', {}, t(`duplicates.reason.${reason}`)))))]);
