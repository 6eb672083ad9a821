// @ts-check
// The page of a run. The run itself is JSON in the page; its log is one stream of lines, cut into blocks that are
// deflated and written in base64. A block is opened when one of its lines is shown or searched. What is on the screen is
// a window of rows over the lines of a job: however long a log is, some fifty elements show it.
'use strict';

/**
 * @typedef {{number: number, name: string, conclusion: string, outcome: string, ms: number, exit: number, first: number, count: number, groups: number[][], at: string}} Step
 * @typedef {{id: string, name: string, key: string, conclusion: string, reason: string, start: number, ms: number, steps: Step[], matrix: string[][], critical: boolean}} Job
 * @typedef {{level: string, job: number, message: string, title: string, place: string}} Note
 * @typedef {{job: string, markdown: string}} Summary
 * @typedef {{name: string, files: number, bytes: number, digest: string, job: string}} Artifact
 * @typedef {{id: string, name: string, title: string, event: string, ref: string, sha: string, actor: string, number: number, attempt: number, started: string, conclusion: string, ms: number, workflow: string, jobs: Job[], notes: Note[], summaries: Summary[], artifacts: Artifact[], slow: {job: number, step: number, name: string, ms: number}[], blocks: number[], lines: number}} Run
 */

/** @type {Run} */
const run = JSON.parse(byId('run').textContent || '{}');
const kRow = 20;
/** Browsers give up on taller elements. */
const kTallest = 8_000_000;
/** Kinds of lines by their first character. @type {Record<string, string>} */
const kKinds = { '\u0001': '', '\u0002': 'command', '\u0003': 'group', '\u0004': 'debug', '\u0005': 'error', '\u0006': 'warning', '\u0007': 'notice' };

/** @param {string} id */
function byId(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`no element ${id}`);
  return found;
}

/**
 * @param {string} tag
 * @param {Record<string, string>} attributes
 * @param {...(Node | string)} children
 */
