package scim

import (
	"context"
	"errors"

	"ad2scim/migrate/neterror"
	"ad2scim/migrate/tlsroots"
)

// unreachable explains a request that got no answer. A canceled one stays
// context.Canceled.
func (c *Client) unreachable(doing string, err error) error {
	if errors.Is(err, context.Canceled) {
		return context.Canceled
	}
	why, next := c.explain(err)
	return c.problem(doing, why, next, err)
}

func (c *Client) explain(err error) (why, next string) {
	if e, ok := errors.AsType[*crossHostRedirect](err); ok {
		return e.Error(), "if that is the right server, give its address in full"
	}
	if errors.Is(err, errTooLarge) {
		return errTooLarge.Error(), "check that the endpoint is a SCIM provider"
	}
	server := tlsroots.Server{Title: "the server", Name: c.base.Hostname(), Address: "the address", Option: caOption}
	if why, next, ok := neterror.Explain(server, err); ok {
		return why, next
	}
	return neterror.Reason(err), "try again; if it fails again, check the network between this computer and the server"
}
