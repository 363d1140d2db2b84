// Package table is the part of a long list that is on the screen: which row the
// cursor is on, which rows can be seen, and a bar that shows where they are. It
// asks for the visible rows alone, so its cost does not grow with the list.
package table
