// Package provisioning is the part of the screen Migrate that turns provisioning
// on and off at the identity provider: the app, every setting before and after,
// the confirmation, each step as it is made, and the first cycle to its end. The
// rules are in migrate/idp.
package provisioning
