// SPDX-License-Identifier: MIT
// source.js - the lines of a function with their values, and the calls that each line makes.
import {make} from './dom.js';
import {full, percent, exact, digits, signed} from './format.js';

const MOST_LINKS = 4;

// The function's lines that are to be seen, by file: [file, Map from line to rows of profile.lines].
function linesByFile(profile, f) {
  const files = new Map();
  for (const row of profile.linesOf[f]) {
    const file = profile.lines.file[row];
    if (!files.has(file)) files.set(file, new Map());
    const lines = files.get(file), line = profile.lines.line[row];
    lines.set(line, row);
  }
  return [...files];
}

// The part of the file that was written into the page for the line: [first line, lines].
function partOf(file, line) {
  return file.parts.find(([first, lines]) => line >= first && line < first + lines.length);
}

export class SourceView {
  constructor(app) {
    this.app = app;
    this.body = make('div', {class: 'scroller source', tabindex: '0', role: 'region', 'aria-label': 'Source'});
    this.title = make('div', {class: 'toolbar'});
    this.element = make('section', {class: 'view'}, this.title, this.body);
  }

  update() {
    const {app} = this, f = app.chosen();
    if (f < 0) return;
    this.title.replaceChildren(app.functionLine(f));
    this.body.replaceChildren(...linesByFile(app.profile, f).map(([file, lines]) => this.drawFile(f, file, lines)));
    this.body.scrollTop = 0;
    const hottest = this.body.querySelector('tr.hottest');
    if (hottest && hottest.getBoundingClientRect().bottom > this.body.getBoundingClientRect().bottom) hottest.scrollIntoView({block: 'center'});
  }

  drawFile(f, number, lines) {
    const {app} = this, {profile, typeIndex} = app, file = profile.files[number];
    const start = Math.min(...[...lines.values()].map((row) => profile.lines.start[row] || Infinity));
    const values = (table) => [...lines.values()].map((row) => Math.abs(table[typeIndex][row]));
    this.scale = {own: Math.max(0, ...values(profile.lines.own)), cum: Math.max(0, ...values(profile.lines.cum))};
    const rows = [];
    let last;
    for (const line of this.numbers(file, lines, start)) {
      if (last !== undefined && line !== last + 1) rows.push(make('tr', {class: 'gap'}, make('td', {colspan: '5'}, '\u22ef')));
      rows.push(this.drawLine(file, line, lines.get(line)));
      last = line;
    }
    return make('section', {class: 'file'},
      make('h3', {}, make('bdi', {}, profile.paths[number] || '(no file known)')),
      this.notes(f, file, lines),
      make('table', {class: 'code'}, make('thead', {}, make('tr', {},
        ['Own', 'With callees', 'Line', 'Source'].map((text, i) => make('th', {scope: 'col', class: i < 2 ? 'number' : i === 2 ? 'line' : undefined}, text)))), make('tbody', {}, rows)));
  }

  // The lines to show: those of the parts that hold one with a value, and such as have no text.
  numbers(file, lines, start) {
    const shown = new Set(lines.keys());
    for (const line of [...lines.keys(), start]) {
      const part = Number.isFinite(line) ? partOf(file, line) : undefined;
      if (part) part[1].forEach((_, i) => shown.add(part[0] + i));
    }
    const known = [...shown].sort((a, b) => a - b);
    const from = Math.min(start, ...lines.keys()), to = Math.max(...lines.keys());
    return known.filter((line) => line >= from - 1 && line <= Math.max(to + 40, from)).filter((line) => line <= this.endOf(file, to));
  }

  // Where the function ends: at its closing brace, if that is near.
  endOf(file, last) {
    const part = partOf(file, last);
    if (!part) return last;
    for (let i = last - part[0]; i < part[1].length; i++) if (/^}/.test(part[1][i])) return part[0] + i;
    return last + 5;
  }

  notes(f, file, lines) {
    const {app} = this, notes = [];
    if (file.error) notes.push(`The source is not here: ${file.error}. Give --source-path or --trim-path to cinstr web.`);
    if (file.note) notes.push(file.note);
    const onFirst = lines.size === 1 && app.type.unit === 'nanoseconds' && app.profile.wholeFunctions;
    if (onFirst) notes.push('The time of a function is on its first line: the program was built without lines=on, which shares it out over the lines.');
    return notes.map((text) => make('p', {class: 'note'}, text));
  }

  drawLine(file, line, row) {
    const {app} = this, {profile, typeIndex} = app;
    const part = partOf(file, line), text = part ? part[1][line - part[0]] : '';
    const own = row === undefined ? 0 : profile.lines.own[typeIndex][row];
    const cum = row === undefined ? 0 : profile.lines.cum[typeIndex][row];
    const isHottest = this.scale.cum > 0 && Math.abs(cum) === this.scale.cum;
    return make('tr', {class: [row === undefined ? 'quiet' : 'hot', isHottest ? 'hottest' : ''].join(' '), 'data-line': String(line)},
      this.drawValue(own, 'own', row), this.drawValue(cum, 'cum', row),
      make('td', {class: 'line'}, line > 0 ? String(line) : '?'),
      make('td', {class: 'text'}, make('code', {}, text), row === undefined ? '' : this.drawCalls(row)));
  }

  drawValue(value, key, row) {
    const {app} = this, {profile, typeIndex} = app, {unit} = app.type;
    const base = row === undefined ? 0 : profile.baseOf(profile.lines[key], row, typeIndex);
    const cell = make('td', {class: `number ${key}`, 'data-value': String(value), title: value ? digits(value, unit) : undefined},
      value || base ? full(value, unit) : '');
    if (this.scale[key]) cell.style.setProperty('--heat', Math.sqrt(Math.abs(value) / this.scale[key]).toFixed(3));
    if (profile.base && value !== base) {
      cell.append(make('span', {class: value > base ? 'worse' : 'better'}, signed(value - base, full(value - base, unit))));
    }
    return cell;
  }

  // The callees of a line as links, the weightiest first.
  drawCalls(row) {
    const {app} = this, {profile, typeIndex} = app, {unit} = app.type, {to, cum, calls, inlined} = profile.sites;
    const sites = profile.sitesOf[row].filter((site) => cum[typeIndex][site] || calls?.[site])
      .sort((a, b) => Math.abs(cum[typeIndex][b]) - Math.abs(cum[typeIndex][a]));
    if (!sites.length) return '';
    const link = (site) => make('button', {
      type: 'button', class: 'call', title: profile.names[to[site]], 'data-callee': String(to[site]), onclick: () => app.open('source', to[site]),
    }, make('bdi', {}, profile.shorts[to[site]]), make('span', {}, full(cum[typeIndex][site], unit)),
    calls?.[site] ? make('span', {class: 'times'}, `\u00d7${exact(calls[site])}`) : inlined[site] ? make('span', {class: 'times'}, 'inlined') : '');
    const rest = sites.length - MOST_LINKS;
    const more = rest > 0 ? make('button', {type: 'button', class: 'call more', onclick: (event) => event.currentTarget.replaceWith(...sites.slice(MOST_LINKS).map(link))}, `${rest} more`) : '';
    return make('span', {class: 'calls'}, sites.slice(0, MOST_LINKS).map(link), more);
  }
}
