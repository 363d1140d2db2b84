// Package render formats untrusted text from a directory, a server or a file so that it is safe where it is shown:
// in Markdown, CSV and tables. It also formats counts and times.
package render
