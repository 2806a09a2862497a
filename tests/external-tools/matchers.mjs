// The problem matchers against the implementations that editors and build servers have. Arguments: the folder of the installed packages.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const tools = process.argv[2];
const require = createRequire(`${tools}/package.json`);
const json = (path) => JSON.parse(readFileSync(path, "utf8"));
const samples = json("testdata/matchers/lines.json");
const github = json(".github/action/matcher.json").problemMatcher;
const vscode = json("docs/examples/vscode-tasks.json").tasks[0].problemMatcher;
let failed = 0;

// For each line what the implementation takes it for, in the words of the samples.
const compare = (name, take) => {
  let right = 0;
  for (const { line, taken_for } of samples) {
    const taken = take(line);
    if (JSON.stringify(taken) === JSON.stringify(taken_for)) right += 1;
    else console.log(`${name}: ${JSON.stringify(line)} is taken for ${JSON.stringify(taken)}`);
  }
  console.log(`${name}: ${right} of ${samples.length} lines as expected`);
  failed += samples.length - right;
};
const words = (found, level) => found && [found.file, found.line, found.column, found.severity ?? level, found.code, found.message].map(String);

const problemMatcher = require("problem-matcher");
compare("problem-matcher", (line) => {
  const found = github.map((matcher) => problemMatcher({ ...matcher, severity: undefined }, line)[0]);
  return words(found[0], "") ?? words(found[1], "note") ?? null;
});

const { parseProblemMatchersJson } = require("@rushstack/problem-matcher");
compare("@rushstack/problem-matcher", (line) => {
  const [first, second] = parseProblemMatchersJson(github.map((matcher) => ({ name: matcher.owner, ...matcher, severity: undefined })));
  return words(first.exec(`${line}\n`) || undefined, "") ?? words({ ...(second.exec(`${line}\n`) || { file: null }), severity: "note" }, "note").reduce((all, word) => (word === "null" ? null : all && [...all, word]), []);
});

const source = `${tools}/node_modules/@codingame/monaco-vscode-api/vscode/src/vs`;
const load = (path) => import(pathToFileURL(`${source}/${path}.js`).href);
const { ProblemMatcherParser, createLineMatcher } = await load("workbench/contrib/tasks/common/problemMatcher");
const { ValidationStatus } = await load("base/common/parsers");
const quiet = { info() {}, warn() {}, error: console.log, fatal: console.log, status: new ValidationStatus() };
const parsed = new ProblemMatcherParser(quiet).parse({ ...vscode, fileLocation: "relative" });
const levels = { 8: "error", 4: "warning", 2: "note" };
const lines = createLineMatcher({ ...parsed, filePrefix: "/w" });
compare("VS Code", (line) => {
  const match = lines.handle([line], 0).match;
  if (!match) return null;
  const marker = match.marker;
  // VS Code shows resources; the path is looked at as it was matched.
  const file = parsed.pattern[0]?.regexp ?? parsed.pattern.regexp;
  return [line.match(file)[1], marker.startLineNumber, marker.startColumn, levels[marker.severity], marker.code, marker.message].map(String);
});
process.exit(failed ? 1 : 0);
