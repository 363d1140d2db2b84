// Parses the PowerShell script on standard input and prints, as JSON, where it
// does not fit the grammar and which commands it calls.
const { Parser, Language } = require("@vscode/tree-sitter-wasm");
const path = require("node:path");
const fs = require("node:fs");

async function main() {
  const wasm = path.join(path.dirname(require.resolve("@vscode/tree-sitter-wasm")));
  await Parser.init({ locateFile: (name) => path.join(wasm, name) });
  const parser = new Parser();
  parser.setLanguage(await Language.load(path.join(wasm, "tree-sitter-powershell.wasm")));
  const tree = parser.parse(fs.readFileSync(0, "utf8"));
  const errors = [];
  const commands = [];
  const visit = (node) => {
    if (node.isError || node.isMissing) {
      errors.push(`line ${node.startPosition.row + 1}: ${node.text.slice(0, 80)}`);
    }
    if (node.type === "command_name") {
      commands.push(node.text);
    }
    for (const child of node.children) {
      visit(child);
    }
  };
  visit(tree.rootNode);
  console.log(JSON.stringify({ errors, commands }));
}

main();