function make(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** @param {number} ms */
function time(ms) {
  if (ms < 0) return '';
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)}s`;
  const minutes = Math.floor(ms / 60_000);
  const seconds = Math.floor((ms % 60_000) / 1000);
  return minutes < 60 ? `${minutes}m ${String(seconds).padStart(2, '0')}s` : `${Math.floor(minutes / 60)}h ${String(minutes % 60).padStart(2, '0')}m`;
}

/** @param {number} count */
function bytes(count) {
  for (const unit of ['B', 'kB', 'MB']) {
    if (count < 1000) return `${unit === 'B' ? count : count.toFixed(1)} ${unit}`;
    count /= 1000;
  }
  return `${count.toFixed(1)} GB`;
}

/** @param {string} conclusion @returns {[string, string]} */
function look(conclusion) {
  switch (conclusion) {
    case 'success': return ['✓', 'good'];
    case 'failure': return ['✗', 'bad'];
    case 'cancelled': return ['⊘', 'warn'];
    case 'skipped': return ['-', 'idle'];
    case 'incomplete': return ['!', 'warn'];
    default: return ['?', 'warn'];
  }
}

/** @param {string} conclusion */
function sign(conclusion) {
  const [text, kind] = look(conclusion);
  return make('span', { class: `sign ${kind}`, title: conclusion }, text);
}

// --- the log -------------------------------------------------------------------------------------------------------

/** Blocks by number: their text, where its lines start, and the number of its first line. */
class Block {
  /** @param {string} text @param {number} first */
  constructor(text, first) {
    this.text = text;
    this.first = first;
    /** @type {Uint32Array | null} */
    this.starts = null;
    /** @type {string | null} */
    this.plainText = null;
    /** @type {string | null} */
    this.lower = null;
  }
  lineStarts() {
    this.starts ??= startsOf(this.text);
    return this.starts;
  }
  /** @param {number} line */
  line(line) {
    const starts = this.lineStarts();
    const i = line - this.first;
    return this.text.slice(starts[i], starts[i + 1] - 1);
  }
  /** Without colours, as one searches it. */
  plain() {
    this.plainText ??= this.text.includes('\u001b') ? this.text.replace(/\u001b\[[0-9;:]*m/g, '') : this.text;
    return this.plainText;
  }
  lowered() {
    this.lower ??= this.plain().toLowerCase();
    return this.lower;
  }
}

/** Starts of lines, and the end. @param {string} text */
function startsOf(text) {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return Uint32Array.from(starts);
}

/** @type {(Promise<Block> | null)[]} */
const opened = new Array(run.blocks.length).fill(null);
/** @type {(Block | null)[]} */
const ready = new Array(run.blocks.length).fill(null);

/** @param {number} number */
function openBlock(number) {
  opened[number] ??= (async () => {
    const holder = byId(`block-${number}`);
    const packed = atob((holder.textContent || '').trim());
    const bytes = new Uint8Array(packed.length);
    for (let i = 0; i < packed.length; ++i) bytes[i] = packed.charCodeAt(i);
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate'));
    const block = new Block(await new Response(stream).text(), run.blocks[number]);
    ready[number] = block;
    return block;
  })();
  return /** @type {Promise<Block>} */ (opened[number]);
}

/** The block that holds a line. @param {number} line */
function blockOf(line) {
  let low = 0;
  let high = run.blocks.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (run.blocks[middle] <= line) low = middle; else high = middle - 1;
  }
  return low;
}

/** A line with its colours. @param {string} text @param {Node} parent */
function paint(text, parent) {
  let classes = new Set();
  let at = 0;
  for (const found of text.matchAll(/\u001b\[([0-9;:]*)m/g)) {
    add(text.slice(at, found.index));
    at = found.index + found[0].length;
    const codes = (found[1] || '0').split(';').map(Number);
    for (let i = 0; i < codes.length; ++i) {
      const code = codes[i];
      if (code === 0) classes = new Set();
      else if (code === 38 || code === 48) i += codes[i + 1] === 5 ? 2 : 4;
      else if (code === 39) for (const one of [...classes]) { if (/^a(3|9)\d$/.test(one)) classes.delete(one); }
      else if (code === 22) { classes.delete('a1'); classes.delete('a2'); }
      else if (code < 5 || (code >= 30 && code < 38) || (code >= 90 && code < 98)) {
        if (code >= 30) for (const one of [...classes]) { if (/^a(3|9)\d$/.test(one)) classes.delete(one); }
        classes.add(`a${code}`);
      }
    }
  }
  add(text.slice(at));
  /** @param {string} part */
  function add(part) {
    if (!part) return;
    parent.appendChild(classes.size ? make('span', { class: [...classes].join(' ') }, part) : document.createTextNode(part));
  }
}

/**
 * What a job shows: heads of steps and stretches of lines, one behind the other.
 * @typedef {{row: number, step: number, from: number, count: number}} Stretch
 */
class JobView {
  /** @param {number} number */
  constructor(number) {
    this.number = number;
    this.job = run.jobs[number];
    /** @type {Set<number>} */
    this.openSteps = new Set();
    /** Folded groups by their first line. @type {Set<number>} */
    this.folded = new Set();
    this.job.steps.forEach((step, i) => { if (step.conclusion === 'failure') this.openSteps.add(i); });
    if (!this.openSteps.size) {
      const longest = this.job.steps.reduce((best, step, i, all) => (step.count > (all[best]?.count ?? -1) ? i : best), 0);
      if (this.job.steps.length) this.openSteps.add(longest);
    }
    for (const step of this.job.steps) {
      for (const [first, last] of step.groups) if (last > first) this.folded.add(first);
    }
    /** @type {Stretch[]} */
    this.stretches = [];
    this.rows = 0;
    this.arrange();
  }
  arrange() {
    this.stretches = [];
    this.rows = 0;
    this.job.steps.forEach((step, i) => {
      this.push(i, -1, 1);
      if (!this.openSteps.has(i)) return;
      let at = step.first;
      for (const [first, last] of step.groups) {
        if (!this.folded.has(first) || first < at) continue;
        this.push(i, at, first + 1 - at);
        at = last + 1;
      }
      this.push(i, at, step.first + step.count - at);
    });
  }
  /** @param {number} step @param {number} from @param {number} count */
  push(step, from, count) {
    if (count <= 0) return;
    this.stretches.push({ row: this.rows, step, from, count });
    this.rows += count;
  }
  /** @param {number} row */
  at(row) {
    let low = 0;
    let high = this.stretches.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.stretches[middle].row <= row) low = middle; else high = middle - 1;
    }
    return this.stretches[low];
  }
  /** Opens what hides a line; its row. @param {number} line */
  reveal(line) {
    const step = this.job.steps.findIndex((one) => line >= one.first && line < one.first + one.count);
    this.openSteps.add(step);
    for (const [first, last] of this.job.steps[step].groups) if (line > first && line <= last) this.folded.delete(first);
    this.arrange();
    const stretch = this.stretches.find((one) => one.from >= 0 && line >= one.from && line < one.from + one.count);
    return stretch ? stretch.row + line - stretch.from : 0;
  }
  /** The group that begins at a line. @param {number} step @param {number} line */
  group(step, line) {
    return this.job.steps[step].groups.find(([first, last]) => first === line && last > first);
  }
}

/** @type {Map<number, JobView>} */
const views = new Map();
/** @param {number} number */
function viewOf(number) {
  let view = views.get(number);
  if (!view) views.set(number, (view = new JobView(number)));
  return view;
}

/** The part of a job's rows that is on the screen. */
class LogWindow {
  /** @param {JobView} view */
  constructor(view) {
    this.view = view;
    this.tall = make('div', { class: 'tall' });
    this.rows = make('div', { class: 'window' });
    this.tall.append(this.rows);
    this.element = make('div', { class: 'log', tabindex: '0', role: 'region', 'aria-label': `Log of ${view.job.name}` }, this.tall);
    this.painted = '';
    this.element.addEventListener('scroll', () => this.paint(), { passive: true });
    this.rows.addEventListener('click', (event) => this.click(event));
    this.element.addEventListener('keydown', (event) => {
      if (event.key === 'Home') this.show(0); else if (event.key === 'End') this.show(this.view.rows - 1); else return;
      event.preventDefault();
    });
  }
  get height() { return Math.min(this.view.rows * kRow, kTallest); }
  /** The row at the top, of a log that may be taller than an element can be. */
  get top() {
    const room = Math.max(1, this.height - this.element.clientHeight);
    const most = Math.max(0, this.view.rows - this.element.clientHeight / kRow);
    return this.height < kTallest ? this.element.scrollTop / kRow : (this.element.scrollTop / room) * most;
  }
  /** @param {number} row */
  show(row) {
    this.layout();
    const wanted = Math.max(0, row - Math.floor(this.element.clientHeight / kRow / 3));
    const room = Math.max(1, this.height - this.element.clientHeight);
    const most = Math.max(1, this.view.rows - this.element.clientHeight / kRow);
    this.element.scrollTop = this.height < kTallest ? wanted * kRow : (wanted / most) * room;
    this.paint();
  }
  layout() {
    this.tall.style.height = `${this.height}px`;
    this.painted = '';
  }
  paint() {
    const top = Math.max(0, Math.floor(this.top) - 10);
    const end = Math.min(this.view.rows, top + Math.ceil(this.element.clientHeight / kRow) + 20);
    const key = `${top} ${end} ${ready.filter(Boolean).length} ${found.at} ${found.lines.length}`;
    if (key === this.painted) return;
    this.painted = key;
    const rows = document.createDocumentFragment();
    const wanted = new Set();
    for (let row = top; row < end; ++row) rows.append(this.row(row, wanted));
    this.rows.replaceChildren(rows);
    const offset = this.height < kTallest ? top * kRow : this.element.scrollTop - (this.top - top) * kRow;
    this.rows.style.transform = `translateY(${offset}px)`;
    for (const block of wanted) void openBlock(block).then(() => this.paint());
  }
  /** @param {number} row @param {Set<number>} wanted */
  row(row, wanted) {
    const stretch = this.view.at(row);
    const step = this.view.job.steps[stretch.step];
    if (stretch.from < 0) {
      const isOpen = this.view.openSteps.has(stretch.step);
      return make('div', { class: 'row step', 'data-step': String(stretch.step) }, make('span', { class: 'fold' }, isOpen ? '▾' : '▸'),
        sign(step.conclusion), ` ${step.name} `, make('span', { class: 'time' }, `${time(step.ms)}${step.exit ? ` · exit code ${step.exit}` : ''} · ${step.count} lines`));
    }
    const line = stretch.from + row - stretch.row;
    const block = ready[blockOf(line)];
    if (!block) wanted.add(blockOf(line));
    const text = block ? block.line(line) : '';
    const kind = kKinds[text[0]] ?? '';
    const group = kind === 'group' ? this.view.group(stretch.step, line) : undefined;
    const classes = ['row', kind, found.set.has(line) ? 'hit' : '', found.lines[found.at] === line ? 'current' : ''];
    const element = make('div', { class: classes.filter(Boolean).join(' ') }, make('span', { class: 'number' }, String(line - step.first + 1)));
    if (group) {
      element.dataset.group = String(line);
      element.append(make('span', { class: 'fold' }, this.view.folded.has(line) ? '▸' : '▾'));
    }
    paint(text.slice(1), element);
    return element;
  }
  /** @param {Event} event */
  click(event) {
    const row = event.target instanceof Element ? event.target.closest('.row') : null;
    if (!(row instanceof HTMLElement)) return;
    if (row.dataset.step) toggle(this.view.openSteps, Number(row.dataset.step));
    else if (row.dataset.group) toggle(this.view.folded, Number(row.dataset.group));
    else return;
    this.view.arrange();
    this.layout();
    this.paint();
  }
}

/** @template T @param {Set<T>} set @param {T} value */
function toggle(set, value) {
  if (!set.delete(value)) set.add(value);
}

// --- search --------------------------------------------------------------------------------------------------------

const found = { text: '', lines: /** @type {number[]} */ ([]), set: /** @type {Set<number>} */ (new Set()), at: -1, took: 0 };
let searches = 0;

/** The lines of a block that hold the text. @param {Block} block @param {string} text @param {boolean} anyCase @param {number[]} lines */
function searchBlock(block, text, anyCase, lines) {
  const whole = anyCase ? block.lowered() : block.plain();
  let starts = null;
  let line = 0;
  for (let at = whole.indexOf(text); at >= 0;) {
    starts ??= whole === block.text ? block.lineStarts() : startsOf(whole);
    let high = starts.length - 2;
    while (line < high) {
      const middle = (line + high + 1) >> 1;
      if (starts[middle] <= at) line = middle; else high = middle - 1;
    }
    lines.push(block.first + line);
    at = whole.indexOf(text, starts[line + 1]);
  }
}

/** @param {Block} block @param {RegExp} pattern @param {number[]} lines */
function searchPattern(block, pattern, lines) {
  const whole = block.plain().split('\n');
  whole.pop();
  whole.forEach((text, i) => { if (pattern.test(text.slice(1))) lines.push(block.first + i); });
}

/** @param {string} text */
async function search(text) {
  const mine = ++searches;
  const begin = performance.now();
  const anyCase = pressed('case');
  /** @type {RegExp | null} */
  let pattern = null;
  /** @type {number[]} */
  const lines = [];
  try {
    if (pressed('regex') && text) pattern = new RegExp(text, anyCase ? 'iu' : 'u');
  } catch (error) {
    byId('found').textContent = 'no pattern';
    return;
  }
  if (text) {
    const blocks = await Promise.all(run.blocks.map((_, number) => ready[number] ?? openBlock(number)));
    if (mine !== searches) return;
    for (const block of blocks) {
      if (pattern) searchPattern(block, pattern, lines); else searchBlock(block, anyCase ? text.toLowerCase() : text, anyCase, lines);
    }
  }
  found.text = text;
  found.lines = lines;
  found.set = new Set(lines.length <= 200_000 ? lines : []);
  found.at = lines.length ? 0 : -1;
  found.took = performance.now() - begin;
  document.body.dataset.found = String(lines.length);
  document.body.dataset.took = String(Math.round(found.took));
  showFound();
}

function showFound() {
  byId('found').textContent = !found.text ? '' : found.lines.length ? `${(found.at + 1).toLocaleString()} of ${found.lines.length.toLocaleString()}` : 'nothing';
  if (found.at < 0) { current?.paint(); return; }
  const line = found.lines[found.at];
  const job = run.jobs.findIndex((one) => one.steps.some((step) => line >= step.first && line < step.first + step.count));
  if (job < 0) return;
  if (shownJob !== job) showJob(job);
  current?.show(viewOf(job).reveal(line));
}

/** @param {number} by */
function step(by) {
  if (!found.lines.length) return;
  found.at = (found.at + by + found.lines.length) % found.lines.length;
  showFound();
}

/** @param {string} id */
function pressed(id) { return byId(id).getAttribute('aria-pressed') === 'true'; }

// --- pages ---------------------------------------------------------------------------------------------------------

/** @type {LogWindow | null} */
let current = null;
let shownJob = -1;
const main = byId('main');

/** @param {number} number */
function showJob(number, line = -1) {
  shownJob = number;
  const view = viewOf(number);
  current = new LogWindow(view);
  main.className = 'reading';
  const tools = make('span', { class: 'tools' });
  for (const [text, open] of /** @type {[string, boolean][]} */ ([['Open all', true], ['Fold all', false]])) {
    const button = make('button', { type: 'button' }, text);
    button.addEventListener('click', () => {
      view.openSteps = new Set(open ? view.job.steps.keys() : []);
      view.arrange();
      current?.layout();
      current?.paint();
    });
    tools.append(button, ' ');
  }
  const job = view.job;
  main.replaceChildren(make('div', { class: 'jobhead' }, make('h2', {}, sign(job.conclusion), ` ${job.name}`), make('span', { class: 'time' }, time(job.ms)),
    make('span', { class: 'reason' }, job.reason), tools), current.element);
  if (!job.steps.length) current.element.replaceChildren(make('p', { class: 'empty' }, job.reason || 'This job has no steps.'));
  current.layout();
  if (line >= 0) current.show(view.reveal(line)); else current.show(Math.max(0, firstFailure(view)));
  mark();
  history.replaceState(null, '', `#job-${number}`);
}

