// Parses the PowerShell scripts on standard input, a JSON array of texts, and prints, as
// JSON, where each does not fit the grammar and which commands it calls.
const { Parser, Language } = require("@vscode/tree-sitter-wasm");
const path = require("node:path");
const fs = require("node:fs");

async function main() {
  const wasm = path.join(path.dirname(require.resolve("@vscode/tree-sitter-wasm")));
  await Parser.init({ locateFile: (name) => path.join(wasm, name) });
  const parser = new Parser();
  parser.setLanguage(await Language.load(path.join(wasm, "tree-sitter-powershell.wasm")));
  const results = JSON.parse(fs.readFileSync(0, "utf8")).map((script) => {
    const root = parser.parse(script).rootNode;
    const errors = [];
    const visit = (node) => {
      if (node.isError || node.isMissing) {
        errors.push(`line ${node.startPosition.row + 1}: ${node.text.slice(0, 80)}`);
      }
      for (const child of node.children) {
        visit(child);
      }
    };
    if (root.hasError) {
      visit(root);
    }
    return { errors, commands: root.descendantsOfType("command_name").map((node) => node.text) };
  });
  console.log(JSON.stringify(results));
}

main();
