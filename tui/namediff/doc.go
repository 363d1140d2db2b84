// Package namediff draws names of groups: one in a table cell, or two above each other with the
// differences marked. Names are hostile text, and no name is drawn outside its columns.
package namediff
