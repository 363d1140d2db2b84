// Package screentest helps to test screens: hostile names, a source in memory, and a check of
// what was drawn. The source is in memory because the tests need lists of any length, with
// names that no directory accepts.
package screentest
