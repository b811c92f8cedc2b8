// SPDX-License-Identifier: MIT
// notes.js - all that the profile says about itself, and how to use the page.
import {make} from './dom.js';
import {full, exact, digits} from './format.js';
import {visible} from './names.js';
import {dateOf, tellsOfLoss} from './header.js';

const KEYS = [['/', 'search'], ['1 \u2026 6', 'views'], ['t', 'next sample type'], ['i', 'callees or callers, in the flame graph'],
  ['arrows', 'from frame to frame'], ['Enter', 'zoom in on the frame'], ['Backspace', 'zoom out by one frame'], ['Escape', 'zoom out; clear the search'], ['?', 'this page']];

function about(profile) {
  const rows = [['profile', profile.file], ['program', profile.program], ['build id', profile.buildId],
    ['date', profile.date ? dateOf(profile.date) : ''], ['duration', profile.duration ? full(profile.duration, 'nanoseconds') : '']];
  return make('dl', {}, rows.filter(([, text]) => text).map(([label, text]) => [make('dt', {}, label), make('dd', {}, make('bdi', {}, visible(text)))]));
}

function comments(profile) {
  return profile.comments.length ? make('ul', {}, profile.comments.map((text) => make('li', {class: tellsOfLoss(text) ? 'loss' : undefined}, visible(text)))) : '';
}

export class NotesView {
  constructor(app) {
    this.app = app;
    this.element = make('section', {class: 'view notes', tabindex: '0'});
  }

  update() {
    const {profile, data} = this.app;
    this.element.replaceChildren(
      make('h2', {}, 'This profile'), about(profile), comments(profile),
      profile.base ? [make('h2', {}, 'Its base'), about(profile.base), comments(profile.base)] : '',
      make('h2', {}, 'Totals'),
      make('dl', {}, profile.types.map((type) => [make('dt', {}, visible(type.name)), make('dd', {}, `${digits(type.total, type.unit)}${profile.base ? `; base ${exact(type.baseTotal)}` : ''}`)])),
      this.app.cutNote() ?? '',
      make('h2', {}, 'Keys'),
      make('dl', {class: 'keys'}, KEYS.map(([key, text]) => [make('dt', {}, make('kbd', {}, key)), make('dd', {}, text)])),
      make('p', {class: 'hint'}, `Written by cinstr ${data.cinstr}. Every figure is counted, not sampled. A stack counts once for a function, however often it goes through it.`));
  }
}
