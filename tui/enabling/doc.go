// Package enabling is the part of the screen Migrate that switches SCIM on at
// the identity provider and off again: the app, every setting before and after,
// what keeps it shut, the typed word, each step as it is made, and the first
// cycle to its end. What may be done, and doing it, is left to migrate/idp.
package enabling
