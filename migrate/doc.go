// Package migrate holds the types that every part of ad2scim shares: a Group, the Source it is read from, the
// Renamer that changes its name, the Connection that says where a source is, and the Problem that describes an
// error to people. It does no input or output.
//
// Group names are strings of bytes. Nothing in this package trims, folds or normalizes a name, and a name may hold
// bytes that are not UTF-8.
package migrate
