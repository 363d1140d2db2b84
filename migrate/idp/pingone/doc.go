// Package pingone reads a PingOne environment: the outbound SCIM connections
// (propagation stores) as apps, the groups of their provisioning rules, and how
// the synchronisation stands. It renames groups of PingOne's own. The settings
// of a connection and a rule are made by the admin and read back here: what an
// update leaves out of a store's configuration, its token above all, is not
// documented well enough to write it.
package pingone
