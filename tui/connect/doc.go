// Package connect is the screen where the two sides are set up: a form a side,
// checked while it is typed and tried before it is used.
package connect
