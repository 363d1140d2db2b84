package ldapsrc

import (
	"context"
	"net"

	"ad2scim/migrate"
)

// open opens with limits and a failure cache of its own, so that tests don't affect each other.
func open(ctx context.Context, c migrate.Connection, resolver *net.Resolver, l limits,
	changes ...func(*Directory),
) (*Directory, error) {
	if l.signIn == 0 {
		l.signIn = l.request
	}
	if l.failoverSignIn == 0 {
		l.stagger, l.failoverSignIn, l.failoverRequest = defaultLimits.stagger, defaultLimits.failoverSignIn,
			defaultLimits.failoverRequest
	}
	return openAt(ctx, c, resolver, l, newFailureCache(), changes...)
}
