package krb5client

import (
	"fmt"
	"os"
	"strings"

	"github.com/jcmturner/gokrb5/v8/client"
	"github.com/jcmturner/gokrb5/v8/config"
	"github.com/jcmturner/gokrb5/v8/credentials"

	"ad2scim/migrate"
)

// fileCacheHint tells the admin how to make a ticket cache in a file, the only type that is supported, whatever
// krb5.conf configures for kinit.
const fileCacheHint = "run: KRB5CCNAME=FILE:/tmp/ad2scim.cc kinit user@REALM, and start ad2scim with the same KRB5CCNAME"

func fromCache(s Server, conf *config.Config, settings ...func(*client.Settings)) (*client.Client, error) {
	where, named := os.LookupEnv("KRB5CCNAME")
	if !named {
		where = fmt.Sprintf("/tmp/krb5cc_%d", os.Getuid())
	}
	// A one-letter type is a Windows drive.
	if kind, rest, typed := strings.Cut(where, ":"); typed && len(kind) > 1 {
		if kind != "FILE" {
			return nil, &migrate.Problem{Class: migrate.BadInput, What: s.What, Why: "the ticket cache is of the type " +
				migrate.Quote(kind) + ", which only the system can read", Next: fileCacheHint}
		}
		where = rest
	}
	if _, err := os.Stat(where); err != nil {
		kinit := "run kinit"
		if !named {
			kinit = fileCacheHint
		}
		return nil, &migrate.Problem{
			Class: migrate.BadInput, What: s.What,
			Why: "there is no ticket cache at " + migrate.Quote(where), Next: kinit + ", or give a user with " + s.Option,
			Err: err,
		}
	}
	cache, err := load(credentials.LoadCCache, where)
	if err == nil {
		var k *client.Client
		if k, err = client.NewFromCCache(cache, conf, settings...); err == nil {
			return k, nil
		}
	}
	return nil, &migrate.Problem{Class: migrate.BadInput, What: s.What, Why: "the ticket cache " + migrate.Quote(where) +
		" holds no ticket that can be used", Next: "run kinit again", Err: err}
}

// load reads a file with gokrb5 and recovers from its panics on some broken files.
func load[T any](read func(string) (T, error), path string) (content T, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("the file is broken: %v", p)
		}
	}()
	return read(path)
}