/** The row of the first failed step. @param {JobView} view */
function firstFailure(view) {
  return view.stretches.find((one) => one.from < 0 && view.job.steps[one.step].conclusion === 'failure')?.row ?? 0;
}

function showOverview() {
  shownJob = -1;
  current = null;
  main.className = 'overview';
  const parts = [make('h2', {}, 'Jobs'), timeline()];
  if (run.notes.length) {
    parts.push(make('h2', {}, 'Annotations'), make('ul', { class: 'notes' }, ...run.notes.map((note) => {
      const kind = note.level === 'error' ? 'bad' : note.level === 'warning' ? 'warn' : 'idle';
      return make('li', { class: kind }, ...(note.title ? [make('b', {}, note.title)] : []), make('p', {}, note.message),
        make('small', {}, [note.place, run.jobs[note.job]?.name].filter(Boolean).join(' · ')));
    })));
  }
  for (const summary of run.summaries) {
    parts.push(make('h2', {}, `Summary of ${summary.job}`), make('div', { class: 'markdown' }, ...markdown(summary.markdown)));
  }
  if (run.artifacts.length) {
    parts.push(make('h2', {}, 'Artifacts'), make('table', { class: 'plain' }, make('tr', {}, ...['Name', 'Files', 'Size', 'Job', 'SHA-256'].map((text) => make('th', {}, text))),
      ...run.artifacts.map((one) => make('tr', {}, make('td', {}, one.name), make('td', {}, String(one.files)), make('td', {}, bytes(one.bytes)), make('td', {}, one.job),
        make('td', {}, one.digest.slice(0, 12)))), ), make('p', { class: 'time' }, `ropewalk artifacts ${run.id} download NAME`));
  }
  const slow = run.slow.filter((one) => one.ms >= 100);
  if (slow.length) {
    parts.push(make('h2', {}, 'Slowest steps'), make('table', { class: 'plain' },
      ...slow.map((one) => make('tr', {}, make('td', { class: 'time' }, time(one.ms)), make('td', {}, `${run.jobs[one.job].name} › ${one.name}`)))));
  }
  parts.push(make('h2', {}, 'Run'), make('table', { class: 'plain' }, ...[['Workflow', run.workflow], ['Event', run.event], ['Ref', run.ref], ['Commit', run.sha],
    ['Actor', run.actor], ['Number', `${run.number}, attempt ${run.attempt}`], ['Started', run.started], ['Lines of log', run.lines.toLocaleString()]].map(([name, value]) =>
    make('tr', {}, make('th', {}, name), make('td', {}, value)))));
  main.replaceChildren(...parts);
  main.scrollTop = 0;
  mark();
  history.replaceState(null, '', '#');
}

