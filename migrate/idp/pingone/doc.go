// Package pingone sets up provisioning in a PingOne environment: the outbound
// SCIM connections (propagation stores) are its apps. It makes or updates a
// connection, has PingOne test it, switches users, groups, the connection and
// its rule on and off, and reads all of it back. It assigns and renames groups
// of PingOne's own.
//
// Which users a rule takes in, and how their attributes are mapped, is left to
// the admin and read back: the names that mapping takes are documented in
// examples alone.
package pingone
