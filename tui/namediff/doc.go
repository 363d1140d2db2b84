// Package namediff draws names of groups: one in a table cell, or two of them
// one over the other with the differing places marked. Names are hostile text:
// whatever they contain, what is drawn stays in its columns.
package namediff
