/** Puts pictures of the server into `<img>` elements, also when a key is needed, which `<img>` cannot send. */

import * as api from './api.js';

const waiting = new Map();
const addresses = new WeakMap();

// With a key each picture is a request of ours, so loading only what is near the window is up to us too.
const observer = new IntersectionObserver((entries) => {
  for (const {target, isIntersecting} of entries) {
    if (!isIntersecting) continue;
    observer.unobserve(target);
    load(target, waiting.get(target));
    waiting.delete(target);
  }
}, {rootMargin: '400px'});

/** Shows the thumbnail with this address, `size` CSS pixels on its longest side. */
export function show(img, thumbnail, size) {
  addresses.set(img, {thumbnail, size});
  img.decoding = 'async';
  img.addEventListener('error', () => img.classList.add('broken'));
  if (api.key() === null) {
    // The browser only begins lazily when `loading` is set before the address.
    img.loading = 'lazy';
    img.srcset = `${api.sized(thumbnail, size)} 1x, ${api.sized(thumbnail, Math.min(1024, size * 2))} 2x`;
    img.src = api.sized(thumbnail, size);
    return;
  }
  waiting.set(img, api.sized(thumbnail, Math.min(1024, Math.round(size * Math.min(2, devicePixelRatio)))));
  observer.observe(img);
}

/** Asks again for the pictures below `root` that did not come, after the server was away. */
export function again(root) {
  for (const img of root.querySelectorAll('img.broken')) {
    const {thumbnail, size} = addresses.get(img);
    const fresh = img.cloneNode();
    fresh.classList.remove('broken');
    for (const name of ['src', 'srcset']) fresh.removeAttribute(name);
    img.replaceWith(fresh);
    show(fresh, thumbnail, size);
  }
}

/** Forgets pictures that were never reached, before their elements are thrown away. */
export function forget(root) {
  for (const img of waiting.keys()) {
    if (root.contains(img)) {
      observer.unobserve(img);
      waiting.delete(img);
    }
  }
}

async function load(img, url) {
  try {
    const blob = await (await api.request(url)).blob();
    img.src = URL.createObjectURL(blob);
    img.addEventListener('load', () => URL.revokeObjectURL(img.src), {once: true});
  } catch {
    img.classList.add('broken');
  }
}

/** Opens the file of a picture in a new tab; with a key the browser cannot fetch it by itself. */
export async function openFile(url, name) {
  const blob = await (await api.request(url)).blob();
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
