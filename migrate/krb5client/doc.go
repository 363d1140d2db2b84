// Package krb5client gets Kerberos tickets without the operating system's client: with a password, a keytab, or the
// ticket cache, as configured in krb5.conf (KRB5_CONFIG and KRB5CCNAME as in kinit). Its errors explain what to do.
// Callers present the ticket to a server.
package krb5client
