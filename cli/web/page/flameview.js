// SPDX-License-Identifier: MIT
// flameview.js - the flame graph of the whole program, and the sandwich of one function.
import {make, choices} from './dom.js';
import {FlameChart} from './flame.js';
import {whole, inverted, around} from './tree.js';
import {readTheme} from './colors.js';
import {visible, baseName} from './names.js';
import {full, percent, exact} from './format.js';

// What a chart asks about its frames. CALLERS: it shows callers, whose values are those of what they call.
function handlersFor(app, callers) {
  const name = (stack) => (stack.fn === -1 ? '(smaller contexts)' : stack.fn === -2 ? 'all' : app.profile.names[stack.fn]);
  const facts = (stack) => app.stackFacts(stack, name(stack), callers && stack.depth > 0);
  return {
    label: (stack) => (stack.fn < 0 ? name(stack) : app.profile.shorts[stack.fn]),
    color: (stack, theme) => app.frameColor(stack, theme),
    isMatch: undefined,
    tip: (stack, x, y) => (stack ? app.tip.show(facts(stack), x, y) : app.tip.hide()),
    pick: (stack) => stack.fn >= 0 && app.profile.isFunction(stack.fn) && app.select(stack.fn),
    describe: (stack) => {
      const {cum, own, unit, calls, flow} = facts(stack);
      return [name(stack), `${flow ?? 'with callees'} ${full(cum, unit)}, ${percent(cum, app.total)}`,
        own === undefined ? '' : `own ${full(own, unit)}`, calls ? `${exact(calls)} ${app.callWord.toLowerCase()}` : ''].filter(Boolean).join('; ');
    },
  };
}

const contextsHaveValue = (contexts) => contexts.sizes[0] > 0;

function setMatches(app, chart) {
  const {matches} = app;
  chart.handlers.isMatch = matches ? (fn) => fn >= 0 && matches[fn] === 1 : undefined;
  chart.redraw();
}

export class FlameView {
  constructor(app) {
    this.app = app;
    this.upward = false;
    this.inverted = false;
    this.tools = make('div', {class: 'toolbar'});
    this.chart = new FlameChart('Flame graph. The arrow keys go from frame to frame, Enter zooms in, Escape out.', handlersFor(app, false));
    this.top = make('div', {class: 'top'});
    this.element = make('section', {class: 'view'}, this.tools, this.chart.element, this.top);
  }

  update() {
    const {app} = this, contexts = app.contexts();
    const key = [app.profileIndex, app.typeIndex, this.inverted, this.upward, app.types, app.only].join();
    setMatches(app, this.chart);
    if (key === this.shown) return;
    this.shown = key;
    Object.assign(this.chart.handlers, handlersFor(app, this.inverted), {isMatch: this.chart.handlers.isMatch});
    this.chart.show(this.inverted ? inverted(contexts) : whole(contexts), contexts, this.upward);
    this.drawTools();
    this.drawTop();
  }

  // The functions that took most, where the picture leaves room.
  drawTop() {
    const {app} = this, {profile, typeIndex, type, total} = app;
    if (!contextsHaveValue(app.contexts())) {
      this.top.replaceChildren(make('p', {class: 'empty'}, `${visible(type.name)} is 0 everywhere. Choose another sample type above.`));
      return;
    }
    const own = profile.functions.own[typeIndex], functions = [];
    for (let f = 0; f < profile.count; f++) if (profile.isFunction(f) && own[f]) functions.push(f);
    functions.sort((a, b) => Math.abs(own[b]) - Math.abs(own[a]) || a - b);
    const most = Math.abs(own[functions[0]]);
    const item = (f) => make('li', {}, make('button', {type: 'button', title: profile.names[f], onclick: () => app.select(f)},
      make('span', {class: 'swatch', style: {background: app.swatch(f)}}), make('bdi', {}, profile.shorts[f]),
      make('span', {class: 'bar-line', style: {'--part': `${(Math.abs(own[f]) / most) * 100}%`}}),
      make('span', {class: 'number'}, full(own[f], type.unit)), make('span', {class: 'number hint'}, percent(own[f], total))));
    this.top.replaceChildren(make('h3', {}, 'Largest own values'), make('ol', {}, functions.slice(0, 24).map(item)));
  }

  set(key, value) {
    this[key] = value;
    this.update();
  }

  drawTools() {
    const {app} = this;
    this.tools.replaceChildren(
      choices('Order of the frames', [[false, 'Callees', 'from the program\u2019s start down to what it calls'],
        [true, 'Callers', 'inverted: from what took the value up to its callers']], this.inverted, (value) => this.set('inverted', value)),
      choices('Direction', [[false, 'Icicle', 'grows downwards'], [true, 'Flame', 'grows upwards']], this.upward, (value) => this.set('upward', value)),
      make('button', {type: 'button', class: 'plain', onclick: () => this.chart.reset(), title: 'or Escape, or a double click'}, 'Reset zoom'),
      ...app.typeTools(),
      app.cutNote() ?? '',
      this.drawLegend());
  }

  drawLegend() {
    const {app} = this;
    if (app.profile.base) {
      return make('div', {class: 'legend', 'aria-hidden': 'true'},
        make('span', {}, make('i', {class: 'swatch grew'}), 'grew'), make('span', {}, make('i', {class: 'swatch shrank'}), 'shrank'),
        make('span', {class: 'hint'}, 'width: base + new'));
    }
    const files = app.colors.legend(readTheme(), 5);
    return make('div', {class: 'legend', 'aria-hidden': 'true'}, files.map(([path, color, name]) => make('span', {title: path},
      make('i', {class: 'swatch', style: {background: color}}), name ?? baseName(path))));
  }
}

export class SandwichView {
  constructor(app) {
    this.app = app;
    this.title = make('div', {class: 'sandwich-title'});
    this.callers = new FlameChart('Callers. The arrow keys go from frame to frame.', handlersFor(app, true), true);
    this.callees = new FlameChart('Callees. The arrow keys go from frame to frame.', handlersFor(app, false), true);
    this.element = make('section', {class: 'view sandwich'},
      make('h3', {}, 'Callers'), this.callers.element, this.title, make('h3', {}, 'Callees'), this.callees.element);
  }

  update() {
    const {app} = this, contexts = app.contexts(), f = app.chosen();
    setMatches(app, this.callers);
    setMatches(app, this.callees);
    const key = [app.profileIndex, app.typeIndex, f, app.types, app.only].join();
    if (key === this.shown || f < 0) return;
    this.shown = key;
    this.callers.show(around(contexts, f, false), contexts, true);
    this.callees.show(around(contexts, f, true), contexts, false);
    this.title.replaceChildren(app.functionLine(f), app.cutNote() ?? '');
  }
}
