// Package provisioning is the part of the Migrate screen that turns provisioning at the
// identity provider on and off: the app, the settings before and after, the confirmation, the
// progress, and the first cycle. The rules are in migrate/idp.
package provisioning
