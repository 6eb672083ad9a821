// Runs the script of actions/github-script with what it takes for granted.
'use strict';
const fs = require('fs');
const os = require('os');
const path = require('path');
const {spawn} = require('child_process');

const input = (name, options = {}) => {
  const value = (process.env[`INPUT_${name.replace(/ /g, '_').toUpperCase()}`] || '').trim();
  if (options.required && !value) throw new Error(`Input required and not supplied: ${name}`);
  return value;
};
const text = (value) => (value === null || value === undefined ? '' : typeof value === 'string' || value instanceof String ? String(value) : JSON.stringify(value));
const data = (value) => text(value).replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
const property = (value) => data(value).replace(/:/g, '%3A').replace(/,/g, '%2C');
const command = (name, properties, message) => {
  const list = Object.entries(properties).filter(([, value]) => value !== undefined && value !== '').map(([key, value]) => `${key}=${property(value)}`).join(',');
  process.stdout.write(`::${name}${list ? ' ' + list : ''}::${data(message)}\n`);
};
const annotation = (name) => (message, p = {}) => command(name, {title: p.title, file: p.file, line: p.startLine, endLine: p.endLine, col: p.startColumn, endColumn: p.endColumn}, message instanceof Error ? message.toString() : message);
const append = (file, name, value) => {
  const end = `ghadelimiter_${require('crypto').randomUUID()}`;
  fs.appendFileSync(process.env[file], `${name}<<${end}\n${text(value)}\n${end}\n`);
};

