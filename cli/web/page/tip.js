// SPDX-License-Identifier: MIT
// tip.js - the box next to the pointer that tells all about a frame.
import {make} from './dom.js';
import {full, percent, digits, change, signed} from './format.js';

function row(label, value, part) {
  return make('tr', {}, make('th', {scope: 'row'}, label), make('td', {}, value), make('td', {class: 'part'}, part ?? ''));
}

// FACTS: name, note, unit, total, own, cum, calls, what (what calls are of), base: {own, cum, total}.
export function describeFacts(facts) {
  const {unit, total, own, cum, calls, base} = facts;
  const rows = [];
  if (own !== undefined) rows.push(row('own', full(own, unit), percent(own, total)));
  rows.push(row(facts.flow ?? 'with callees', full(cum, unit), percent(cum, total)));
  if (calls) {
    rows.push(row(facts.what ?? 'calls', digits(calls)));
    rows.push(row('per call', full(cum / calls, unit)));
    if (own !== undefined && own !== cum) rows.push(row('own per call', full(own / calls, unit)));
  }
  if (base) {
    rows.push(row('base', full(base.cum, unit), percent(base.cum, base.total)));
    rows.push(row('change', signed(cum - base.cum, full(cum - base.cum, unit)), change(cum, base.cum)));
  }
  return make('table', {}, make('tbody', {}, rows));
}

export class Tip {
  constructor() {
    this.element = make('div', {class: 'tip', role: 'tooltip', hidden: true});
    document.body.append(this.element);
  }

  hide() {
    this.element.hidden = true;
  }

  // X and Y are the pointer's; the box keeps within the window.
  show(facts, x, y) {
    const exactly = digits(facts.cum, facts.unit);
    this.element.replaceChildren(
      make('div', {class: 'tip-name'}, facts.name),
      facts.note ? make('div', {class: 'tip-note'}, facts.note) : '',
      describeFacts(facts),
      exactly === full(facts.cum, facts.unit) ? '' : make('div', {class: 'tip-note'}, `${facts.flow ?? 'with callees'}: ${exactly}`));
    this.element.hidden = false;
    const box = this.element.getBoundingClientRect();
    const left = Math.max(8, Math.min(x + 14, innerWidth - box.width - 8));
    const below = y + 18 + box.height <= innerHeight - 8;
    this.element.style.setProperty('left', `${left}px`);
    this.element.style.setProperty('top', `${below ? y + 18 : Math.max(8, y - box.height - 14)}px`);
  }
}
