package groupfile

import "slices"

// fileFormat is a format that a file may have. What tells it from others is in sniff.
type fileFormat struct {
	word string // for Connection.Format
	read func(*document) (*content, error)
	// nameAlone says that a group has one name and no attributes.
	nameAlone bool
	// screen says that what a command shows on the screen may be taken for it.
	screen bool
}

// formats lists the formats in the order in which they are offered; lines is the last.
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

// Formats lists the words that Connection.Format may hold.
func Formats() (words []string) {
	for _, f := range formats() {
		words = append(words, f.word)
	}
	return words
}

// formatOf returns the format of a word, which must be one of Formats.
func formatOf(word string) fileFormat {
	all := formats()
	return all[slices.IndexFunc(all, func(f fileFormat) bool { return f.word == word })]
}