const core = {
  getInput: input,
  getMultilineInput: (name, options) => input(name, options).split('\n').map((line) => line.trim()).filter(Boolean),
  getBooleanInput: (name, options) => {
    const value = input(name, options);
    if (['true', 'True', 'TRUE'].includes(value)) return true;
    if (['false', 'False', 'FALSE'].includes(value)) return false;
    throw new TypeError(`Input does not meet YAML 1.2 "Core Schema" specification: ${name}\nSupport boolean input list: \`true | True | TRUE | false | False | FALSE\``);
  },
  setOutput: (name, value) => append('GITHUB_OUTPUT', name, value),
  exportVariable: (name, value) => { process.env[name] = text(value); append('GITHUB_ENV', name, value); },
  addPath: (folder) => { fs.appendFileSync(process.env.GITHUB_PATH, `${folder}\n`); process.env.PATH = `${folder}${path.delimiter}${process.env.PATH}`; },
  setSecret: (secret) => command('add-mask', {}, secret),
  saveState: (name, value) => append('GITHUB_STATE', name, value),
  getState: (name) => process.env[`STATE_${name}`] || '',
  debug: (message) => command('debug', {}, message),
  error: annotation('error'), warning: annotation('warning'), notice: annotation('notice'),
  info: (message) => process.stdout.write(message + os.EOL),
  startGroup: (name) => command('group', {}, name),
  endGroup: () => command('endgroup', {}, ''),
  group: async (name, body) => { core.startGroup(name); try { return await body(); } finally { core.endGroup(); } },
  isDebug: () => process.env.RUNNER_DEBUG === '1',
  setCommandEcho: (on) => command('echo', {}, on ? 'on' : 'off'),
  setFailed: (message) => { process.exitCode = 1; core.error(message); },
  getIDToken: async () => { throw new Error('There is no identity token outside of GitHub'); },
  toPosixPath: (p) => p.replace(/\\/g, '/'), toWin32Path: (p) => p.replace(/\//g, '\\'), toPlatformPath: (p) => p,
  platform: {platform: process.platform, arch: process.arch, isWindows: false, isMacOS: process.platform === 'darwin', isLinux: process.platform === 'linux'},
};
class Summary {
  constructor() { this.buffer = ''; }
  addRaw(value, line = false) { this.buffer += value; return line ? this.addEOL() : this; }
  addEOL() { return this.addRaw(os.EOL); }
  tag(name, content, attributes = {}) {
    const list = Object.entries(attributes).filter(([, v]) => v).map(([k, v]) => ` ${k}="${v}"`).join('');
    return content === null ? `<${name}${list}>` : `<${name}${list}>${content}</${name}>`;
  }
  addCodeBlock(code, lang) { return this.addRaw(this.tag('pre', this.tag('code', code), {lang})).addEOL(); }
  addList(items, ordered = false) { return this.addRaw(this.tag(ordered ? 'ol' : 'ul', items.map((item) => this.tag('li', item)).join(''))).addEOL(); }
  addTable(rows) {
    const cell = (c) => (typeof c === 'string' ? this.tag('td', c) : this.tag(c.header ? 'th' : 'td', c.data, {colspan: c.colspan, rowspan: c.rowspan}));
    return this.addRaw(this.tag('table', rows.map((row) => this.tag('tr', row.map(cell).join(''))).join(''))).addEOL();
  }
  addDetails(label, content) { return this.addRaw(this.tag('details', this.tag('summary', label) + content)).addEOL(); }
  addImage(src, alt, {width, height} = {}) { return this.addRaw(this.tag('img', null, {src, alt, width, height})).addEOL(); }
  addHeading(value, level = 1) { const h = [1, 2, 3, 4, 5, 6].includes(Number(level)) ? level : 1; return this.addRaw(this.tag(`h${h}`, value)).addEOL(); }
  addSeparator() { return this.addRaw(this.tag('hr', null)).addEOL(); }
  addBreak() { return this.addRaw(this.tag('br', null)).addEOL(); }
  addQuote(value, cite) { return this.addRaw(this.tag('blockquote', value, {cite})).addEOL(); }
  addLink(value, href) { return this.addRaw(this.tag('a', value, {href})).addEOL(); }
  stringify() { return this.buffer; }
  isEmptyBuffer() { return this.buffer.length === 0; }
  emptyBuffer() { this.buffer = ''; return this; }
  async write({overwrite = false} = {}) { fs[overwrite ? 'writeFileSync' : 'appendFileSync'](process.env.GITHUB_STEP_SUMMARY, this.buffer); return this.emptyBuffer(); }
  async clear() { return this.emptyBuffer().write({overwrite: true}); }
}
core.summary = new Summary();
core.markdownSummary = core.summary;

const words = (line) => (line.match(/"(?:\\.|[^"])*"|\S+/g) || []).map((word) => word.replace(/^"|"$/g, '').replace(/\\"/g, '"'));
const run = (line, args = [], options = {}) => new Promise((done, failed) => {
  const [program, ...rest] = words(line);
  if (!options.silent) process.stdout.write(`[command]${[program, ...rest, ...args].join(' ')}${os.EOL}`);
  const child = spawn(program, [...rest, ...args], {cwd: options.cwd, env: options.env || process.env, stdio: ['pipe', 'pipe', 'pipe']});
  const listeners = options.listeners || {};
  const lines = {stdout: '', stderr: ''};
  const take = (name, stream, one, line) => child[name].on('data', (chunk) => {
    if (!options.silent) stream.write(chunk);
    if (listeners[one]) listeners[one](chunk);
    if (!listeners[line]) return;
    lines[name] += chunk;
    for (let end = lines[name].indexOf('\n'); end >= 0; end = lines[name].indexOf('\n')) { listeners[line](lines[name].slice(0, end)); lines[name] = lines[name].slice(end + 1); }
  });
  take('stdout', options.outStream || process.stdout, 'stdout', 'stdline');
  take('stderr', options.failOnStdErr ? process.stderr : (options.errStream || process.stderr), 'stderr', 'errline');
  child.stdin.end(options.input);
  child.on('error', () => failed(new Error(`Unable to locate executable file: ${program}. Please verify either the file path exists or the file can be found within a directory specified by the PATH environment variable. Also check the file mode to verify the file is executable.`)));
  child.on('close', (code) => (code === 0 || options.ignoreReturnCode ? done(code) : failed(new Error(`The process '${program}' failed with exit code ${code}`))));
});
const exec = {
  exec: run,
  getExecOutput: async (line, args, options = {}) => {
    let stdout = '';
    let stderr = '';
    const own = options.listeners || {};
    const exitCode = await run(line, args, {...options, listeners: {...own, stdout: (chunk) => { stdout += chunk; if (own.stdout) own.stdout(chunk); }, stderr: (chunk) => { stderr += chunk; if (own.stderr) own.stderr(chunk); }}});
    return {exitCode, stdout, stderr};
  },
};

