// SPDX-License-Identifier: MIT
// data.js - reads what 'cinstr web' put into the page: gzip'd JSON in base64, columns of numbers.
import {visible, baseName} from './names.js';

function bytesOf(text) {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(text);
  const binary = atob(text), bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}

export async function readData(element) {
  const packed = new Blob([bytesOf(element.textContent.trim())]);
  const stream = packed.stream().pipeThrough(new DecompressionStream('gzip'));
  return JSON.parse(await new Response(stream).text());
}

// Indexes of the rows by the value of a column: rowsBy(lines.function)[f] are f's lines.
function rowsBy(column, count) {
  const rows = Array.from({length: count}, () => []);
  column.forEach((value, row) => rows[value].push(row));
  return rows;
}

// One profile, with its base if it has one. Functions, lines, edges and sites are numbers.
export class Profile {
  constructor(raw) {
    Object.assign(this, raw);
    const count = this.functions.name.length;
    this.count = count;
    this.names = this.functions.name.map(visible);
    this.shorts = this.functions.short.map((text, i) => (text ? visible(text) : this.names[i]));
    this.linesOf = rowsBy(this.lines.function, count);
    this.callersOf = rowsBy(this.edges.to, count);
    this.calleesOf = rowsBy(this.edges.from, count);
    this.sitesOf = rowsBy(this.sites.from, this.lines.line.length);
    this.paths = this.files.map((file) => visible(file.path));
    this.fileOf = this.linesOf.map((rows) => this.mainFile(rows));
    this.sides = this.base ? 2 : 1;
  }

  // Where most of a function is: its lines may be in several files.
  mainFile(rows) {
    const cum = this.lines.cum[this.default];
    let best = 0, most = -1;
    for (const row of rows) {
      if (cum[row] <= most) continue;
      most = cum[row];
      best = this.lines.file[row];
    }
    return best;
  }

  isFunction(f) {
    return this.functions.kind[f] === 0;
  }

  // Values of a sample type; those of the base are zeros without one.
  column(table, type) {
    const now = table[type];
    return {now, base: this.base ? table[this.types.length + type] : undefined};
  }

  own(f, type) {
    return this.functions.own[type][f];
  }

  cum(f, type) {
    return this.functions.cum[type][f];
  }

  // How often a function was called; undefined where the profile does not tell.
  calls(f) {
    return this.calls_type < 0 ? undefined : this.functions.own[this.calls_type][f];
  }

  baseOf(table, f, type) {
    return this.base ? table[this.types.length + type][f] : 0;
  }

  find(name) {
    return this.names.indexOf(name);
  }

  // "channel.c:26"
  place(f) {
    const start = this.linesOf[f].map((row) => this.lines.start[row]).find((line) => line > 0);
    const path = this.paths[this.fileOf[f]];
    return path ? `${baseName(path)}${start ? `:${start}` : ''}` : '';
  }
}
