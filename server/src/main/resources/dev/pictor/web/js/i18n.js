/** The language of the page: texts from i18n/{language}.json, and numbers, dates and sizes in its way of writing. */

const TAGS = {en: 'en', zh: 'zh-CN'};
const STORED = 'pictor.language';

let language = 'en';
let texts = {};
let plural = new Intl.PluralRules('en');

export const current = () => language;
export const other = () => (language === 'en' ? 'zh' : 'en');

/** The remembered language, else the first of the browser's that the page speaks, else English. */
export function preferred() {
  const wanted = [readStored(), ...(navigator.languages ?? [navigator.language])];
  return wanted.map((tag) => (tag ?? '').slice(0, 2).toLowerCase()).find((tag) => tag in TAGS) ?? 'en';
}

export async function use(code) {
  const response = await fetch(`i18n/${code}.json`);
  texts = await response.json();
  language = code;
  plural = new Intl.PluralRules(TAGS[code]);
  // The Chinese tag also chooses the simplified shapes of characters that are shared with Japanese.
  document.documentElement.lang = TAGS[code];
  translate(document);
}

export function remember(code) {
  try {
    localStorage.setItem(STORED, code);
  } catch {
    // Storage can be switched off; the language then lasts as long as the page.
  }
}

function readStored() {
  try {
    return localStorage.getItem(STORED);
  } catch {
    return null;
  }
}

/** A text by its key. `{name}` is replaced by the value of that name; `count` chooses between singular and plural. */
export function t(key, values = {}) {
  const entry = texts[key];
  if (entry === undefined) throw new Error(`text: ${key} (expected: a key of i18n/${language}.json)`);
  const text = typeof entry === 'string' ? entry : entry[plural.select(values.count)] ?? entry.other;
  return text.replace(/\{(\w+)\}/g, (all, name) => {
    const value = values[name];
    return typeof value === 'number' ? number(value) : value ?? all;
  });
}

/** Values of a failure that are sizes of files. */
const SIZES = new Set(['bytes', 'mostBytes']);

/** Why something failed: the server's `code` and `values` in words, or its own `sentence` when it has a newer code. */
export function reason({code, values = {}, sentence}) {
  const key = `reason.${code}`;
  if (texts[key] === undefined) return sentence;
  const words = ([name, value]) => [name, SIZES.has(name) ? bytes(value) : name === 'content' ? content(value) : value];
  return t(key, {...Object.fromEntries(Object.entries(values).map(words)), reason: sentence});
}

const content = (kind) => texts[`content.${kind}`] ?? kind;

/** Fills the elements of the document that name their texts. */
export function translate(root) {
  for (const node of root.querySelectorAll('[data-i18n]')) node.textContent = t(node.dataset.i18n);
  for (const node of root.querySelectorAll('[data-i18n-attr]')) {
    for (const pair of node.dataset.i18nAttr.split(';')) {
      const [attribute, key] = pair.split(':');
      node.setAttribute(attribute, t(key));
    }
  }
}

export const number = (value, options) => new Intl.NumberFormat(TAGS[language], options).format(value);

export const percent = (value) => number(value, {style: 'percent', maximumFractionDigits: 0});

export const score = (value) => number(value, {minimumFractionDigits: 2, maximumFractionDigits: 2});

/** An ISO 8601 time as a person writes it, or as it is when it cannot be read. */
export function dateTime(iso) {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  return new Intl.DateTimeFormat(TAGS[language], {dateStyle: 'long', timeStyle: 'short'}).format(date);
}

/** A day `YYYY-MM-DD` as a person writes it. */
export const day = (iso) => new Intl.DateTimeFormat(TAGS[language], {dateStyle: 'medium', timeZone: 'UTC'}).format(new Date(iso));

export function bytes(count) {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'];
  let power = 0;
  let value = count;
  while (value >= 1000 && power < units.length - 1) {
    value /= 1000;
    power += 1;
  }
  const digits = value < 10 && power > 0 ? 1 : 0;
  // The short form of a byte is no plural: 22 byte.
  const unitDisplay = power === 0 ? 'long' : 'short';
  return number(value, {style: 'unit', unit: units[power], unitDisplay, maximumFractionDigits: digits});
}

/** A rest of time in the unit a person would choose. */
export function roughly(seconds) {
  if (seconds < 90) return t('time.seconds', {count: Math.max(1, Math.round(seconds))});
  if (seconds < 5400) return t('time.minutes', {count: Math.round(seconds / 60)});
  return t('time.hours', {count: Math.round(seconds / 3600)});
}

/** Coordinates with the letters of the compass. */
export function place(latitude, longitude) {
  const degrees = (value) => number(Math.abs(value), {maximumFractionDigits: 4});
  return `${degrees(latitude)}° ${latitude < 0 ? 'S' : 'N'}, ${degrees(longitude)}° ${longitude < 0 ? 'W' : 'E'}`;
}
