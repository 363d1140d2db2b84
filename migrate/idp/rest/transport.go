package rest

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/httplog"
	"ad2scim/migrate/proxy"
	"ad2scim/migrate/tlsroots"
)

const (
	requestTimeout = 3 * time.Minute // for a whole answer
	maxBody        = 64 << 20        // bytes of one answer
)

var (
	errTooLarge  = errors.New("the answer is larger than 64 MB")
	errElsewhere = errors.New("the server redirects the request to another host; the token is not sent there")
)

func checkBase(text string) (*url.URL, error) {
	base, err := url.Parse(strings.TrimRight(text, "/"))
	bad := func(why string) error {
		return &migrate.Problem{Class: migrate.BadInput, What: "cannot use " + migrate.Quote(text) +
			" as the address of an API", Why: why, Next: "give it as https://host"}
	}
	switch {
	case err != nil || base.Host == "" || base.User != nil || base.RawQuery != "" || base.Fragment != "":
		return nil, &migrate.Problem{
			Class: migrate.BadInput, What: "cannot use the address of the API",
			Why: "it is not a plain web address", Next: "give it as https://host",
		}
	case base.Scheme == "http" && !migrate.IsLoopback(base.Hostname()):
		return nil, bad("plain http would send the token in the clear")
	case base.Scheme != "http" && base.Scheme != "https":
		return nil, bad("it is not a web address")
	}
	return base, nil
}

// caOption is how an admin sets the file of certificate authorities.
const caOption = "AD2SCIM_IDP_CA=FILE"

func newTransport(caFile string) (*http.Transport, error) {
	conf, err := tlsroots.Config(caFile, caOption, false)
	if err != nil {
		return nil, err
	}
	return proxy.Transport(conf, time.Minute), nil
}

// stayOnHost only follows redirects of reads, to the same host.
func stayOnHost(req *http.Request, via []*http.Request) error {
	first := via[0]
	if req.URL.Host != first.URL.Host || req.URL.Scheme != first.URL.Scheme || req.Method != first.Method ||
		len(via) >= 5 {
		return errElsewhere
	}
	return nil
}

// HTTPClient returns a plain client with this package's TLS, time limit and refusal of redirects to another host.
// It is for a token endpoint, whose requests aren't JSON and whose answers are never logged.
func HTTPClient(caFile string) (*http.Client, error) {
	transport, err := newTransport(caFile)
	if err != nil {
		return nil, err
	}
	return &http.Client{
		Transport: &httplog.Transport{Transport: transport, HoldsToken: func(*http.Request) bool { return true }},
		Timeout:   requestTimeout, CheckRedirect: stayOnHost,
	}, nil
}
