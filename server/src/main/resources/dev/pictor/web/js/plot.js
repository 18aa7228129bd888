/**
 * A scatter plot on a canvas, to zoom into and to walk through. Places are in [-1, 1], up is positive; the view is the place in
 * its middle and how many CSS pixels a unit has. What is drawn follows in the next frame.
 */

const REACH = {mouse: 10, pen: 14, touch: 24};
const STILL = 5;
const CLOSEST = 400;
const STEP = 1.35;
const ARROWS = {ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1]};

export class Plot {
  #canvas;
  #actions;
  #points = [];
  #colours = [];
  #shown = () => true;
  #middle = [0, 0];
  #unit = 1;
  #whole = {middle: [0, 0], unit: 1};
  #at = null;
  #frame = 0;
  #pointers = new Map();
  #moved = 0;

  /** `actions`: `open(point)`, and `at(point, place, told)`: a point or null is under the mouse, or at the keyboard, which is `told`. */
  constructor(canvas, actions) {
    this.#canvas = canvas;
    this.#actions = actions;
    new ResizeObserver(() => this.#resized()).observe(canvas);
    canvas.addEventListener('wheel', (event) => {
      event.preventDefault();
      this.#zoom(Math.exp(-event.deltaY * (event.deltaMode === 1 ? 0.05 : 0.0016)), [event.offsetX, event.offsetY]);
    }, {passive: false});
    canvas.addEventListener('pointerdown', (event) => this.#down(event));
    canvas.addEventListener('pointermove', (event) => this.#move(event));
    for (const end of ['pointerup', 'pointercancel']) canvas.addEventListener(end, (event) => this.#up(event));
    canvas.addEventListener('pointerleave', () => this.#pointers.size === 0 && this.#go(null));
    canvas.addEventListener('keydown', (event) => this.#key(event));
  }

  /** `points`: `{x, y, colour}`, `colour` a place in `colours`; the first colours are drawn first. */
  show(points, colours) {
    this.#points = points;
    this.#colours = colours;
    this.#go(null);
    this.fit();
  }

  /** Draws only the points that `shown` tells. */
  filter(shown) {
    this.#shown = shown;
    if (this.#at && !shown(this.#at)) this.#go(null);
    this.#draw();
  }

  /** The whole map again. */
  fit() {
    const {clientWidth: width, clientHeight: height} = this.#canvas;
    const range = (name) => this.#points.reduce(([least, most], point) => [Math.min(least, point[name]), Math.max(most, point[name])], [1, -1]);
    const [left, right] = range('x');
    const [low, high] = range('y');
    const unit = Math.min((width - 40) / Math.max(0.01, right - left), (height - 40) / Math.max(0.01, high - low));
    this.#whole = {middle: [(left + right) / 2, (low + high) / 2], unit: this.#points.length > 0 && unit > 0 ? unit : 1};
    this.#middle = [...this.#whole.middle];
    this.#unit = this.#whole.unit;
    this.#draw();
  }

  zoom(steps) {
    const {clientWidth, clientHeight} = this.#canvas;
    this.#zoom(STEP ** steps, this.#at ? this.#place(this.#at) : [clientWidth / 2, clientHeight / 2]);
  }

  /** Where a point is, in CSS pixels of the canvas. */
  #place({x, y}) {
    const {clientWidth, clientHeight} = this.#canvas;
    return [clientWidth / 2 + (x - this.#middle[0]) * this.#unit, clientHeight / 2 - (y - this.#middle[1]) * this.#unit];
  }

  #zoom(factor, [left, top]) {
    const {clientWidth, clientHeight} = this.#canvas;
    const unit = Math.min(this.#whole.unit * CLOSEST, Math.max(this.#whole.unit * 0.5, this.#unit * factor));
    const held = 1 / this.#unit - 1 / unit;
    this.#middle[0] += (left - clientWidth / 2) * held;
    this.#middle[1] -= (top - clientHeight / 2) * held;
    this.#unit = unit;
    this.#draw();
  }

  #pan(left, top) {
    this.#middle[0] -= left / this.#unit;
    this.#middle[1] += top / this.#unit;
    this.#draw();
  }

  #resized() {
    const untouched = this.#unit === this.#whole.unit;
    const ratio = devicePixelRatio || 1;
    this.#canvas.width = Math.round(this.#canvas.clientWidth * ratio);
    this.#canvas.height = Math.round(this.#canvas.clientHeight * ratio);
    if (untouched) this.fit();
    else this.#draw();
  }

  #draw() {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => this.#paint());
  }

  #paint() {
    const {clientWidth: width, clientHeight: height} = this.#canvas;
    const context = this.#canvas.getContext('2d');
    context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
    context.clearRect(0, 0, width, height);
    const radius = this.#radius();
    const paths = this.#colours.map(() => new Path2D());
    for (const point of this.#points) {
      const [left, top] = this.#place(point);
      if (left < -radius || top < -radius || left > width + radius || top > height + radius || !this.#shown(point)) continue;
      paths[point.colour].moveTo(left + radius, top);
      paths[point.colour].arc(left, top, radius, 0, 2 * Math.PI);
    }
    context.globalAlpha = 0.8;
    this.#colours.forEach((colour, place) => {
      context.fillStyle = colour;
      context.fill(paths[place]);
    });
    context.globalAlpha = 1;
    if (this.#at) this.#ring(context, radius);
  }

  #radius() {
    const crowd = this.#points.length > 3000 ? 2.4 : this.#points.length > 600 ? 3.4 : 5;
    return Math.min(11, crowd * (this.#unit / this.#whole.unit) ** 0.35);
  }

  #ring(context, radius) {
    const [left, top] = this.#place(this.#at);
    context.beginPath();
    context.arc(left, top, radius + 4, 0, 2 * Math.PI);
    context.lineWidth = 3;
    context.strokeStyle = getComputedStyle(this.#canvas).color;
    context.stroke();
    this.#actions.at(this.#at, [left, top], false);
  }

  #go(point, told = false) {
    if (point === this.#at && !told) return;
    this.#at = point;
    this.#actions.at(point, point ? this.#place(point) : [0, 0], told);
    this.#draw();
  }

  #nearest([left, top], within) {
    let best = null;
    let least = within;
    for (const point of this.#points) {
      const [x, y] = this.#place(point);
      const distance = Math.hypot(x - left, y - top);
      if (distance < least && this.#shown(point)) {
        best = point;
        least = distance;
      }
    }
    return best;
  }

  #down(event) {
    this.#canvas.setPointerCapture(event.pointerId);
    this.#pointers.set(event.pointerId, [event.offsetX, event.offsetY]);
    if (this.#pointers.size === 1) this.#moved = 0;
  }

  #move(event) {
    const now = [event.offsetX, event.offsetY];
    const before = this.#pointers.get(event.pointerId);
    if (!before) return void this.#go(this.#nearest(now, REACH[event.pointerType] ?? REACH.mouse));
    const others = [...this.#pointers].filter(([id]) => id !== event.pointerId);
    const moved = [now[0] - before[0], now[1] - before[1]];
    this.#moved += Math.hypot(...moved);
    this.#pointers.set(event.pointerId, now);
    if (others.length === 0) {
      if (this.#moved > STILL) this.#pan(...moved);
      return;
    }
    // Two fingers: what is between them stays there.
    const other = others[0][1];
    const apart = ([left, top]) => Math.max(1, Math.hypot(left - other[0], top - other[1]));
    this.#pan(moved[0] / 2, moved[1] / 2);
    this.#zoom(apart(now) / apart(before), [(now[0] + other[0]) / 2, (now[1] + other[1]) / 2]);
    this.#moved = STILL + 1;
  }

  #up(event) {
    const here = this.#pointers.get(event.pointerId);
    this.#pointers.delete(event.pointerId);
    if (event.type === 'pointercancel' || !here || this.#moved > STILL || this.#pointers.size > 0) return;
    const point = this.#nearest(here, REACH[event.pointerType] ?? REACH.mouse);
    this.#go(point);
    if (point) this.#actions.open(point);
  }

  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const arrow = ARROWS[event.key];
    if (arrow && event.shiftKey) this.#pan(-60 * arrow[0], 60 * arrow[1]);
    else if (arrow) this.#walk(arrow);
    else if (event.key === '+' || event.key === '=') this.zoom(1);
    else if (event.key === '-') this.zoom(-1);
    else if (event.key === '0' || event.key === 'Home') this.fit();
    else if (event.key === 'Enter' && this.#at) this.#actions.open(this.#at);
    else return;
    event.preventDefault();
  }

  /** To the nearest point that lies in a direction more than beside it; at first to the one in the middle. */
  #walk([right, up]) {
    const {clientWidth, clientHeight} = this.#canvas;
    if (!this.#at) return this.#reach(this.#nearest([clientWidth / 2, clientHeight / 2], Infinity));
    let best = null;
    let least = Infinity;
    for (const point of this.#points) {
      const [x, y] = [point.x - this.#at.x, point.y - this.#at.y];
      const along = x * right + y * up;
      const beside = Math.abs(x * up) + Math.abs(y * right);
      if (along <= 0 || beside > along || !this.#shown(point)) continue;
      const distance = Math.hypot(along, 2 * beside);
      if (distance < least) {
        best = point;
        least = distance;
      }
    }
    this.#reach(best);
  }

  #reach(point) {
    if (!point) return;
    const {clientWidth, clientHeight} = this.#canvas;
    const [left, top] = this.#place(point);
    const outside = (value, size) => (value < 30 ? 30 - value : value > size - 30 ? size - 30 - value : 0);
    this.#pan(outside(left, clientWidth), outside(top, clientHeight));
    this.#go(point, true);
  }
}
