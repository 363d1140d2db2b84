// Package page is a page of text that scrolls between a title and what is always
// seen below it.
package page
