// Package names says how two group names differ, and shows a name so that
// nothing in it stays hidden.
//
// A difference is a set of kinds. Six of them are layers that can be folded
// away (letter case, white space, invisible characters, Unicode forms,
// punctuation, look-alike letters); the kinds of a pair are the smallest set of
// layers that makes the two names the same bytes. The seventh, Similar, is a
// typing error on top.
//
// A name is a string of bytes. A byte that is not part of valid UTF-8 is itself
// under every folding, so that a broken name is never equal to a cleaned one.
//
// Which of many names belongs to which is the work of package diff.
package names
