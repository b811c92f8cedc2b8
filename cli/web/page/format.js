// SPDX-License-Identifier: MIT
// format.js - values as people read them. Units are pprof's: kB is 1024 bytes.

const TIME = [['ns', 1], ['\u00b5s', 1e3], ['ms', 1e6], ['s', 1e9], ['h', 3600e9]];
const MEMORY = [['B', 1], ['kB', 2 ** 10], ['MB', 2 ** 20], ['GB', 2 ** 30], ['TB', 2 ** 40]];
const LARGE = [['', 1], ['k', 1e3], ['M', 1e6], ['G', 1e9], ['T', 1e12]];
const FACTORS = {nanoseconds: 1, microseconds: 1e3, milliseconds: 1e6, seconds: 1e9,
  bytes: 1, kilobytes: 2 ** 10, megabytes: 2 ** 20};

function kindOf(unit) {
  if (/seconds$/.test(unit)) return TIME;
  return /bytes$/.test(unit) ? MEMORY : undefined;
}

function scaled(value, table, digits) {
  const size = Math.abs(value);
  let [name, factor] = table[0];
  for (const [larger, by] of table) if (size >= by) [name, factor] = [larger, by];
  const number = value / factor;
  const text = factor === 1 ? String(Number(number.toFixed(2))) : number.toFixed(digits);
  return `${text}${name && table !== LARGE ? '\u202f' : ''}${name}`;
}

// All digits, in groups: "1,247,990".
export function exact(value) {
  return Number.isInteger(value) ? value.toLocaleString('en-US') : value.toLocaleString('en-US', {maximumFractionDigits: 2});
}

// "1.25 s", "163.96 MB", "17,924,558".
export function full(value, unit) {
  const table = kindOf(unit);
  return table ? scaled(value * (FACTORS[unit] ?? 1), table, 2) : exact(Math.round(value * 100) / 100);
}

// The same in little room: "17.9M".
export function short(value, unit) {
  const table = kindOf(unit);
  if (table) return scaled(value * (FACTORS[unit] ?? 1), table, 1);
  return Math.abs(value) < 1e4 ? exact(Math.round(value * 100) / 100) : scaled(value, LARGE, 1);
}

// With the unit in words, to the last digit: "1,247,990,123 nanoseconds".
export function digits(value, unit) {
  return unit && unit !== 'count' ? `${exact(value)} ${unit}` : exact(value);
}

export function percent(value, total) {
  if (!total) return '\u2013';
  const part = (value / total) * 100, size = Math.abs(part);
  if (size === 0) return '0%';
  if (size >= 99.995) return `${part.toFixed(0)}%`;
  if (size < 0.001) return part > 0 ? '<0.001%' : '>\u22120.001%';
  return `${size < 0.01 ? part.toPrecision(1) : part.toFixed(2)}%`;
}

// A change: "+12.5%", "\u00d720", "new", "gone".
export function change(value, base) {
  if (value === base) return '0%';
  if (!base) return 'new';
  if (!value) return 'gone';
  if (value / base >= 10) return `\u00d7${exact(Number((value / base).toFixed(value / base < 100 ? 1 : 0)))}`;
  const part = ((value - base) / Math.abs(base)) * 100;
  return `${part > 0 ? '+' : '\u2212'}${exact(Number(Math.abs(part).toFixed(Math.abs(part) < 10 ? 2 : 1)))}%`;
}

// The difference with its sign.
export function signed(value, text) {
  return value > 0 ? `+${text}` : text.replace('-', '\u2212');
}
