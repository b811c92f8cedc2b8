// SPDX-License-Identifier: MIT
// graph.js - the call graph around one function: its callers above, its callees below, with weights.
import {make, draw} from './dom.js';
import {full, percent, short, exact} from './format.js';
import {clip} from './names.js';

const BOX = {width: 188, height: 72, gapX: 26, gapY: 76}, REACH = 2, MOST = 6;

// The functions to show, by layer: negative ones are callers. A function is in one layer only.
export function chooseLayers(app, f) {
  const {profile, typeIndex} = app, cum = profile.edges.cum[typeIndex];
  const base = profile.base ? profile.edges.cum[profile.types.length + typeIndex] : undefined;
  const weight = (edge) => Math.abs(cum[edge]) + (base ? Math.abs(base[edge]) : 0);
  const layers = new Map([[0, [f]]]), seen = new Set([f]);
  let omitted = 0;
  for (const [step, edgesOf, end] of [[-1, profile.callersOf, 'from'], [1, profile.calleesOf, 'to']]) {
    for (let level = step; Math.abs(level) <= REACH; level += step) {
      const best = new Map();
      for (const node of layers.get(level - step) ?? []) {
        for (const edge of edgesOf[node]) {
          const next = profile.edges[end][edge];
          if (!seen.has(next) && weight(edge) > 0) best.set(next, (best.get(next) ?? 0) + weight(edge));
        }
      }
      const sorted = [...best].sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([node]) => node);
      omitted += Math.max(0, sorted.length - MOST);
      const kept = sorted.slice(0, MOST);
      kept.forEach((node) => seen.add(node));
      if (kept.length) layers.set(level, kept);
    }
  }
  return {layers, omitted};
}

// The calls between functions that are shown, the weightiest last: it is drawn above the others.
function chooseEdges(app, places) {
  const {profile, typeIndex} = app, {from, to, cum} = profile.edges, edges = [];
  for (const node of places.keys()) {
    for (const edge of profile.calleesOf[node]) {
      const value = cum[typeIndex][edge];
      const base = profile.base ? cum[profile.types.length + typeIndex][edge] : 0;
      if (places.has(to[edge]) && (value || base)) edges.push({edge, from: from[edge], to: to[edge], value, base});
    }
  }
  return edges.sort((a, b) => Math.abs(a.value) - Math.abs(b.value));
}

// Neighbours of neighbours stand near each other: each layer in the order of the mean of the one before.
function arrange(app, layers) {
  const places = new Map(), {profile} = app;
  const most = Math.max(...[...layers.values()].map((nodes) => nodes.length));
  const width = most * (BOX.width + BOX.gapX);
  const lowest = Math.min(...layers.keys());
  const levels = [...layers.keys()].sort((a, b) => Math.abs(a) - Math.abs(b) || a - b);
  for (const level of levels) {
    const edges = level < 0 ? profile.calleesOf : profile.callersOf, end = level < 0 ? 'to' : 'from';
    const mean = (node) => {
      const xs = edges[node].map((edge) => places.get(profile.edges[end][edge])?.x).filter((x) => x !== undefined);
      return xs.length ? xs.reduce((a, b) => a + b) / xs.length : 0;
    };
    const nodes = level === 0 ? layers.get(0) : [...layers.get(level)].map((node) => [node, mean(node)])
      .sort((a, b) => a[1] - b[1]).map(([node]) => node);
    const step = width / nodes.length;
    nodes.forEach((node, i) => places.set(node, {x: step * (i + 0.5), y: (level - lowest) * (BOX.height + BOX.gapY) + 16, level}));
  }
  const levelsCount = Math.max(...layers.keys()) - lowest + 1;
  return {places, width, height: levelsCount * (BOX.height + BOX.gapY) - BOX.gapY + 48};
}

const within = (value, most) => Math.max(-most, Math.min(most, value));

function pathOf(a, b) {
  const half = BOX.width / 2;
  if (b.level > a.level) {
    const y1 = a.y + BOX.height, y2 = b.y - 7, bend = (y2 - y1) * 0.5;
    const x1 = a.x + within((b.x - a.x) * 0.14, half - 14), x2 = b.x - within((b.x - a.x) * 0.14, half - 14);
    return {d: `M${x1},${y1} C${x1},${y1 + bend} ${x2},${y2 - bend} ${x2},${y2}`, x: (x1 + x2) / 2, y: (y1 + y2) / 2};
  }
  const side = b.x >= a.x ? 1 : -1;
  if (b.level === a.level) {
    // Over the layer, from the near corner to the near corner.
    const x1 = a.x + side * (half - 24), x2 = b.x - side * (half - 24), rise = 32;
    return {d: `M${x1},${a.y} C${x1},${a.y - rise} ${x2},${b.y - rise} ${x2},${b.y - 7}`, x: (x1 + x2) / 2, y: a.y - rise * 0.72};
  }
  // Back to a caller: out at one side and in at the same side.
  const x1 = a.x + side * half, x2 = b.x + side * (half + 7), out = side > 0 ? Math.max(x1, x2) + 40 : Math.min(x1, x2) - 40;
  const y1 = a.y + BOX.height * 0.65, y2 = b.y + BOX.height * 0.35;
  return {d: `M${x1},${y1} C${out},${y1} ${out},${y2} ${x2},${y2}`, x: out - side * 10, y: (y1 + y2) / 2};
}

