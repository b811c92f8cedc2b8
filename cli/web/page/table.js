// SPDX-License-Identifier: MIT
// table.js - the functions with their values: sorted, filtered, and only the rows in sight drawn.
import {make, onceAFrame} from './dom.js';
import {full, percent, exact, digits, change, signed} from './format.js';

// A column: key, heading, title, and what it shows of a row. Numbers sort from the largest.
function columnsFor(app) {
  const {unit} = app.type, value = (key) => (row) => full(row[key], unit);
  const columns = [
    {key: 'name', title: 'Function', text: (row) => row.name},
    {key: 'own', title: 'Own', hint: 'without callees', text: value('own'), bar: true, unit},
    {key: 'ownPart', title: '%', hint: 'own, of the total', text: (row) => percent(row.own, app.total), by: 'own', extra: true, narrow: true},
    {key: 'cum', title: 'With callees', text: value('cum'), bar: true, unit},
    {key: 'cumPart', title: '%', hint: 'with callees, of the total', text: (row) => percent(row.cum, app.total), by: 'cum', extra: true, narrow: true},
  ];
  if (app.profile.base) {
    columns.push(
      {key: 'ownChange', title: 'Own \u0394', hint: 'own, against the base', text: (row) => signed(row.ownChange, full(row.ownChange, unit)), sign: true, unit, extra: true},
      {key: 'cumChange', title: 'With callees \u0394', hint: 'against the base', text: (row) => signed(row.cumChange, full(row.cumChange, unit)), sign: true, unit, extra: true},
      {key: 'part', title: '\u0394 %', hint: 'with callees, against the base', text: (row) => change(row.cum, row.baseCum), by: 'part', sign: true});
  }
  if (app.hasCalls && !app.isCalls) {
    columns.push(
      {key: 'calls', title: app.callWord, text: (row) => (row.calls ? exact(row.calls) : '\u2013'), unit: 'count', extra: true},
      {key: 'each', title: 'Own\u00a0/\u00a0call', hint: 'average', text: (row) => (row.calls ? full(row.own / row.calls, unit) : '\u2013'), extra: true},
      {key: 'eachCum', title: 'Avg\u00a0/\u00a0call', hint: 'average with callees', text: (row) => (row.calls ? full(row.cum / row.calls, unit) : '\u2013'), extra: true});
  }
  return columns;
}

function makeRow(app, f, own, cum) {
  const {profile, typeIndex} = app;
  const row = {f, name: profile.shorts[f], own, cum, calls: profile.calls(f)};
  row.each = row.calls ? own / row.calls : -1;
  row.eachCum = row.calls ? cum / row.calls : -1;
  if (profile.base) {
    row.baseOwn = profile.baseOf(profile.functions.own, f, typeIndex);
    row.baseCum = profile.baseOf(profile.functions.cum, f, typeIndex);
    row.ownChange = own - row.baseOwn;
    row.cumChange = cum - row.baseCum;
    row.part = row.baseCum ? row.cumChange / Math.abs(row.baseCum) : row.cum ? Infinity : 0;
  }
  return row;
}

export class FunctionTable {
  constructor(app) {
    this.app = app;
    this.sort = {key: 'own', down: true};
    this.head = make('thead');
    this.body = make('tbody');
    this.before = make('tbody', {'aria-hidden': 'true'});
    this.after = make('tbody', {'aria-hidden': 'true'});
    this.table = make('table', {class: 'functions'}, this.head, this.before, this.body, this.after);
    this.scroller = make('div', {class: 'scroller', tabindex: '0', role: 'region', 'aria-label': 'Functions'}, this.table);
    this.count = make('span', {class: 'hint', role: 'status'});
    this.element = make('section', {class: 'view table-view'}, make('div', {class: 'toolbar'}, this.count), this.scroller);
    this.redraw = onceAFrame(() => this.drawRows());
    this.scroller.addEventListener('scroll', this.redraw, {passive: true});
    new ResizeObserver(this.redraw).observe(this.scroller);
  }

  update() {
    this.columns = columnsFor(this.app);
    if (!this.columns.some((column) => column.key === this.sort.key)) this.sort = {key: 'own', down: true};
    this.rows = this.select();
    this.order();
    this.drawHead();
    this.scroller.scrollTop = 0;
    this.drawRows();
  }