function timeline() {
  const end = Math.max(1, ...run.jobs.map((job) => (job.start >= 0 ? job.start + Math.max(job.ms, 0) : 0)));
  return make('table', { class: 'timeline' }, ...run.jobs.map((job, number) => {
    const track = make('td', { class: 'track' });
    if (job.start >= 0) {
      const bar = make('span', { class: `bar ${look(job.conclusion)[1]}` });
      bar.style.marginLeft = `${(job.start / end) * 100}%`;
      bar.style.width = `${Math.max(0.2, (Math.max(job.ms, 0) / end) * 100)}%`;
      track.append(bar);
    }
    const row = make('tr', job.critical ? { class: 'critical', title: 'On the critical path' } : {}, make('th', { scope: 'row', title: job.name }, sign(job.conclusion), ` ${job.name}`),
      track, make('td', { class: 'number time' }, job.start >= 0 ? time(job.ms) : job.conclusion));
    row.addEventListener('click', () => showJob(number));
    return row;
  }));
}

function mark() {
  document.querySelectorAll('nav button').forEach((button, i) => button.setAttribute('aria-current', String(i - 1 === shownJob)));
}

// --- Markdown of summaries -----------------------------------------------------------------------------------------

const kAllowed = new Set(['A', 'B', 'BLOCKQUOTE', 'BR', 'CODE', 'DD', 'DEL', 'DETAILS', 'DIV', 'DL', 'DT', 'EM', 'H1', 'H2', 'H3', 'H4', 'H5', 'H6', 'HR', 'I', 'INS', 'KBD', 'LI', 'OL', 'P', 'PRE',
  'S', 'SAMP', 'SMALL', 'SPAN', 'STRONG', 'SUB', 'SUMMARY', 'SUP', 'TABLE', 'TBODY', 'TD', 'TFOOT', 'TH', 'THEAD', 'TR', 'TT', 'U', 'UL', 'VAR']);

