// SPDX-License-Identifier: MIT
// header.js - which program, which run, which values: the top of the page.
import {make, draw, choices} from './dom.js';
import {full, percent, exact, change} from './format.js';
import {visible, clip} from './names.js';

const LEFT_OUT = /skipped|truncated|memory|lower bound|left out|lost|without|missing|not counted|elsewhere|overflow|budget/i;

function logo() {
  return draw('svg', {class: 'logo', viewBox: '0 0 32 32', 'aria-hidden': 'true'},
    [[2, 5, 28], [2, 13, 18], [22, 13, 8], [2, 21, 9]].map(([x, y, width], i) => draw('rect', {x: String(x), y: String(y), width: String(width), height: '6', rx: '1.5', class: `bar-${i}`})));
}

export function dateOf(seconds) {
  return new Date(seconds * 1000).toISOString().replace('T', ' ').replace(/:\d\d\.\d+Z/, ' UTC');
}

// Whether a line of the profile's comment tells of something left out: not where it counts 0 of it.
export function tellsOfLoss(comment) {
  if (!LEFT_OUT.test(comment) || /\b0 functions there skipped/.test(comment)) return false;
  const numbers = comment.match(/\d+/g);
  return !numbers || numbers.some((number) => Number(number) !== 0);
}

// Buttons where there are few, a list where there are many.
function typePicker(app) {
  const {types} = app.profile, name = (type) => visible(type.name).replace(/_/g, ' ');
  if (types.length <= 4) {
    return choices('Sample type', types.map((type, i) => [i, name(type), `${exact(type.total)} ${type.unit}`]), app.typeIndex, (i) => app.setType(i));
  }
  return make('select', {class: 'types', 'aria-label': 'Sample type', onchange: (event) => app.setType(Number(event.target.value))},
    types.map((type, i) => make('option', {value: String(i), selected: i === app.typeIndex}, `${name(type)}: ${full(type.total, type.unit)}`)));
}

function facts(app) {
  const {profile} = app, items = [];
  const mode = /mode (\w+)/.exec(profile.comments.join('\n'))?.[1];
  if (mode) items.push(['mode', mode]);
  if (profile.buildId) items.push(['build', profile.buildId.length > 12 ? profile.buildId.slice(0, 12) : visible(profile.buildId), visible(profile.buildId)]);
  if (profile.date) items.push(['date', dateOf(profile.date)]);
  if (profile.duration) items.push(['ran', full(profile.duration, 'nanoseconds')]);
  items.push(['contexts', exact(profile.contexts)]);
  if (profile.base) items.push(['base', clip(visible(profile.base.file), 40), visible(profile.base.file)]);
  return items.map(([label, text, title]) => make('span', {class: 'fact', title}, make('em', {}, label), text));
}

function totalOf(app) {
  const {type, total, profile} = app, text = full(total, type.unit);
  const base = profile.base ? make('span', {class: total > type.baseTotal ? 'worse' : total < type.baseTotal ? 'better' : 'same'}, change(total, type.baseTotal)) : '';
  return make('div', {class: 'total', title: `${exact(total)} ${type.unit}`}, make('strong', {}, text), ` ${visible(type.name)}`, ' ', base);
}

export function drawHeader(app) {
  const {profile} = app, tabs = app.profiles.length > 1;
  const losses = profile.comments.filter(tellsOfLoss);
  const rounded = profile.types.filter((type) => type.rounded).map((type) => type.name);
  if (rounded.length) losses.push(`values above 9,007,199,254,740,992 are rounded: ${rounded.join(', ')}`);
  app.header.replaceChildren(
    make('div', {class: 'title'}, logo(), make('h1', {}, make('bdi', {}, clip(visible(profile.program || profile.file), 60))),
      totalOf(app)),
    make('div', {class: 'pick'},
      tabs ? choices('Profile', app.profiles.map((one, i) => [i, clip(visible(one.file), 32)]), app.profileIndex, (i) => app.setProfile(i)) : '',
      typePicker(app)),
    make('div', {class: 'facts'}, facts(app),
      losses.map((text) => make('span', {class: 'loss', role: 'note'}, visible(text))),
      make('button', {type: 'button', class: 'link more', onclick: () => app.open('notes')}, 'all notes')));
}
