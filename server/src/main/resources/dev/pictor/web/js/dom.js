/** Building blocks for the document. Data only ever becomes text nodes or attributes, never markup. */

const SVG = 'http://www.w3.org/2000/svg';

export const byId = (id) => document.getElementById(id);

/**
 * An element. `attributes`: `on` holds listeners by event, `class` a class list; true is an empty attribute, and
 * false, undefined and null leave the attribute out. Children that are not nodes become text; empty ones are skipped.
 */
export function el(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === 'on') {
      for (const [event, listener] of Object.entries(value)) node.addEventListener(event, listener);
    } else if (value !== false && value !== undefined && value !== null) {
      node.setAttribute(key, value === true ? '' : String(value));
    }
  }
  node.append(...children.flat(Infinity).filter((child) => child !== undefined && child !== null && child !== false));
  return node;
}

/** Takes the drawings into the document: those that are fetched where they are used come later than their button. */
export async function loadIcons() {
  const file = await (await fetch('icons.svg')).text();
  document.body.append(document.importNode(new DOMParser().parseFromString(file, 'image/svg+xml').documentElement, true));
}

export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS(SVG, 'use');
  use.setAttribute('href', `#i-${name}`);
  svg.append(use);
  return svg;
}

/** A button that shows only an icon; its words are for hovering and for screen readers. */
export function iconButton(name, label, listener, extra = 'plain') {
  return el('button', {type: 'button', class: extra, 'aria-label': label, title: label, on: {click: listener}}, icon(name));
}

/** Opens a dialog of the page; a click beside its content closes it, as Escape does. */
export function openDialog(dialog) {
  if (!dialog.open) dialog.showModal();
  dialog.onclick = (event) => {
    if (event.target === dialog) dialog.close();
  };
}
