// SPDX-License-Identifier: MIT
// app.js - what is chosen (profile, sample type, function, search), and the views that show it.
import {make, choices} from './dom.js';
import {full, percent, exact, digits, change} from './format.js';
import {visible} from './names.js';
import {readData, Profile} from './data.js';
import {Contexts} from './tree.js';
import {Colors} from './colors.js';
import {readTheme} from './colors.js';
import {Tip} from './tip.js';
import {FlameView, SandwichView} from './flameview.js';
import {FunctionTable} from './table.js';
import {GraphView} from './graph.js';
import {SourceView} from './source.js';
import {NotesView} from './notes.js';
import {drawHeader} from './header.js';

const VIEWS = [['flame', 'Flame graph', FlameView], ['functions', 'Functions', FunctionTable],
  ['sandwich', 'Sandwich', SandwichView], ['graph', 'Call graph', GraphView], ['source', 'Source', SourceView], ['notes', 'Notes', NotesView]];

class App {
  constructor(data) {
    this.data = data;
    this.profiles = data.profiles.map((raw) => new Profile(raw));
    this.tip = new Tip();
    this.cache = new Map();
    this.query = '';
    this.fn = -1;
    this.types = true;
    this.view = 'flame';
    this.takeProfile(0);
    this.build();
    this.readHash();
    addEventListener('hashchange', () => this.readHash());
    addEventListener('keydown', (event) => this.press(event));
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.update());
  }

  takeProfile(index) {
    const name = this.fn >= 0 ? this.profile.functions.name[this.fn] : undefined;
    this.profileIndex = index;
    this.profile = this.profiles[index];
    this.colors = new Colors(this.profile);
    this.only = undefined;
    this.fn = name === undefined ? -1 : this.profile.functions.name.indexOf(name);
    this.takeType(this.profile.default);
  }

  takeType(index) {
    this.typeIndex = index;
    this.type = this.profile.types[index];
    this.total = this.type.total;
    const {calls_type: calls} = this.profile;
    this.hasCalls = calls >= 0;
    this.isCalls = calls === index;
    this.callWord = this.hasCalls && this.profile.types[calls].name !== 'calls' ? 'Objects' : 'Calls';
  }

  // The contexts weighted by what is chosen; made once.
  contexts() {
    const key = [this.profileIndex, this.typeIndex, this.types, this.only].join();
    if (!this.cache.has(key)) this.cache.set(key, new Contexts(this.profile, this.typeIndex, {types: this.types, only: this.only}));
    return this.cache.get(key);
  }

  // The function that views of one function show: the selected one, or the one that took most.
  chosen() {
    if (this.fn >= 0) return this.fn;
    const own = this.profile.functions.own[this.typeIndex];
    let best = -1;
    for (let f = 0; f < this.profile.count; f++) {
      if (this.profile.isFunction(f) && (best < 0 || Math.abs(own[f]) > Math.abs(own[best]))) best = f;
    }
    return best;
  }

  build() {
    this.header = make('header', {class: 'header'});
    this.search = make('input', {type: 'search', placeholder: 'Search: regular expression', 'aria-label': 'Search functions by a regular expression', spellcheck: 'false', autocomplete: 'off', oninput: (event) => this.setQuery(event.target.value)});
    this.found = make('output', {class: 'found', 'aria-live': 'polite'});
    this.tabs = make('nav', {class: 'views', 'aria-label': 'Views'});
    this.main = make('main');
    this.selection = make('footer', {class: 'selection', 'aria-label': 'Selected function'});
    document.body.replaceChildren(this.header,
      make('div', {class: 'bar'}, this.tabs, make('div', {class: 'search'}, this.search, this.found)), this.main, this.selection, this.tip.element);
    this.views = new Map(VIEWS.map(([name, , View]) => [name, new View(this)]));
  }

  update() {
    document.title = `${visible(this.profile.program || this.profile.file)} \u2013 cinstr`;
    drawHeader(this);
    this.tabs.replaceChildren(...VIEWS.map(([name, title]) => make('button', {
      type: 'button', 'aria-current': name === this.view ? 'page' : undefined, 'data-view': name, onclick: () => this.open(name),
    }, title)));
    this.tabs.querySelector('[aria-current]').scrollIntoView({block: 'nearest', inline: 'nearest'});
    const view = this.views.get(this.view);
    if (this.main.firstChild !== view.element) this.main.replaceChildren(view.element);
    this.showFound();
    this.drawSelection();
    view.update();
    this.writeHash();
  }

  // Shows a view, of the function F if that is given.
  open(view, f) {
    this.tip.hide();
    this.view = view;
    if (f !== undefined) this.fn = f;
    this.pushed = true;
    this.update();
  }

  select(f) {
    this.fn = this.fn === f && this.view === 'functions' ? -1 : f;
    if (this.view === 'flame') {
      this.drawSelection();
      this.writeHash();
    } else if (this.view === 'functions') {
      this.views.get('functions').redraw();
      this.drawSelection();
      this.writeHash();
    } else {
      this.open(this.view, f);
    }
  }

  setType(index) {
    this.takeType(index);
    this.update();
  }

  setProfile(index) {
    this.takeProfile(index);
    this.setQuery(this.query);
    this.update();
  }

  setQuery(text) {
    this.query = text;
    this.badQuery = undefined;
    this.matches = undefined;
    if (text) {
      try {
        const pattern = new RegExp(text, /[A-Z]/.test(text) ? 'u' : 'iu');
        this.matches = Uint8Array.from(this.profile.names, (name) => (pattern.test(name) ? 1 : 0));
      } catch (error) {
        this.badQuery = String(error.message).replace(/^Invalid regular expression: /, '');
      }
    }
    this.search.classList.toggle('bad', Boolean(this.badQuery));
    this.showFound();
    this.views.get(this.view).update();
  }

  // How much the functions that match have together.
  showFound() {
    if (this.badQuery) this.found.textContent = 'not a regular expression';
    else if (!this.matches) this.found.textContent = '';
    else {
      const {value} = this.contexts().share(this.matches);
      const count = this.matches.reduce((sum, match) => sum + match, 0);
      this.found.textContent = `${exact(count)} match${count === 1 ? '' : 'es'}: ${percent(value, this.total)} \u00b7 ${full(value, this.type.unit)}`;
      this.found.setAttribute('data-value', String(value));
    }
    this.found.title = this.badQuery ?? 'what the matching functions take with their callees, each stack counted once';
  }

  // What the box next to the pointer says about a frame. FLOW: its value is that of what it calls.
  stackFacts(stack, name, flow) {
    const {profile, typeIndex, type} = this, contexts = this.contexts();
    const isPart = stack.fn >= 0 && !profile.isFunction(stack.fn);
    const note = [stack.fn >= 0 ? profile.place(stack.fn) : '', isPart ? 'static type' : '', stack.fn >= 0 && stack.isInlined(contexts) ? 'inlined' : ''].filter(Boolean).join(' \u00b7 ');
    const facts = {name, note, unit: type.unit, total: this.total, cum: stack.value, own: stack.own};
    if (flow) Object.assign(facts, {own: undefined, flow: 'through here'});
    else if (!this.isCalls && stack.fn >= 0) Object.assign(facts, {calls: stack.calls, what: this.callWord.toLowerCase()});
    if (profile.base) facts.base = {cum: stack.base, total: type.baseTotal};
    return facts;
  }

  frameColor(stack, theme) {
    if (this.profile.base) return this.colors.ofChange(stack.value, stack.base, theme);
    return stack.fn < 0 ? theme.rest : this.colors.ofFunction(stack.fn, theme);
  }

  swatch(f) {
    const theme = readTheme(), {profile, typeIndex} = this;
    if (!profile.base) return this.colors.ofFunction(f, theme);
    return this.colors.ofChange(profile.cum(f, typeIndex), profile.baseOf(profile.functions.cum, f, typeIndex), theme);
  }

  // Switches for the types of a heap profile.
  typeTools() {
    const {profile} = this, kinds = profile.functions.kind.map((kind, f) => (kind === 1 ? f : -1)).filter((f) => f >= 0);
    if (!kinds.length) return [];
    const picker = make('select', {
      'aria-label': 'Only blocks of this type', onchange: (event) => {
        this.only = event.target.value === '' ? undefined : Number(event.target.value);
        this.update();
      },
    }, make('option', {value: ''}, 'all types'), kinds.map((f) => make('option', {value: String(f), selected: this.only === f}, profile.shorts[f])));
    return [choices('Types of blocks', [[true, 'Types', 'static types as frames'], [false, 'No types']], this.types, (value) => {
      this.types = value;
      this.update();
    }), picker];
  }

  cutNote() {
    const {contexts, kept} = this.profile;
    if (kept >= contexts) return undefined;
    return make('span', {class: 'cut', role: 'note'},
      `${exact(contexts - kept)} of ${exact(contexts)} contexts are too small to be seen and drawn together as \u201c(smaller contexts)\u201d. Functions, Call graph and Source count all.`);
  }

  // Name, values and ways on: for the selected function.
  functionLine(f) {
    const {profile, typeIndex, type} = this, own = profile.own(f, typeIndex), cum = profile.cum(f, typeIndex), calls = profile.calls(f);
    const fact = (label, text, title) => make('span', {class: 'fact', title}, make('em', {}, label), text);
    const baseCum = profile.baseOf(profile.functions.cum, f, typeIndex);
    return make('div', {class: 'function-line'},
      make('strong', {title: profile.names[f]}, make('bdi', {}, profile.shorts[f])), make('span', {class: 'place'}, profile.place(f)),
      fact('own', `${full(own, type.unit)} (${percent(own, this.total)})`, digits(own, type.unit)),
      fact('with callees', `${full(cum, type.unit)} (${percent(cum, this.total)})`, digits(cum, type.unit)),
      profile.base ? fact('change', change(cum, baseCum)) : '',
      calls && !this.isCalls ? [fact(this.callWord.toLowerCase(), exact(calls)), fact('per call', full(cum / calls, type.unit))] : '');
  }

  drawSelection() {
    const {fn} = this;
    this.selection.hidden = fn < 0 || !['flame', 'functions'].includes(this.view);
    if (this.selection.hidden) return;
    const go = (view, text) => make('button', {type: 'button', class: 'plain', onclick: () => this.open(view, fn)}, text);
    this.selection.replaceChildren(this.functionLine(fn),
      make('div', {class: 'ways'}, go('sandwich', 'Sandwich'), go('graph', 'Call graph'), go('source', 'Source'),
        make('button', {type: 'button', class: 'plain', 'aria-label': 'Clear the selection', onclick: () => this.clear()}, '\u00d7')));
  }

  clear() {
    this.fn = -1;
    this.update();
  }

  press(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target === this.search) {
      if (event.key === 'Escape') {
        this.search.value = '';
        this.setQuery('');
        this.search.blur();
      }
      return;
    }
    if (/^(INPUT|SELECT)$/.test(event.target.tagName)) return;
    const number = Number(event.key);
    if (event.key === '/') {
      event.preventDefault();
      this.search.focus();
    } else if (number >= 1 && number <= VIEWS.length) this.open(VIEWS[number - 1][0]);
    else if (event.key === '?') this.open('notes');
    else if (event.key === 'i' && this.view === 'flame') this.views.get('flame').set('inverted', !this.views.get('flame').inverted);
    else if (event.key === 't') this.setType((this.typeIndex + 1) % this.profile.types.length);
  }

  writeHash() {
    const state = new URLSearchParams({view: this.view, type: this.type.name});
    if (this.profiles.length > 1) state.set('profile', String(this.profileIndex));
    if (this.fn >= 0) state.set('function', this.profile.key(this.fn));
    const hash = `#${state}`;
    if (hash === location.hash) return;
    this.written = hash;
    history[this.pushed ? 'pushState' : 'replaceState'](undefined, '', hash);
    this.pushed = false;
  }

  readHash() {
    if (this.written === location.hash && this.started) return;
    const state = new URLSearchParams(location.hash.slice(1));
    const profile = Number(state.get('profile') ?? 0);
    if (profile !== this.profileIndex && this.profiles[profile]) this.takeProfile(profile);
    const type = this.profile.types.findIndex(({name}) => name === state.get('type'));
    if (type >= 0) this.takeType(type);
    if (VIEWS.some(([name]) => name === state.get('view'))) this.view = state.get('view');
    const name = state.get('function');
    this.fn = name ? this.profile.byKey(name) : -1;
    this.started = true;
    this.update();
  }
}

async function start() {
  const element = document.getElementById('data');
  const app = new App(await readData(element));
  element.remove();
  document.documentElement.setAttribute('data-ready', '');
  performance.mark('cinstr-ready');
  return app;
}

start().catch((error) => {
  document.body.replaceChildren(make('p', {class: 'failed'}, `This page cannot be shown: ${error.message}. It needs a browser of 2023 or later.`));
});
