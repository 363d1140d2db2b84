// Package psgrammartest parses PowerShell in tests, with the grammar that
// editors use: npm's @vscode/tree-sitter-wasm, run by Node. It is no PowerShell:
// it finds what does not parse, and which commands a script calls.
package psgrammartest
