// Package page draws a page of scrolling text between a title and a fixed footer.
package page
