// Package table is the visible part of a long list, with a cursor and a scroll bar. It draws
// only the visible rows, so its cost doesn't grow with the list.
package table
