// SPDX-License-Identifier: MIT
// names.js - names are data: what a name may hold, as text that can be seen and does nothing.

// Characters that draw nothing, break a line or turn the direction of the text around.
const UNSEEN = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;

function show(character) {
  const code = character.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code); // the pictures of control characters
  return code === 0x7f ? '\u2421' : `\u27e8U+${code.toString(16).toUpperCase().padStart(4, '0')}\u27e9`;
}

// The text with a picture in the place of each such character.
export function visible(text) {
  return text.replace(UNSEEN, show);
}

// At most LENGTH characters of the text, its middle left out.
export function clip(text, length) {
  if (text.length <= length) return text;
  const half = Math.floor((length - 1) / 2);
  return `${text.slice(0, half)}\u2026${text.slice(text.length - (length - 1 - half))}`;
}

// The last part of a path.
export function baseName(path) {
  return path.slice(path.lastIndexOf('/') + 1);
}
