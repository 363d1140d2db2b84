// Package connect is the screen that sets up the two sides. A form is checked as it is typed,
// and a connection is tested before it is used.
package connect
