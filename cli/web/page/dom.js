// SPDX-License-Identifier: MIT
// dom.js - makes elements. Text only ever becomes text nodes and attributes, never markup.

const SVG = 'http://www.w3.org/2000/svg';

function fill(element, properties, children) {
  for (const [name, value] of Object.entries(properties ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name === 'style') for (const [key, text] of Object.entries(value)) element.style.setProperty(key, text);
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.flat(2).filter((child) => child !== undefined && child !== null && child !== false));
  return element;
}

// make('button', {class: 'x', onclick: f}, 'text', otherElement)
export function make(tag, properties, ...children) {
  return fill(document.createElement(tag), properties, children);
}

// The same for a part of a drawing.
export function draw(tag, properties, ...children) {
  return fill(document.createElementNS(SVG, tag), properties, children);
}

// Gives each of several choices a button, of which one is pressed.
export function choices(label, options, chosen, choose) {
  return make('div', {class: 'choices', role: 'group', 'aria-label': label},
    options.map(([value, text, title]) => make('button', {
      type: 'button', 'aria-pressed': String(value === chosen), title,
      onclick: () => choose(value),
    }, text)));
}

// Calls F at most once a frame of the screen, however often it is asked for.
export function onceAFrame(f) {
  let waiting = false;
  return () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      f();
    });
  };
}
