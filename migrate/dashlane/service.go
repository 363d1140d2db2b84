package dashlane

import (
	"bytes"
	"context"
	"net/http"
	"strings"

	"ad2scim/migrate"
	"ad2scim/migrate/idp/rest"
)

// EncryptionService returns the address of the encryption service that a self-hosted SCIM endpoint belongs to, or
// "" if the address doesn't have that form.
func EncryptionService(endpoint string) string {
	base, found := strings.CutSuffix(strings.TrimRight(endpoint, "/"), "/scim/2.0")
	if !found {
		return ""
	}
	return base
}

// CheckEncryptionService checks that an encryption service's address serves a page of Dashlane's. caFile is an
// additional certificate authority to trust, or "".
func CheckEncryptionService(ctx context.Context, address, caFile string) error {
	c, err := rest.New(rest.Options{Name: "the encryption service", Base: address, CAFile: caFile})
	if err != nil {
		return err
	}
	a, err := c.Do(ctx, "see whether the encryption service answers", rest.Request{Method: http.MethodGet, Path: "/"})
	if err != nil {
		return err
	}
	if !bytes.Contains(bytes.ToLower(a.Body), []byte("dashlane")) {
		return &migrate.Problem{
			Class: migrate.Partial, What: "the encryption service does not answer as it should",
			Why:  "its address shows a page that does not speak of Dashlane",
			Next: "check the address, and restart the service at its host",
		}
	}
	return nil
}
