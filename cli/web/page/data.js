// SPDX-License-Identifier: MIT
// data.js - reads what 'cinstr web' put into the page: gzip'd JSON in base64, columns of numbers.
import {visible, baseName} from './names.js';

const LONGEST_KEY = 5000;

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
    this.default = this.firstType();
    this.names = this.functions.name.map(visible);
    this.shorts = this.functions.short.map((text, i) => (text ? visible(text) : this.names[i]));
    this.linesOf = rowsBy(this.lines.function, count);
    this.callersOf = rowsBy(this.edges.to, count);
    this.calleesOf = rowsBy(this.edges.from, count);
    this.sitesOf = rowsBy(this.sites.from, this.lines.line.length);
    this.paths = this.files.map((file) => visible(file.path));
    this.fileOf = this.linesOf.map((rows) => this.mainFile(rows));
  }

  // The sample type to begin with: the profile's own choice, or the last that is not 0 everywhere.
  firstType() {
    const counted = ({total, baseTotal}) => total || baseTotal;
    if (counted(this.types[this.default])) return this.default;
    return Math.max(0, this.types.findLastIndex(counted));
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

  // What stands for a function in the page's address: its name, or its number where that would be too long.
  key(f) {
    const name = this.functions.name[f];
    return name.length <= LONGEST_KEY ? name : `#${f}`;
  }

  byKey(key) {
    const f = this.functions.name.indexOf(key);
    if (f >= 0 || !/^#\d+$/.test(key)) return f;
    return Number(key.slice(1)) < this.count ? Number(key.slice(1)) : -1;
  }

  // "channel.c:26"
  place(f) {
    const start = this.linesOf[f].map((row) => this.lines.start[row]).find((line) => line > 0);
    const path = this.paths[this.fileOf[f]];
    return path ? `${baseName(path)}${start ? `:${start}` : ''}` : '';
  }
}