/** Copies what is harmless; of the rest only its text. @param {Node} from @returns {Node[]} */
function harmless(from) {
  /** @type {Node[]} */
  const nodes = [];
  for (const child of from.childNodes) {
    if (child instanceof Text) nodes.push(document.createTextNode(child.data));
    if (!(child instanceof Element) || ['SCRIPT', 'STYLE', 'TEMPLATE'].includes(child.tagName)) continue;
    if (!kAllowed.has(child.tagName)) { nodes.push(...harmless(child)); continue; }
    const copy = document.createElement(child.tagName);
    for (const name of ['align', 'colspan', 'rowspan', 'open']) {
      const value = child.getAttribute(name);
      if (value !== null) copy.setAttribute(name, value);
    }
    const address = child.getAttribute('href') ?? '';
    if (/^https?:\/\//i.test(address)) { copy.setAttribute('href', address); copy.setAttribute('rel', 'noreferrer noopener'); copy.setAttribute('target', '_blank'); }
    copy.append(...harmless(child));
    nodes.push(copy);
  }
  return nodes;
}

/** @param {string} text */
function escape(text) { return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;'); }

/** @param {string} text */
function inline(text) {
  /** @type {string[]} */
  const kept = [];
  /** @param {string} html */
  const keep = (html) => `\u0000${kept.push(html) - 1}\u0000`;
  return text
    .replace(/(`+)(.+?)\1(?!`)/g, (_, _ticks, code) => keep(`<code>${escape(code.trim())}</code>`))
    .replace(/!\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/\[([^\]]+)\]\(([^)\s]+)[^)]*\)/g, (_, name, address) => `${keep(`<a href="${escape(address)}">`)}${name}${keep('</a>')}`)
    .replace(/\*\*(.+?)\*\*|__(.+?)__/g, (_, a, b) => `<strong>${a ?? b}</strong>`)
    .replace(/(^|[^\w*])\*([^*\s](?:[^*]*[^*\s])?)\*(?!\w)/g, '$1<em>$2</em>')
    .replace(/~~(.+?)~~/g, '<del>$1</del>')
    .replace(/\u0000(\d+)\u0000/g, (_, number) => kept[Number(number)]);
}

