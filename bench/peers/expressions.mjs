// Times GitHub's own TypeScript expressions (@actions/expressions) on the work of ../expr_bench.cpp.
// Usage: node expressions.mjs FILE SECONDS MODULES, where MODULES is the folder that npm installed into.
import {readFileSync} from "node:fs";
import {pathToFileURL} from "node:url";
import path from "node:path";

const [file, secondsText, modules] = process.argv.slice(2);
const entry = path.join(modules, "node_modules/@actions/expressions/dist/index.js");
const {Evaluator, Lexer, Parser, data} = await import(pathToFileURL(entry).href);

const set = JSON.parse(readFileSync(file, "utf8"));
const seconds = Number(secondsText);
const contexts = JSON.parse(JSON.stringify(set.contexts), data.reviver);
const names = contexts.pairs().map(pair => pair.key);
const status = (name, value) => ({name, minArgs: 0, maxArgs: 0, call: () => new data.BooleanData(value)});
const functions = [status("always", true), status("cancelled", false), status("failure", false), status("success", true)];
const functionsByName = new Map(functions.map(definition => [definition.name, definition]));

let truthy = 0;
const parse = text => new Parser(new Lexer(text).lex().tokens, names, functions).parse();
const evaluate = tree => {
  truthy += new Evaluator(tree, contexts, functionsByName).evaluate().coerceString() === "" ? 0 : 1;
};

// The best of many slices of a hundredth of a second, as the program beside does it.
function time(limit, work) {
  const slice = 0.01;
  const run = length => {
    let calls = 0;
    let passed = 0;
    const start = process.hrtime.bigint();
    while (passed < length) {
      work();
      ++calls;
      passed = Number(process.hrtime.bigint() - start) / 1e9;
    }
    return (passed / calls) * 1e9;
  };
  run(Math.max(limit, 0.5)); // warm: the compiler has seen it all
  let best = run(slice);
  for (let spent = slice; spent < limit; spent += slice) best = Math.min(best, run(slice));
  return best;
}

const chain = terms => Array.from({length: terms}, (_, i) => `github.ref == 'refs/heads/x${i}'`).join(" || ");

const texts = set.expressions;
const trees = texts.map(parse);
const answer = {
  evaluate: time(seconds, () => trees.forEach(evaluate)) / texts.length,
  parse_and_evaluate: time(seconds, () => texts.forEach(text => evaluate(parse(text)))) / texts.length,
  chain: {},
};
for (const terms of [5, 50, 500]) {
  const text = chain(terms);
  try {
    answer.chain[terms] = time(seconds / 3, () => evaluate(parse(text)));
  } catch (error) {
    answer.chain[terms] = null; // its depth limit counts each `||`
  }
}
answer.truthy = truthy > 0;
console.log(JSON.stringify(answer));
