package groupfile

import "slices"

// fileFormat is a file format. sniff recognizes it.
type fileFormat struct {
	word string // value of Connection.Format
	read func(*document) (*content, error)
	// nameAlone says that a group has only one name and no attributes.
	nameAlone bool
	// screen says that output for a screen may be mistaken for this format.
	screen bool
}

// formats returns the formats in the order in which they are offered; lines is the last.
func formats() []fileFormat {
	return []fileFormat{
		{
			word: "csv", screen: true,
			read: func(d *document) (*content, error) { return readTable(d, d.separators()) },
		},
		{word: "tsv", screen: true, read: func(d *document) (*content, error) { return readTable(d, "\t") }},
		{word: "json", read: readJSON},
		{word: "ndjson", read: readJSON},
		{word: "ldif", read: readLDIF},
		{word: "saml", read: readXML},
		{word: "auditlog", nameAlone: true, read: readAuditLog},
		{word: "lines", nameAlone: true, screen: true, read: readLines},
	}
}

// Formats returns the valid values of Connection.Format.
func Formats() (words []string) {
	for _, f := range formats() {
		words = append(words, f.word)
	}
	return words
}

// formatOf returns the format with this name, which must be one of Formats.
func formatOf(word string) fileFormat {
	all := formats()
	return all[slices.IndexFunc(all, func(f fileFormat) bool { return f.word == word })]
}