/** @param {string} line */
function cells(line) {
  return line.trim().replace(/^\||\|$/g, '').split(/(?<!\\)\|/).map((cell) => cell.trim().replace(/\\\|/g, '|'));
}

/** @param {string} source */
function markdown(source) {
  const lines = source.replace(/\r/g, '').split('\n');
  let html = '';
  for (let i = 0; i < lines.length; ++i) {
    const line = lines[i];
    const fence = /^\s*(```+|~~~+)/.exec(line);
    const head = /^(#{1,6})\s+(.*?)\s*#*$/.exec(line);
    if (fence) {
      const code = [];
      for (++i; i < lines.length && !lines[i].trim().startsWith(fence[1]); ++i) code.push(lines[i]);
      html += `<pre>${escape(code.join('\n'))}</pre>`;
    } else if (head) {
      html += `<h${head[1].length}>${inline(head[2])}</h${head[1].length}>`;
    } else if (/^\s*([-*_])(\s*\1){2,}\s*$/.test(line)) {
      html += '<hr>';
    } else if (line.includes('|') && /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/.test(lines[i + 1] ?? '')) {
      html += `<table><thead><tr>${cells(line).map((cell) => `<th>${inline(cell)}</th>`).join('')}</tr></thead><tbody>`;
      for (i += 2; i < lines.length && lines[i].includes('|'); ++i) html += `<tr>${cells(lines[i]).map((cell) => `<td>${inline(cell)}</td>`).join('')}</tr>`;
      html += '</tbody></table>';
      --i;
    } else if (/^\s*([-*+]|\d+[.)])\s+/.test(line)) {
      const tag = /^\s*\d/.test(line) ? 'ol' : 'ul';
      html += `<${tag}>`;
      for (; i < lines.length && /^\s*([-*+]|\d+[.)])\s+/.test(lines[i]); ++i) {
        const item = lines[i].replace(/^\s*([-*+]|\d+[.)])\s+/, '').replace(/^\[( |x|X)\]/, (_, ticked) => (ticked === ' ' ? '☐' : '☑'));
        html += `<li>${inline(item)}</li>`;
      }
      html += `</${tag}>`;
      --i;
    } else if (line.startsWith('>')) {
      const quoted = [];
      for (; i < lines.length && lines[i].startsWith('>'); ++i) quoted.push(lines[i].replace(/^>\s?/, ''));
      html += `<blockquote>${inline(quoted.join('<br>'))}</blockquote>`;
      --i;
    } else if (line.trim() === '') {
      html += '\n';
    } else if (/^\s*<\/?[a-zA-Z]/.test(line)) {
      html += `${inline(line)}\n`;
    } else {
      const text = [line];
      while (i + 1 < lines.length && lines[i + 1].trim() !== '' && !/^(\s*([-*+]|\d+[.)])\s|#|>|\s*```|\s*<)/.test(lines[i + 1])) text.push(lines[++i]);
      html += `<p>${inline(text.join('<br>'))}</p>`;
    }
  }
  return harmless(new DOMParser().parseFromString(html, 'text/html').body);
}

