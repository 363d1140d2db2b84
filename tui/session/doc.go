// Package session holds the state that the screens of a run share: the two sides, the lists,
// the comparison, and what the user chose. It changes only while a message is handled. Whatever
// waits runs in commands that can be canceled. The caller provides the connections.
package session
