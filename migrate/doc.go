// Package migrate holds the nouns that every part of ad2scim shares: a Group,
// the Source it is read from, the Renamer that changes its name, the
// Connection that says where a source is, and the Problem that says what went
// wrong. It does no input or output; the folders below it are the verbs.
//
// A name is a string of bytes. Nothing in this package trims, folds or
// normalizes one, and it may hold bytes that are not UTF-8.
package migrate