// --- start ---------------------------------------------------------------------------------------------------------

const nav = byId('jobs');
const overview = make('button', { type: 'button' }, sign(run.conclusion), make('span', { class: 'name' }, 'Overview'), make('span', { class: 'time' }, time(run.ms)));
overview.addEventListener('click', showOverview);
nav.append(overview, ...run.jobs.map((job, number) => {
  const button = make('button', { type: 'button', title: job.name }, sign(job.conclusion), make('span', { class: 'name' }, job.name), make('span', { class: 'time' }, job.start >= 0 ? time(job.ms) : ''));
  button.addEventListener('click', () => showJob(number));
  return button;
}));
/** @type {ReturnType<typeof setTimeout> | undefined} */
let typed;
const box = /** @type {HTMLInputElement} */ (byId('text'));
box.addEventListener('input', () => { clearTimeout(typed); typed = setTimeout(() => void search(box.value), 150); });
byId('find').addEventListener('submit', (event) => {
  event.preventDefault();
  clearTimeout(typed);
  if (box.value !== found.text) void search(box.value); else step(1);
});
byId('previous').addEventListener('click', () => step(-1));
for (const id of ['case', 'regex']) {
  byId(id).addEventListener('click', () => { byId(id).setAttribute('aria-pressed', String(!pressed(id))); void search(box.value); });
}
addEventListener('keydown', (event) => {
  if (event.key === '/' && event.target !== box) { event.preventDefault(); box.focus(); }
  if (event.key === 'Enter' && event.shiftKey && event.target === box) { event.preventDefault(); step(-1); }
});
addEventListener('resize', () => { if (current) { current.layout(); current.paint(); } });
const asked = /^#job-(\d+)$/.exec(location.hash);
// A link may ask for a text.
const wanted = /^#find=(.+)$/.exec(location.hash);
const failed = run.jobs.findIndex((job) => job.conclusion === 'failure');
if (asked && run.jobs[Number(asked[1])]) showJob(Number(asked[1])); else if (failed >= 0 && run.jobs.length === 1) showJob(failed); else showOverview();
document.body.dataset.ready = String(Math.round(performance.now()));
if (wanted) {
  box.value = decodeURIComponent(wanted[1]);
  void search(box.value);
}
// The rest of the log is opened while nobody asks for anything, so that a search finds it open.
(async () => {
  for (let number = 0; number < run.blocks.length; ++number) {
    await new Promise((go) => setTimeout(go, 0));
    await openBlock(number);
  }
  document.body.dataset.opened = String(Math.round(performance.now()));
})();
