// SPDX-License-Identifier: MIT
// colors.js - what a frame's colour means: its source file, or with a base whether it grew.

// Far apart in turn, so that the files that matter most differ most.
const HUES = [255, 45, 150, 320, 90, 200, 20, 285, 125, 60, 230, 345];

// Read from the style sheet, which knows whether it is dark.
export function readTheme() {
  const style = getComputedStyle(document.documentElement);
  const get = (name) => style.getPropertyValue(name).trim();
  return {
    dark: get('--is-dark') === '1', ink: get('--frame-ink'), page: get('--page'), faint: get('--faint'),
    match: get('--match'), matchInk: get('--match-ink'), focus: get('--focus'), rest: get('--rest'),
    font: get('--frame-font'),
  };
}

function isSystem(path) {
  return path === '' || path.startsWith('/usr/');
}

export class Colors {
  constructor(profile) {
    this.profile = profile;
    const weights = new Map();
    for (let f = 0; f < profile.count; f++) {
      const own = Math.abs(profile.own(f, profile.default));
      const file = profile.fileOf[f];
      weights.set(file, (weights.get(file) ?? 0) + own);
    }
    this.order = [...weights.keys()].filter((file) => !isSystem(profile.paths[file]))
      .sort((a, b) => weights.get(b) - weights.get(a));
    this.hasSystem = this.order.length < weights.size;
    this.rank = new Map(this.order.map((file, i) => [file, i]));
    this.cache = new Map();
  }

  // The largest files with their colours, for a legend, and what the functions of all libraries have in common.
  legend(theme, most) {
    const files = this.order.slice(0, most).map((file) => [this.profile.paths[file], this.ofFile(file, 0, theme)]);
    return this.hasSystem ? [...files, ['functions of the system\u2019s headers and libraries', this.ofFile(undefined, 0, theme), 'system']] : files;
  }

  ofFile(file, variant, theme) {
    const rank = this.rank.get(file);
    const shade = (theme.dark ? 0.45 : 0.84) + (variant - 1) * 0.02;
    if (rank === undefined) return `oklch(${shade} 0.012 260)`;
    const chroma = (theme.dark ? 0.1 : 0.085) / (rank < HUES.length ? 1 : 1.8);
    return `oklch(${shade} ${chroma} ${HUES[rank % HUES.length]})`;
  }

  ofFunction(f, theme) {
    const key = theme.dark ? ~f : f;
    let color = this.cache.get(key);
    if (!color) {
      // Neighbours of one file differ a little, so that their edges show.
      color = this.profile.isFunction(f) ? this.ofFile(this.profile.fileOf[f], (f * 7) % 3, theme)
        : `oklch(${theme.dark ? 0.36 : 0.91} 0.05 75)`;
      this.cache.set(key, color);
    }
    return color;
  }

  // Red grew, blue shrank; the stronger, the more of its own value changed.
  ofChange(value, base, theme) {
    const size = Math.abs(value) + Math.abs(base);
    const part = size ? (value - base) / size : 0; // 1: new, -1: gone
    const strength = Math.sqrt(Math.min(1, Math.abs(part) * 1.5));
    const light = theme.dark ? 0.34 + strength * 0.16 : 0.93 - strength * 0.2;
    return `oklch(${light} ${0.004 + strength * 0.135} ${part > 0 ? 25 : 255})`;
  }
}
