// Package psgrammartest parses PowerShell in tests, with the grammar that editors use: npm's
// @vscode/tree-sitter-wasm, run by Node. It finds syntax errors and the commands that a script calls; it doesn't
// run scripts.
package psgrammartest
