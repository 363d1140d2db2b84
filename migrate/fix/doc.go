// Package fix makes names exact: it plans renames from a comparison, checks the
// plan as a whole, applies it, keeps a journal of every change, and takes
// changes back. For those who may not write it makes the plan a script.
//
// A Plan is made by Make or by Undo, and looked through by Check before
// anything is written. Apply writes. What is true is what the server says: each
// object is read before it is changed, and read again where the answer to a
// change was lost, so a run that was killed is finished by running it again.
//
// How a server is asked to rename is left to the Renamers (ldapsrc, scim, idp),
// asking a person for consent to the caller.
package fix
