/** The dialog in which a part of a picture is chosen to be searched with. */

import {byId, el, iconButton, openDialog} from './dom.js';
import {percent, t} from './i18n.js';

/** A step of the arrow keys, and the smallest part, in parts of the picture's side. */
const STEP = 0.02;
const LEAST = 0.05;

const START = {left: 0.25, top: 0.25, width: 0.5, height: 0.5};

const within = (value, least, most) => Math.min(Math.max(value, least), most);

let dialog;
let img;
let frame;
let part;
let take;

/** `fill(img)` puts the picture into the dialog; `done(file)` is told the part. */
export function chooseFrom({name, fill, done}) {
  dialog = byId('crop');
  part = START;
  take = () => cut(name, done);
  img = el('img', {alt: name, draggable: 'false'});
  frame = el('div', {class: 'frame', tabindex: 0, role: 'application', 'aria-describedby': 'crop-hint', on: {keydown: key}});
  const area = el('div', {class: 'area', on: {pointerdown: draw}}, img, frame);
  // As large as there is room for, whatever its shape.
  img.addEventListener('load', () => area.style.setProperty('--ratio', img.naturalWidth / img.naturalHeight));
  dialog.replaceChildren(
    el('header', {}, el('h2', {id: 'crop-title'}, t('crop.title')), iconButton('close', t('detail.close'), () => dialog.close())),
    area, el('p', {class: 'muted', id: 'crop-hint'}, t('crop.hint')),
    el('p', {class: 'row'}, el('button', {type: 'button', class: 'button first', on: {click: () => take()}}, t('crop.go'))));
  fill(img);
  show();
  openDialog(dialog);
  frame.focus();
}

function show() {
  for (const side of ['left', 'top', 'width', 'height']) frame.style[side] = `${100 * part[side]}%`;
  frame.setAttribute('aria-label', t('crop.frame', {left: percent(part.left), top: percent(part.top),
    width: percent(part.width), height: percent(part.height)}));
}

/** A new frame from where the pointer goes down to where it is let go. */
function draw(event) {
  const {left, top, width, height} = img.getBoundingClientRect();
  const at = ({clientX, clientY}) => [within((clientX - left) / width, 0, 1), within((clientY - top) / height, 0, 1)];
  const [x, y] = at(event);
  const area = event.currentTarget;
  area.setPointerCapture(event.pointerId);
  const before = part;
  const move = (moved) => {
    const [toX, toY] = at(moved);
    part = {left: Math.min(x, toX), top: Math.min(y, toY), width: Math.abs(toX - x), height: Math.abs(toY - y)};
    show();
  };
  const end = () => {
    area.removeEventListener('pointermove', move);
    // A click is no frame.
    if (part.width < LEAST || part.height < LEAST) part = before;
    show();
    frame.focus();
  };
  area.addEventListener('pointermove', move);
  area.addEventListener('lostpointercapture', end, {once: true});
  event.preventDefault();
}

const ARROWS = {ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP]};

/** Arrows move the frame, with Shift its far corner. */
function key(event) {
  if (event.key === 'Enter') return void take();
  const [x, y] = ARROWS[event.key] ?? [];
  if (x === undefined) return;
  event.preventDefault();
  const {left, top, width, height} = part;
  part = event.shiftKey
    ? {left, top, width: within(width + x, LEAST, 1 - left), height: within(height + y, LEAST, 1 - top)}
    : {width, height, left: within(left + x, 0, 1 - width), top: within(top + y, 0, 1 - height)};
  show();
}

function cut(name, done) {
  const {naturalWidth: width, naturalHeight: height} = img;
  if (width === 0) return;
  const canvas = el('canvas', {width: Math.max(1, Math.round(part.width * width)), height: Math.max(1, Math.round(part.height * height))});
  canvas.getContext('2d').drawImage(img, part.left * width, part.top * height, part.width * width, part.height * height,
    0, 0, canvas.width, canvas.height);
  canvas.toBlob((blob) => {
    dialog.close();
    done(new File([blob], t('crop.part', {name}), {type: 'image/png'}));
  }, 'image/png');
}
