// Package session is what the screens of one run of the app share: the two
// sides, what was read from them, the comparison, and what the user chose. It
// is changed only while a message is handled; what waits runs in commands that
// can be stopped. It opens no connection itself: that is given to it.
package session
