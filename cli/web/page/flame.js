// SPDX-License-Identifier: MIT
// flame.js - draws a tree of Stacks on a canvas: as wide as its value, below (or above) its caller.
//
// Only what is wide enough to be seen is unfolded and drawn. Inside the canvas there is a button for each
// of the widest frames, for those who do not see it and for the keyboard.
import {make, onceAFrame} from './dom.js';
import {readTheme} from './colors.js';

const ROW = 21, GAP = 1, NARROWEST = 0.45, BUTTONS = 150, BUTTON_WIDTH = 24, SLIDE = 170;

export class FlameChart {
  // HANDLERS: label(stack), color(stack, theme), describe(stack), tip(stack or undefined, x, y),
  // pick(stack), isMatch(fn) or undefined. STEADY: the picture keeps its height when zoomed.
  constructor(label, handlers, steady) {
    this.handlers = handlers;
    this.steady = steady;
    this.canvas = make('canvas', {class: 'flame-canvas', tabindex: '0', role: 'group', 'aria-label': label});
    this.spacer = make('div', {class: 'flame-spacer'}, this.canvas);
    this.element = make('div', {class: 'flame'}, this.spacer);
    this.context = this.canvas.getContext('2d');
    this.redraw = onceAFrame(() => this.paint());
    this.listen();
    new ResizeObserver(() => this.redraw()).observe(this.element);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.redraw());
  }

  // Shows another tree. UPWARD: the root is at the bottom.
  show(root, contexts, upward) {
    Object.assign(this, {root, contexts, upward, focus: root, hover: undefined, slide: undefined, height: 0});
    this.view = {x: 0, size: root.size};
    this.element.scrollTop = 0;
    this.scrollToRoot = upward;
    this.redraw();
  }

  // Makes a frame as wide as the picture.
  zoom(stack) {
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    this.focus = stack;
    const to = {x: stack.x, size: stack.size};
    if (still) this.view = to;
    else this.slide = {from: this.view, to, start: performance.now()};
    this.scrollTo = stack;
    this.redraw();
  }

  // Brings what has been zoomed to into sight, with a few of its callers.
  scrollToFocus() {
    const {scrollTo: stack, element} = this, window = element.clientHeight, above = 3 * ROW;
    this.scrollTo = undefined;
    if (!stack || this.height <= window) return;
    const place = this.upward ? this.height - stack.depth * ROW - window + above : stack.depth * ROW - above;
    element.scrollTop = Math.max(0, place);
  }

  reset() {
    this.zoom(this.root);
  }

  listen() {
    const {canvas, element} = this;
    element.addEventListener('scroll', this.redraw, {passive: true});
    canvas.addEventListener('mousemove', (event) => this.point(event));
    canvas.addEventListener('mouseleave', () => this.setHover(undefined));
    canvas.addEventListener('click', (event) => {
      if (event.target !== canvas) return;
      const stack = this.find(event);
      if (stack) this.pick(stack);
    });
    canvas.addEventListener('dblclick', () => this.reset());
    canvas.addEventListener('keydown', (event) => this.press(event));
  }

  pick(stack) {
    this.zoom(stack);
    this.handlers.pick(stack);
  }

  point(event) {
    const stack = this.find(event);
    this.setHover(stack, event.clientX, event.clientY);
  }

  setHover(stack, x, y) {
    this.handlers.tip(stack, x, y);
    if (stack === this.hover) return;
    this.hover = stack;
    this.canvas.style.cursor = stack ? 'pointer' : 'default';
    this.redraw();
  }

  // The frame below the pointer.
  find(event) {
    const box = this.canvas.getBoundingClientRect();
    const row = this.rows?.[this.rowAt(event.clientY - box.top)];
    const x = event.clientX - box.left;
    return row?.find((frame) => x >= frame.left && x < frame.left + frame.width)?.stack;
  }

  rowAt(y) {
    const top = y + this.element.scrollTop;
    return Math.floor((this.upward ? this.height - top : top) / ROW);
  }

  topOf(depth) {
    const top = this.upward ? this.height - (depth + 1) * ROW : depth * ROW;
    return top - this.element.scrollTop;
  }

  // The arrows go from frame to frame, Enter zooms, Escape and Backspace go out.
  press(event) {
    const at = this.hover ?? this.focus;
    const children = () => at.children(this.contexts).filter((child) => this.widthOf(child) > NARROWEST);
    const siblings = () => (at.parent ? at.parent.children(this.contexts) : [at]);
    const [deeper, higher] = this.upward ? ['ArrowUp', 'ArrowDown'] : ['ArrowDown', 'ArrowUp'];
    let to;
    if (event.key === deeper) [to] = children();
    else if (event.key === higher) to = at.parent;
    else if (event.key === 'ArrowLeft') to = siblings()[siblings().indexOf(at) - 1];
    else if (event.key === 'ArrowRight') to = siblings()[siblings().indexOf(at) + 1];
    else if (event.key === 'Enter' && event.target === this.canvas) this.pick(at);
    else if (event.key === 'Backspace') this.zoom(this.focus.parent ?? this.root);
    else if (event.key === 'Escape' || event.key === '0') this.reset();
    else return;
    event.preventDefault();
    event.stopPropagation();
    if (to) this.moveTo(to);
  }

  moveTo(stack) {
    const box = this.canvas.getBoundingClientRect();
    const left = Math.max(0, this.leftOf(stack));
    const y = this.topOf(stack.depth);
    if (y < 0 || y > box.height - ROW) this.element.scrollTop += y - box.height / 2;
    this.setHover(stack, box.left + left + 12, box.top + this.topOf(stack.depth) + ROW);
    this.canvas.setAttribute('aria-label', this.handlers.describe(stack));
  }

  leftOf(stack) {
    return ((stack.x - this.view.x) / this.view.size) * this.width;
  }

  widthOf(stack) {
    return (stack.size / this.view.size) * this.width;
  }

  advance() {
    if (!this.slide) return;
    const {from, to, start} = this.slide;
    const t = Math.min(1, (performance.now() - start) / SLIDE), ease = 1 - (1 - t) ** 3;
    // Both edges move, so that a frame grows out of its place.
    const left = from.x + (to.x - from.x) * ease;
    const right = from.x + from.size + (to.x + to.size - from.x - from.size) * ease;
    this.view = {x: left, size: right - left};
    if (t === 1) [this.view, this.slide] = [to, undefined];
    else this.redraw();
  }

  // The frames that can be seen, by row.
  layOut() {
    this.rows = [];
    const visit = (stack) => {
      const left = this.leftOf(stack), width = this.widthOf(stack);
      if (width < NARROWEST) return false;
      if (left + width <= 0 || left >= this.width) return true;
      const seen = Math.max(0, left), end = Math.min(this.width, left + width);
      (this.rows[stack.depth] ??= []).push({stack, left: seen, width: end - seen});
      for (const child of stack.children(this.contexts)) if (!visit(child)) break;
      return true;
    };
    if (this.root.size > 0) visit(this.root);
  }

  fit() {
    this.width = Math.floor(this.element.clientWidth);
    this.layOut();
    this.height = Math.max(this.rows.length * ROW, this.steady ? this.height : 0);
    this.spacer.style.setProperty('height', `${this.height}px`);
    this.element.style.setProperty('--height', `${this.height}px`);
    const window = this.element.clientHeight;
    const height = Math.min(this.height, window) || ROW;
    const scale = devicePixelRatio || 1;
    if (this.canvas.width !== Math.round(this.width * scale) || this.canvas.height !== Math.round(height * scale)) {
      this.canvas.width = Math.round(this.width * scale);
      this.canvas.height = Math.round(height * scale);
      this.canvas.style.setProperty('width', `${this.width}px`);
      this.canvas.style.setProperty('height', `${height}px`);
    }
    this.context.setTransform(scale, 0, 0, scale, 0, 0);
    this.shown = height;
    if (this.scrollToRoot) this.element.scrollTop = this.height;
    this.scrollToRoot = false;
    this.scrollToFocus();
  }

  paint() {
    if (!this.root || !this.element.isConnected) return;
    this.advance();
    this.fit();
    const theme = readTheme(), {context} = this, seen = this.seenFrames();
    context.clearRect(0, 0, this.width, this.shown);
    context.font = theme.font;
    context.textBaseline = 'middle';
    this.paintFrames(seen, theme);
    for (const frame of seen) if (frame.width > 26) this.paintText(frame, theme);
    for (const frame of seen) if (frame.stack === this.hover) this.outline(frame.left, frame.top, frame.width, theme);
    context.globalAlpha = 1;
    if (!this.slide && !this.labelling) {
      this.labelling = true;
      requestIdleCallback(() => this.labelFrames(), {timeout: 400});
    }
  }

  // The frames of the rows in sight, with where they are and how strongly they show.
  seenFrames() {
    const seen = [], {isMatch} = this.handlers;
    this.rows.forEach((row, depth) => {
      const top = this.topOf(depth);
      if (top <= -ROW || top >= this.shown) return;
      for (const frame of row) {
        frame.top = top;
        frame.match = isMatch ? isMatch(frame.stack.fn) : undefined;
        frame.alpha = frame.match === false ? 0.32 : depth < this.focus.depth ? 0.6 : 1;
        seen.push(frame);
      }
    });
    return seen;
  }

  // Frames of one colour are one path: setting a colour and filling cost more than the shapes do.
  paintFrames(seen, theme) {
    const {context, handlers} = this, paths = new Map();
    for (const {stack, left, top, width, match, alpha} of seen) {
      const color = match ? theme.match : handlers.color(stack, theme), key = alpha + color;
      let batch = paths.get(key);
      if (!batch) paths.set(key, batch = {color, alpha, path: new Path2D()});
      if (width > 8) batch.path.roundRect(left, top, width - GAP, ROW - GAP, 2.5);
      else batch.path.rect(left, top, Math.max(width - (width > 3 ? GAP : 0), 0.5), ROW - GAP);
    }
    for (const {color, alpha, path} of paths.values()) {
      context.globalAlpha = alpha;
      context.fillStyle = color;
      context.fill(path);
    }
  }

  outline(left, top, width, theme) {
    this.context.globalAlpha = 1;
    this.context.strokeStyle = theme.focus;
    this.context.lineWidth = 1.5;
    this.context.strokeRect(left + 0.75, top + 0.75, Math.max(width - 2.5, 0.5), ROW - 2.5);
  }

  paintText({stack, left, top, width, match, alpha}, theme) {
    const {context} = this;
    const text = this.fitText(this.handlers.label(stack), width - 10);
    if (!text) return;
    context.globalAlpha = alpha;
    context.fillStyle = match ? theme.matchInk : theme.ink;
    context.fillText(text, left + 5, top + ROW / 2);
  }

  // As much of the text as fits; undefined: nothing worth reading does.
  fitText(text, width) {
    this.em ??= this.context.measureText('abcdefghijklmnopqrstuvwxyz_:').width / 28;
    const room = Math.floor(width / this.em);
    if (room < 2) return undefined;
    if (text.length <= room * 0.8 || (text.length < room * 2 && this.context.measureText(text).width <= width)) return text;
    let cut = Math.min(text.length - 1, room + 4);
    while (cut > 1 && this.context.measureText(`${text.slice(0, cut)}\u2026`).width > width) cut--;
    return cut > 1 ? `${text.slice(0, cut)}\u2026` : undefined;
  }

  // A button for each of the widest frames, in the order of the picture.
  labelFrames() {
    this.labelling = false;
    const wide = this.rows.flat().filter((frame) => frame.width >= BUTTON_WIDTH);
    const floor = wide.map((frame) => frame.width).sort((a, b) => b - a)[BUTTONS] ?? 0;
    const buttons = wide.filter((frame) => frame.width > floor).map(({stack}) => make('button', {
      type: 'button', tabindex: '-1', 'aria-label': this.handlers.describe(stack),
      onclick: (event) => {
        event.stopPropagation();
        this.pick(stack);
      },
      onfocus: () => this.moveTo(stack),
    }));
    this.canvas.replaceChildren(...buttons);
  }
}
