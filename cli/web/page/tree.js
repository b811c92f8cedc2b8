// SPDX-License-Identifier: MIT
// tree.js - calling contexts as trees that unfold where somebody looks.
//
// A Stack stands for one frame of a picture: a set of contexts of the profile. Going down from a set
// of contexts, children are put together by function; going up, parents are. So one class
// draws the whole program, all callees of a function, all callers of a function and the inverted
// program, and none of them is built further than it is seen.

// The contexts of a profile, in the order in which they were written: parents first.
export class Contexts {
  // OPTIONS: types (show the types of blocks as frames), only (a type's number: blocks of that alone).
  constructor(profile, type, options) {
    const {function: functions, depth, own} = profile.tree;
    this.profile = profile;
    this.count = functions.length;
    this.fn = Int32Array.from(functions);
    this.link(depth);
    this.own = this.weights(own[type], options);
    this.base = profile.base ? this.weights(own[profile.types.length + type], options) : undefined;
    this.calls = profile.calls_type < 0 ? undefined : this.weights(own[profile.calls_type], options);
    this.hidden = options.types ? undefined : Uint8Array.from(this.fn, (f) => (f >= 0 && !profile.isFunction(f) ? 1 : 0));
    this.totals = this.addUp(this.own);
    this.baseTotals = this.base && this.addUp(this.base);
    this.sizes = this.sizeUp();
    // What a context weighs with all below it, and alone.
    this.below = {sizes: this.sizes, values: this.totals, bases: this.baseTotals};
    this.alone = {sizes: this.magnitudes(), values: this.own, bases: this.base};
  }

  link(depth) {
    this.parent = new Int32Array(this.count);
    this.end = new Int32Array(this.count); // where what is below the context ends
    const path = [];
    for (let i = 0; i < this.count; i++) {
      while (path.length > depth[i]) this.end[path.pop()] = i;
      this.parent[i] = path.length ? path[path.length - 1] : -1;
      path.push(i);
    }
    for (const open of path) this.end[open] = this.count;
  }

  weights(values, options) {
    const weights = Float64Array.from(values);
    for (let i = 0; i < this.count; i++) {
      const f = this.fn[i];
      const isType = f >= 0 && !this.profile.isFunction(f);
      if (options.only !== undefined && f !== options.only) weights[i] = 0;
      else if (isType && !options.types) [weights[this.parent[i]], weights[i]] = [weights[this.parent[i]] + weights[i], 0];
    }
    return weights;
  }

  addUp(values) {
    const totals = Float64Array.from(values);
    for (let i = this.count - 1; i > 0; i--) totals[this.parent[i]] += totals[i];
    return totals;
  }

  // The width of a context: its value; with a base the sum of both, so that what is new and what is
  // gone can be seen next to each other. Negative values count by their magnitude.
  sizeUp() {
    const isPlain = (values) => values.every((value) => value >= 0);
    if (!this.base && isPlain(this.own)) return this.totals;
    return this.addUp(this.magnitudes());
  }

  magnitudes() {
    return this.own.map((value, i) => Math.abs(value) + Math.abs(this.base ? this.base[i] : 0));
  }

  // Contexts of F that are not below another one of F.
  outermost(f) {
    const found = [];
    for (let i = 1; i < this.count; ) {
      if (this.fn[i] === f) {
        found.push(i);
        i = this.end[i];
      } else {
        i++;
      }
    }
    return found;
  }

  // What the functions for which MATCHES is true have together, each stack counted once.
  share(matches) {
    let value = 0, base = 0;
    for (let i = 1; i < this.count; ) {
      if (this.fn[i] >= 0 && matches[this.fn[i]]) {
        value += this.totals[i];
        base += this.baseTotals ? this.baseTotals[i] : 0;
        i = this.end[i];
      } else {
        i++;
      }
    }
    return {value, base};
  }

