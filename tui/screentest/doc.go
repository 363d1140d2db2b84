// Package screentest helps the tests of the screens: names that try to break
// the grid, a source in memory, and a check of what was drawn. The source is in
// memory because a test of the drawing needs lists that no directory would
// take, of any length, at once.
package screentest
