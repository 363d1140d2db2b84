package scim_test

import "crypto/tls"

// oldTLS is what a server speaks that nobody has updated.
func oldTLS() *tls.Config {
	return &tls.Config{MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11}
}
