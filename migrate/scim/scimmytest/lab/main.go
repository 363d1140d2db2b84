// Command lab runs SCIMMY with a few groups for manual tests until Ctrl-C, and prints how to connect ad2scim to it.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"ad2scim/migrate/scim/scimmytest"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx); err != nil && ctx.Err() == nil {
		fmt.Fprintln(os.Stderr, "lab:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	options := scimmytest.Options{ETag: true, Unique: scimmytest.UniqueFolded, Users: []scimmytest.User{
		{ID: "ada", UserName: "ada@corp.example.com", Display: "Ada Berg", Mail: "ada@corp.example.com"},
	}}
	server, err := scimmytest.Run(ctx, options,
		scimmytest.Group{Name: "finance admins", Members: []string{"ada"}}, scimmytest.Group{Name: "Sales EMEA "},
		scimmytest.Group{Name: "Ops-Oslo"},
		scimmytest.Group{Name: "\u0420ayroll"}, scimmytest.Group{Name: "Board\u00a0Members", ReadOnly: true})
	if err != nil {
		return err
	}
	defer server.Stop()
	fmt.Printf(`A SCIM provider is up at %s. Try, in another terminal:

  export AD2SCIM_SCIM_TOKEN=%s
  bin/ad2scim probe --scim %s
  bin/ad2scim diff --ad groups.csv --scim %s

Ctrl-C ends it.
`, server.URL, server.Token, server.URL, server.URL)
	<-ctx.Done()
	return nil
}
