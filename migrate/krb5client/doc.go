// Package krb5client gets Kerberos tickets without the system's help: from a
// password, a keytab, or the ticket cache, as krb5.conf says (KRB5_CONFIG and
// KRB5CCNAME as in kinit). What stands in the way it says in plain words.
// Showing a ticket to a server is for its callers.
package krb5client
