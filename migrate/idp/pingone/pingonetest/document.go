package pingonetest

import (
	_ "embed"

	"ad2scim/migrate/idp/apidoc"
)

//go:embed requests.yaml
var requests []byte

var loadDocument = apidoc.Once(requests)
