// Times GitHub's own TypeScript parser (@actions/workflow-parser) on the work of ../read_plan_bench.cpp: text to template.
// Usage: node read_plan.bundle.mjs FOLDER ROUNDS LIMIT; bundled by ../read_plan.py, since it imports JSON as modules.
import {readdirSync, readFileSync} from "node:fs";
import path from "node:path";
import {convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow} from "@actions/workflow-parser";

const [folder, rounds, limit] = process.argv.slice(2);
const trace = new NoOperationTraceWriter();
const files = readdirSync(folder)
  .sort()
  .slice(0, Number(limit))
  .map(name => ({name, content: readFileSync(path.join(folder, name), "utf8")}));

let jobs = 0;
let errors = 0;
async function pass() {
  jobs = 0;
  errors = 0;
  for (const file of files) {
    const result = parseWorkflow(file, trace);
    errors += result.context.errors.getErrors().length;
    if (result.value) jobs += (await convertWorkflowTemplate(result.context, result.value)).jobs.length;
  }
}

await pass(); // warm: the compiler has seen it all
let best = Infinity;
for (let i = 0; i < Number(rounds); ++i) {
  const start = process.hrtime.bigint();
  await pass();
  best = Math.min(best, Number(process.hrtime.bigint() - start) / 1e9);
}
const peak_kb = process.resourceUsage().maxRSS;
console.log(JSON.stringify({files: files.length, seconds: best, jobs, errors, peak_kb}));
