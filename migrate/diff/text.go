package diff

import "io"

// TableOptions are for WriteTable.
type TableOptions struct {
	Width int  // columns of the terminal; 0 means 100
	Color bool // mark differing places with colour
	All   bool // list exact rows too, in place of counting them
}

// WriteCSV writes one line a row.
func (r *Result) WriteCSV(w io.Writer) error { return nil }

// WriteMarkdown writes the result as a Markdown document.
func (r *Result) WriteMarkdown(w io.Writer) error { return nil }

// WriteTable writes the result for a terminal.
func (r *Result) WriteTable(w io.Writer, o TableOptions) error { return nil }