  select() {
    const {profile, typeIndex, matches, only} = this.app;
    const sums = only === undefined ? undefined : this.app.contexts().byFunction();
    const rows = [];
    this.largest = {own: 0, cum: 0};
    for (let f = 0; f < profile.count; f++) {
      if (!profile.isFunction(f) || (matches && !matches[f])) continue;
      const row = makeRow(this.app, f, sums ? sums.own[f] : profile.own(f, typeIndex), sums ? sums.cum[f] : profile.cum(f, typeIndex));
      if (!row.own && !row.cum && !row.baseCum && !row.baseOwn) continue;
      this.largest.own = Math.max(this.largest.own, Math.abs(row.own));
      this.largest.cum = Math.max(this.largest.cum, Math.abs(row.cum));
      rows.push(row);
    }
    this.count.textContent = `${exact(rows.length)} function${rows.length === 1 ? '' : 's'}${matches ? ' match' : ''}`;
    return rows;
  }

  order() {
    const {key, down} = this.sort, by = this.columns.find((column) => column.key === key).by ?? key;
    const direction = down ? -1 : 1;
    this.rows.sort((a, b) => (a[by] < b[by] ? -direction : a[by] > b[by] ? direction : a.f - b.f));
  }

  sortBy(key) {
    this.sort = {key, down: this.sort.key === key ? !this.sort.down : key !== 'name'};
    this.order();
    this.drawHead();
    this.drawRows();
  }

  drawHead() {
    this.table.classList.toggle('compared', Boolean(this.app.profile.base));
    const cell = (column) => {
      const active = this.sort.key === column.key;
      const arrow = active ? make('span', {class: 'arrow', 'aria-hidden': 'true'}, this.sort.down ? '\u25be' : '\u25b4') : '';
      return make('th', {
        scope: 'col', class: `${column.key === 'name' ? 'name' : 'number'}${column.extra ? ' extra' : ''}${column.narrow ? ' narrow' : ''}`,
        'aria-sort': active ? (this.sort.down ? 'descending' : 'ascending') : undefined,
      }, make('button', {type: 'button', title: column.hint, onclick: () => this.sortBy(column.key), 'data-sort': column.key},
        column.key === 'name' ? [column.title, arrow] : [arrow, column.title]));
    };
    this.head.replaceChildren(make('tr', {}, this.columns.map(cell)));
  }

  drawRows() {
    if (!this.rows || !this.scroller.clientHeight) return;
    const height = parseFloat(getComputedStyle(this.scroller).getPropertyValue('--row'));
    const first = Math.max(0, Math.floor(this.scroller.scrollTop / height) - 8);
    const last = Math.min(this.rows.length, first + Math.ceil(this.scroller.clientHeight / height) + 24);
    const space = (n) => make('tr', {}, make('td', {class: 'space', style: {height: `${n * height}px`}}));
    this.before.replaceChildren(...(first ? [space(first)] : []));
    this.after.replaceChildren(...(last < this.rows.length ? [space(this.rows.length - last)] : []));
    this.body.replaceChildren(...this.rows.slice(first, last).map((row) => this.drawRow(row)));
  }

  drawRow(row) {
    const {app} = this;
    return make('tr', {
      class: row.f === app.fn ? 'selected' : undefined, 'data-function': String(row.f),
      onclick: () => app.select(row.f), ondblclick: () => app.open('sandwich', row.f),
    }, this.columns.map((column) => (column.key === 'name' ? this.drawName(row) : this.drawNumber(row, column))));
  }

  drawName(row) {
    const {app} = this;
    return make('th', {scope: 'row', class: 'name'}, make('div', {class: 'name-cell'},
      make('span', {class: 'swatch', style: {background: app.swatch(row.f)}, 'aria-hidden': 'true'}),
      make('button', {type: 'button', class: 'link', title: app.profile.names[row.f], onclick: () => app.select(row.f)}, make('bdi', {}, row.name)),
      make('span', {class: 'place'}, app.profile.place(row.f))));
  }

  drawNumber(row, column) {
    const value = row[column.key];
    const cell = make('td', {
      class: `number${column.extra ? ' extra' : ''}`, 'data-column': column.key,
      'data-value': column.unit ? String(value) : undefined, title: column.unit ? digits(value, column.unit) : undefined,
    }, column.text(row));
    if (column.sign) cell.classList.add(value > 0 ? 'worse' : value < 0 ? 'better' : 'same');
    if (column.bar) {
      const part = this.largest[column.key] ? Math.abs(value) / this.largest[column.key] : 0;
      cell.style.setProperty('--part', `${(part * 100).toFixed(2)}%`);
      cell.classList.add('part');
    }
    return cell;
  }
}
