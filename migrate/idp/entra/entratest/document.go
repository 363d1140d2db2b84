package entratest

import (
	_ "embed"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"

	"ad2scim/migrate/idp/apidoc"
)

//go:embed requests.yaml
var requests []byte

var loadDocument = sync.OnceValues(func() (*apidoc.Document, error) {
	doc, err := openapi3.NewLoader().LoadFromData(requests)
	if err != nil {
		return nil, err
	}
	return apidoc.New(doc.Paths, nil)
})