export class GraphView {
  constructor(app) {
    this.app = app;
    this.tools = make('div', {class: 'toolbar'});
    this.canvas = make('div', {class: 'graph', tabindex: '0', role: 'region', 'aria-label': 'Call graph'});
    this.element = make('section', {class: 'view'}, this.tools, this.canvas);
  }

  update() {
    const {app} = this, f = app.chosen();
    if (f < 0) return;
    const {layers, omitted} = chooseLayers(app, f);
    const {places, width, height} = arrange(app, layers);
    const edges = chooseEdges(app, places);
    const most = Math.max(1, ...edges.map(({value, base}) => Math.max(Math.abs(value), Math.abs(base))));
    const picture = draw('svg', {viewBox: `-50 0 ${width + 100} ${height}`, width: String(width + 100), height: String(height)},
      draw('defs', {}, ['arrow', 'arrow-near'].map((id) => draw('marker', {id, viewBox: '0 0 8 8', refX: '1', refY: '4', markerWidth: '8', markerHeight: '8', markerUnits: 'userSpaceOnUse', orient: 'auto'}, draw('path', {d: 'M0,0 L8,4 L0,8 z'})))),
      edges.map((edge) => this.drawEdge(edge, places, most, f)),
      [...places].map(([node, place]) => this.drawBox(node, place, f)));
    this.canvas.replaceChildren(picture);
    const center = places.get(f);
    requestAnimationFrame(() => {
      this.canvas.scrollLeft = center.x + 50 - this.canvas.clientWidth / 2;
    });
    this.tools.replaceChildren(make('span', {class: 'hint'},
      `Callers above, callees below; a line is as thick as what goes through it.${omitted ? ` ${exact(omitted)} smaller function${omitted > 1 ? 's' : ''} left out.` : ''}${this.recursion(f)}`));
  }

  // Calls of the function by itself, which are no line of the picture.
  recursion(f) {
    const {profile} = this.app;
    let calls = 0;
    for (const line of profile.linesOf[f]) for (const site of profile.sitesOf[line]) if (profile.sites.to[site] === f) calls += profile.sites.calls?.[site] ?? 0;
    return calls ? ` It calls itself ${exact(calls)} time${calls === 1 ? '' : 's'}.` : '';
  }

  drawEdge({edge, from, to, value, base}, places, most, f) {
    const {app} = this, {unit} = app.type, {d, x, y} = pathOf(places.get(from), places.get(to));
    const near = from === f || to === f;
    const calls = app.profile.edges.calls?.[edge];
    const tone = app.profile.base ? (value > base ? ' worse' : value < base ? ' better' : '') : '';
    const weight = app.profile.base ? `${value > base ? '+' : ''}${short(value - base, unit)}` : short(value, unit);
    return draw('g', {class: `edge${near ? ' near' : ''}${tone}`},
      draw('path', {d, style: {'stroke-width': `${(1 + 7 * Math.sqrt(Math.max(Math.abs(value), Math.abs(base)) / most)).toFixed(2)}px`}, 'marker-end': `url(#arrow${near ? '-near' : ''})`}),
      draw('text', {x: String(x), y: String(y + 4)}, weight),
      draw('title', {}, `${app.profile.names[from]} \u2192 ${app.profile.names[to]}: ${full(value, unit)}${calls ? `, ${exact(calls)} calls` : ''}${app.profile.edges.inlined[edge] ? ' (inlined)' : ''}`));
  }

  drawBox(node, {x, y}, f) {
    const {app} = this, {profile, typeIndex, total} = app, {unit} = app.type;
    const own = profile.own(node, typeIndex), cum = profile.cum(node, typeIndex);
    const heat = total ? Math.sqrt(Math.min(1, Math.abs(own) / total)) : 0;
    const go = () => app.open('graph', node);
    return draw('g', {
      class: `box${node === f ? ' center' : ''}`, transform: `translate(${x - BOX.width / 2},${y})`, tabindex: '0', role: 'button',
      'aria-label': `${profile.names[node]}: own ${full(own, unit)}, with callees ${full(cum, unit)}`,
      onclick: go, onkeydown: (event) => (event.key === 'Enter' || event.key === ' ') && go(),
    },
    draw('rect', {width: String(BOX.width), height: String(BOX.height), rx: '7', style: {'--heat': heat.toFixed(3)}}),
    draw('text', {x: '12', y: '22', class: 'box-name'}, clip(profile.shorts[node], 24)),
    draw('text', {x: '12', y: '42', class: 'box-value'}, `own ${short(own, unit)} (${percent(own, total)})`),
    draw('text', {x: '12', y: '59', class: 'box-value'}, `of ${short(cum, unit)} (${percent(cum, total)})`),
    draw('title', {}, `${profile.names[node]}\n${profile.place(node)}`));
  }
}
