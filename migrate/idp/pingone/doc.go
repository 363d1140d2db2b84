// Package pingone sets up provisioning in a PingOne environment: the outbound SCIM connections (propagation stores)
// are its apps. It creates or updates a connection, makes PingOne test it, switches users, groups, the connection
// and its rule on and off, and reads everything back. It assigns and renames PingOne's own groups.
//
// The admin chooses which users a rule includes and how their attributes are mapped, and the package reads that
// back: the names for mappings are only documented in examples.
package pingone