const which = async (tool, check) => {
  const found = tool.includes('/') ? [tool] : (process.env.PATH || '').split(path.delimiter).map((folder) => path.join(folder, tool));
  const one = found.find((file) => { try { fs.accessSync(file, fs.constants.X_OK); return fs.statSync(file).isFile(); } catch { return false; } });
  if (!one && check) throw new Error(`Unable to locate executable file: ${tool}. Please verify either the file path exists or the file can be found within a directory specified by the PATH environment variable. Also check the file mode to verify the file is executable.`);
  return one || '';
};
const into = (source, target, copies) => (copies && fs.existsSync(target) && fs.statSync(target).isDirectory() ? path.join(target, path.basename(source)) : target);
const io = {
  cp: async (source, target, {recursive = false, force = true, copySourceDirectory = true} = {}) => {
    if (!fs.existsSync(source)) throw new Error(`no such file or directory: ${source}`);
    if (fs.statSync(source).isDirectory() && !recursive) throw new Error(`Failed to copy. ${source} is a directory, but tried to copy without recursive flag.`);
    fs.cpSync(source, into(source, target, copySourceDirectory), {recursive, force});
  },
  mv: async (source, target) => { const to = into(source, target, true); fs.mkdirSync(path.dirname(to), {recursive: true}); fs.rmSync(to, {recursive: true, force: true}); fs.renameSync(source, to); },
  rmRF: async (target) => fs.rmSync(target, {recursive: true, force: true}),
  mkdirP: async (folder) => { fs.mkdirSync(folder, {recursive: true}); },
  which,
  findInPath: async (tool) => (process.env.PATH || '').split(path.delimiter).map((folder) => path.join(folder, tool)).filter((file) => fs.existsSync(file)),
};

