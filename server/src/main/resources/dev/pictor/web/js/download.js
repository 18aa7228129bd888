/** Links that save a file of the server. */

import * as api from './api.js';
import {el} from './dom.js';

/** A link cannot send the key, so with one the file is fetched first; `failed` is told why that does not work. */
export const download = (href, file, words, failed) => el('a', {class: 'button', href, download: file,
  on: {click: async (event) => {
    if (!api.key()) return;
    event.preventDefault();
    try {
      const url = URL.createObjectURL(await api.file(href));
      el('a', {href: url, download: file}).click();
      URL.revokeObjectURL(url);
    } catch (error) {
      if (!(error instanceof api.Problem)) throw error;
      failed(error);
    }
  }}}, words);
