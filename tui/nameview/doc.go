// Package nameview draws the names of groups: in a cell of a table, and two of
// them one over the other with the places marked where they differ. A name is
// hostile text; whatever is in it, what is drawn stays in its columns.
package nameview