const expression = (pattern) => new RegExp('^' + pattern.replace(/[.+^${}()|\\]/g, '\\$&').replace(/\*\*\/|\/\*\*$|\*\*|\*|\?/g, (m) => ({'**/': '(?:.*/)?', '/**': '(?:/.*)?', '**': '.*', '*': '[^/]*', '?': '[^/]'})[m]) + '$');
const walk = (folder, follow, out) => {
  for (const entry of fs.readdirSync(folder, {withFileTypes: true}).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const file = path.join(folder, entry.name);
    out.push(file);
    const isFolder = entry.isDirectory() || (follow && entry.isSymbolicLink() && fs.existsSync(file) && fs.statSync(file).isDirectory());
    if (isFolder) walk(file, follow, out);
  }
  return out;
};
const glob = {
  create: async (patterns, options = {}) => {
    const lines = patterns.split('\n').map((line) => line.trim()).filter((line) => line && !line.startsWith('#'));
    const rules = lines.map((line) => {
      const isNot = line.startsWith('!');
      let p = line.replace(/^!/, '').replace(/^~(?=\/|$)/, os.homedir());
      p = path.resolve(p);
      return {isNot, p, regex: expression(p)};
    });
    const found = async () => {
      const roots = rules.filter((rule) => !rule.isNot).map((rule) => { const i = rule.p.search(/[*?[]/); return i < 0 ? rule.p : path.dirname(rule.p.slice(0, i) + 'x'); });
      const all = [...new Set(roots.filter((root) => fs.existsSync(root)).flatMap((root) => (fs.statSync(root).isDirectory() ? [root, ...walk(root, options.followSymbolicLinks !== false, [])] : [root])))];
      return all.filter((file) => {
        let is = false;
        for (const rule of rules) {
          const below = options.implicitDescendants !== false && file.split('/').some((_, i, parts) => rule.regex.test(parts.slice(0, i + 1).join('/')));
          if (rule.regex.test(file) || below) is = !rule.isNot;
        }
        return is && (options.matchDirectories !== false || !fs.statSync(file).isDirectory());
      });
    };
    return {glob: found, globGenerator: async function* () { yield* await found(); }, getSearchPaths: () => [...new Set(rules.map((rule) => rule.p.split(/[*?[]/)[0]))]};
  },
  hashFiles: async (patterns, folder = process.env.GITHUB_WORKSPACE) => {
    const crypto = require('crypto');
    const all = crypto.createHash('sha256');
    const files = (await (await glob.create(patterns)).glob()).filter((file) => file.startsWith(`${folder}/`) && fs.statSync(file).isFile());
    for (const file of files) all.update(crypto.createHash('sha256').update(fs.readFileSync(file)).digest());
    return files.length ? all.digest('hex') : '';
  },
};

const e = process.env;
const context = {
  payload: e.GITHUB_EVENT_PATH && fs.existsSync(e.GITHUB_EVENT_PATH) ? JSON.parse(fs.readFileSync(e.GITHUB_EVENT_PATH, 'utf8')) : {},
  eventName: e.GITHUB_EVENT_NAME, sha: e.GITHUB_SHA, ref: e.GITHUB_REF, workflow: e.GITHUB_WORKFLOW, action: e.GITHUB_ACTION, actor: e.GITHUB_ACTOR, job: e.GITHUB_JOB,
  runAttempt: parseInt(e.GITHUB_RUN_ATTEMPT, 10), runNumber: parseInt(e.GITHUB_RUN_NUMBER, 10), runId: parseInt(e.GITHUB_RUN_ID, 10),
  apiUrl: e.GITHUB_API_URL || 'https://api.github.com', serverUrl: e.GITHUB_SERVER_URL || 'https://github.com', graphqlUrl: e.GITHUB_GRAPHQL_URL || 'https://api.github.com/graphql',
  get repo() { const [owner, repo] = (e.GITHUB_REPOSITORY || '/').split('/'); return {owner, repo}; },
  get issue() { const p = this.payload; return {...this.repo, number: (p.issue || p.pull_request || p).number}; },
};

// --- the client: only for an API that somebody has named --------------------------------------------------------------
const kRoutes = {
  actions: {listWorkflowRuns: 'GET /repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs', getWorkflowRun: 'GET /repos/{owner}/{repo}/actions/runs/{run_id}', createWorkflowDispatch: 'POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches', listWorkflowRunArtifacts: 'GET /repos/{owner}/{repo}/actions/runs/{run_id}/artifacts', listJobsForWorkflowRun: 'GET /repos/{owner}/{repo}/actions/runs/{run_id}/jobs'},
  checks: {create: 'POST /repos/{owner}/{repo}/check-runs', update: 'PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}', listForRef: 'GET /repos/{owner}/{repo}/commits/{ref}/check-runs'},
  git: {createRef: 'POST /repos/{owner}/{repo}/git/refs', deleteRef: 'DELETE /repos/{owner}/{repo}/git/refs/{ref}', getRef: 'GET /repos/{owner}/{repo}/git/ref/{ref}', createTag: 'POST /repos/{owner}/{repo}/git/tags'},
  issues: {create: 'POST /repos/{owner}/{repo}/issues', get: 'GET /repos/{owner}/{repo}/issues/{issue_number}', update: 'PATCH /repos/{owner}/{repo}/issues/{issue_number}', listForRepo: 'GET /repos/{owner}/{repo}/issues', createComment: 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments', updateComment: 'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}', deleteComment: 'DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}', listComments: 'GET /repos/{owner}/{repo}/issues/{issue_number}/comments', addLabels: 'POST /repos/{owner}/{repo}/issues/{issue_number}/labels', removeLabel: 'DELETE /repos/{owner}/{repo}/issues/{issue_number}/labels/{name}', setLabels: 'PUT /repos/{owner}/{repo}/issues/{issue_number}/labels', listLabelsOnIssue: 'GET /repos/{owner}/{repo}/issues/{issue_number}/labels', addAssignees: 'POST /repos/{owner}/{repo}/issues/{issue_number}/assignees', lock: 'PUT /repos/{owner}/{repo}/issues/{issue_number}/lock'},
  pulls: {create: 'POST /repos/{owner}/{repo}/pulls', get: 'GET /repos/{owner}/{repo}/pulls/{pull_number}', list: 'GET /repos/{owner}/{repo}/pulls', update: 'PATCH /repos/{owner}/{repo}/pulls/{pull_number}', merge: 'PUT /repos/{owner}/{repo}/pulls/{pull_number}/merge', listFiles: 'GET /repos/{owner}/{repo}/pulls/{pull_number}/files', listCommits: 'GET /repos/{owner}/{repo}/pulls/{pull_number}/commits', createReview: 'POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews', listReviews: 'GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews', requestReviewers: 'POST /repos/{owner}/{repo}/pulls/{pull_number}/requested_reviewers'},
  repos: {get: 'GET /repos/{owner}/{repo}', getBranch: 'GET /repos/{owner}/{repo}/branches/{branch}', getCommit: 'GET /repos/{owner}/{repo}/commits/{ref}', getContent: 'GET /repos/{owner}/{repo}/contents/{path}', createCommitStatus: 'POST /repos/{owner}/{repo}/statuses/{sha}', createDispatchEvent: 'POST /repos/{owner}/{repo}/dispatches', createRelease: 'POST /repos/{owner}/{repo}/releases', getLatestRelease: 'GET /repos/{owner}/{repo}/releases/latest', getReleaseByTag: 'GET /repos/{owner}/{repo}/releases/tags/{tag}', listReleases: 'GET /repos/{owner}/{repo}/releases', listTags: 'GET /repos/{owner}/{repo}/tags', compareCommits: 'GET /repos/{owner}/{repo}/compare/{base}...{head}', listPullRequestsAssociatedWithCommit: 'GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls', createDeployment: 'POST /repos/{owner}/{repo}/deployments', createDeploymentStatus: 'POST /repos/{owner}/{repo}/deployments/{deployment_id}/statuses'},
  users: {getByUsername: 'GET /users/{username}', getAuthenticated: 'GET /user'},
};
const api = e.ROPEWALK_API;
const noApi = (what) => new Error(`${what} asks GitHub's API, and none is configured here: give the input base-url, or take the step's script as a double`);
const request = async (route, parameters = {}) => {
  if (!api) throw noApi(`github.request('${route}')`);
  const [method, template] = route.includes(' ') ? route.split(' ') : ['GET', route];
  const rest = {...parameters};
  delete rest.headers; delete rest.mediaType; delete rest.baseUrl;
  let url = template.replace(/\{(\w+)\}/g, (_, name) => { const value = rest[name]; delete rest[name]; return name === 'path' || name === 'ref' ? String(value) : encodeURIComponent(String(value)); });
  let body;
  if (method === 'GET' || method === 'HEAD') {
    const query = new URLSearchParams(Object.entries(rest).filter(([, v]) => v !== undefined).map(([k, v]) => [k, String(v)])).toString();
    if (query) url += `${url.includes('?') ? '&' : '?'}${query}`;
  } else body = JSON.stringify(rest.data ?? rest);
  const previews = input('previews');
  const headers = {accept: previews ? previews.split(',').map((p) => `application/vnd.github.${p.trim()}-preview+json`).join(',') : 'application/vnd.github.v3+json', authorization: `token ${input('github-token')}`, 'user-agent': input('user-agent') || 'actions/github-script', ...(body ? {'content-type': 'application/json'} : {}), ...(parameters.headers || {})};
  const exempt = input('retry-exempt-status-codes').split(',').map(Number);
  const retries = parseInt(input('retries') || '0', 10);
  for (let attempt = 0; ; ++attempt) {
    const response = await fetch(url.startsWith('http') ? url : api.replace(/\/$/, '') + url, {method, headers, body});
    if (input('debug') === 'true') console.log(`${method} ${url} - ${response.status}`);
    const kind = response.headers.get('content-type') || '';
    const content = response.status === 204 ? undefined : kind.includes('json') ? await response.json() : await response.text();
    if (response.ok) return {status: response.status, url: response.url, headers: Object.fromEntries(response.headers), data: content};
    if (attempt < retries && !exempt.includes(response.status)) { await new Promise((go) => setTimeout(go, 1000 * (attempt + 1) ** 2)); continue; }
    throw Object.assign(new Error(`${(content && content.message) || response.statusText} - ${url}`), {name: 'HttpError', status: response.status, response: {status: response.status, data: content, headers: Object.fromEntries(response.headers)}});
  }
};
const method = (route) => Object.assign((parameters) => request(route, parameters), {route, endpoint: {merge: (parameters) => ({route, ...parameters})}});
const rest = new Proxy({}, {get: (_, area) => typeof area !== 'string' ? undefined : new Proxy({}, {get: (_all, name) => {
  const route = kRoutes[area] && kRoutes[area][name];
  if (route) return method(route);
  return async () => { throw api ? new Error(`github.rest.${area}.${String(name)} is not known here: use github.request('METHOD /path', parameters)`) : noApi(`github.rest.${area}.${String(name)}`); };
}})});
const pages = async function* (what, parameters = {}) {
  const route = what.route || what;
  for (let page = 1; ; ++page) {
    const answer = await request(route, {per_page: 30, ...parameters, page});
    yield answer;
    const items = Array.isArray(answer.data) ? answer.data : Object.values(answer.data).find(Array.isArray) || [];
    if (items.length < (parameters.per_page || 30)) return;
  }
};
const paginate = Object.assign(async (what, parameters, map) => {
  const all = [];
  for await (const answer of pages(what, parameters)) {
    const items = Array.isArray(answer.data) ? answer.data : Object.values(answer.data).find(Array.isArray) || [];
    all.push(...(map ? map(answer, () => {}) : items));
  }
  return all;
}, {iterator: pages});
const github = {
  request: Object.assign((route, parameters) => request(typeof route === 'string' ? route : `${route.method || 'GET'} ${route.url}`, parameters || route), {defaults: () => github.request}),
  graphql: async (query, variables = {}) => {
    if (!api) throw noApi('github.graphql');
    const {data: answer} = await request(`POST ${api.replace(/\/api\/v3\/?$/, '/api').replace(/\/$/, '')}/graphql`, {data: {query, variables}});
    if (answer.errors) throw Object.assign(new Error(`Request failed due to following response errors:\n${answer.errors.map((x) => ` - ${x.message}`).join('\n')}`), answer);
    return answer.data;
  },
  rest, paginate, hook: {before() {}, after() {}, error() {}, wrap() {}}, log: {debug() {}, info: console.info, warn: console.warn, error: console.error},
};

const wrapped = new Proxy(require, {apply: (target, self, [id]) => {
  if (id.startsWith('.')) return target(path.join(process.cwd(), id));
  try { return target.apply(self, [id]); } catch (error) {
    try { return target(target.resolve(id, {paths: [process.cwd()]})); } catch { throw error; }
  }
}, get: (target, name) => target[name]});

const fail = (error) => { console.error(error); core.setFailed(`Unhandled error: ${error}`); };
process.on('unhandledRejection', fail);
(async () => {
  const AsyncFunction = Object.getPrototypeOf(async () => null).constructor;
  const given = {require: wrapped, __original_require__: require, github, octokit: github, getOctokit: () => github, context, core, exec, glob, io};
  const result = await new AsyncFunction(...Object.keys(given), input('script', {required: true}))(...Object.values(given));
  const encoding = input('result-encoding') || 'json';
  if (encoding !== 'json' && encoding !== 'string') throw new Error('"result-encoding" must be either "string" or "json"');
  const output = encoding === 'json' ? JSON.stringify(result) : String(result);
  core.setOutput('result', output);
})().catch(fail);