  // Own and with callees by function, for a filter that the profile's own tables do not know.
  byFunction() {
    const count = this.profile.count, own = new Float64Array(count), cum = new Float64Array(count);
    const active = new Uint32Array(count), path = [];
    for (let i = 1; i < this.count; i++) {
      while (path.length && this.end[path[path.length - 1]] <= i) active[this.fn[path.pop()]]--;
      const f = this.fn[i];
      if (f < 0) continue;
      own[f] += this.own[i];
      if (!this.profile.isFunction(f)) own[this.fn[this.parent[i]]] += this.own[i];
      if (active[f]++ === 0) cum[f] += this.totals[i];
      path.push(i);
    }
    return {own, cum};
  }
}

class Stack {
  constructor(parent, fn, down) {
    this.parent = parent;
    this.fn = fn;
    this.down = down;
    this.depth = parent ? parent.depth + 1 : 0;
    this.nodes = []; // contexts of the profile
    this.weights = []; // going up: the contexts whose values flow through NODES
    this.size = this.value = this.base = this.own = this.calls = 0;
    this.x = 0; // where it starts, as a part of the root
  }

  // NODE joins the set; its value is that of ORIGIN, the same context going down.
  add(contexts, node, origin) {
    this.nodes.push(node);
    if (!this.down) this.weights.push(origin);
    const {sizes, values, bases} = this.ownOnly ? contexts.alone : contexts.below;
    this.size += sizes[origin];
    this.value += values[origin];
    if (bases) this.base += bases[origin];
    this.own += contexts.own[origin];
    if (contexts.calls) this.calls += contexts.calls[origin];
  }

  isInlined(contexts) {
    const flags = contexts.profile.tree.inlined;
    return this.nodes.length > 0 && this.nodes.every((node) => flags[node]);
  }

  // Those on the next row, the largest first.
  children(contexts) {
    if (!this.unfolded) {
      this.unfolded = this.down ? this.unfoldDown(contexts) : this.unfoldUp(contexts);
      this.unfolded.sort((a, b) => b.size - a.size || a.fn - b.fn);
      let x = this.x;
      for (const child of this.unfolded) {
        child.x = x;
        x += child.size;
      }
    }
    return this.unfolded;
  }

  unfoldDown(contexts) {
    const found = new Map();
    for (const node of this.nodes) {
      for (let child = node + 1; child < contexts.end[node]; child = contexts.end[child]) {
        if (contexts.sizes[child] === 0 || contexts.hidden?.[child]) continue;
        this.put(found, contexts, child, child);
      }
    }
    return [...found.values()];
  }

  unfoldUp(contexts) {
    const found = new Map();
    this.nodes.forEach((node, i) => {
      const parent = contexts.parent[node];
      if (parent > 0) this.put(found, contexts, parent, this.weights[i]);
    });
    return [...found.values()];
  }

  put(found, contexts, node, origin) {
    const fn = contexts.fn[node];
    let child = found.get(fn);
    if (!child) {
      child = new Stack(this, fn, this.down);
      child.ownOnly = this.ownOnly;
      found.set(fn, child);
    }
    child.add(contexts, node, origin);
  }
}

const ROOT = -2;

// The whole program from its roots.
export function whole(contexts) {
  const root = new Stack(undefined, ROOT, true);
  root.add(contexts, 0, 0);
  return root;
}

// The whole program from the functions that took the values up to its roots.
export function inverted(contexts) {
  const root = new Stack(undefined, ROOT, false);
  root.ownOnly = true;
  const found = new Map();
  for (let i = 1; i < contexts.count; i++) if (contexts.alone.sizes[i] > 0) root.put(found, contexts, i, i);
  root.unfolded = [...found.values()].sort((a, b) => b.size - a.size || a.fn - b.fn);
  for (const child of root.unfolded) {
    child.x = root.size;
    for (const key of ['size', 'value', 'base']) root[key] += child[key];
  }
  return root;
}

// All that a function calls (DOWN), or all that calls it, wherever it is called.
export function around(contexts, f, down) {
  const root = new Stack(undefined, f, down);
  for (const node of contexts.outermost(f)) root.add(contexts, node, node);
  return root;
}
