package demo

import (
	"context"
	"crypto/rand"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/demo/dc"
)

// Demo is the running demo company.
type Demo struct {
	AD, SCIM migrate.Connection // connections to it, with secrets
	CAFile   string             // the certificate authority of AD's certificate, PEM

	folder string
	stop   context.CancelFunc
	wg     sync.WaitGroup
}

// Start runs the directory and the provider on free ports of 127.0.0.1 until Close is called or ctx ends. Each
// start creates a new certificate authority, password and token.
func Start(ctx context.Context) (*Demo, error) {
	d, err := start(ctx)
	if err != nil {
		return nil, &migrate.Problem{
			Class: migrate.Unreachable, What: "cannot start the demo", Why: err.Error(),
			Next: "it needs two free ports on 127.0.0.1 and a folder for temporary files", Err: err,
		}
	}
	return d, nil
}

func start(ctx context.Context) (_ *Demo, err error) {
	folder, err := os.MkdirTemp("", "ad2scim-demo-")
	if err != nil {
		return nil, err
	}
	ctx, stop := context.WithCancel(ctx)
	d := &Demo{CAFile: filepath.Join(folder, "ca.pem"), folder: folder, stop: stop}
	defer func() {
		if err != nil {
			d.Close()
		}
	}()
	groups := slices.Concat(regular(), different, unpaired)
	staff(groups)
	if err := d.startDirectory(ctx, groups); err != nil {
		return nil, err
	}
	return d, d.startProvider(ctx, groups)
}

func (d *Demo) startDirectory(ctx context.Context, groups []group) error {
	tlsConfig, err := makeCertificate(d.CAFile)
	if err != nil {
		return err
	}
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		return err
	}
	d.AD = migrate.Connection{
		Location: "ldaps://" + l.Addr().String(),
		User:     "admin@" + domain, Auth: "simple", Secret: migrate.NewSecret(rand.Text()),
		CAFile: d.CAFile, InProcess: true,
	}
	server := &dc.Server{Directory: fillDirectory(groups), TLS: tlsConfig, Accounts: map[string]string{
		d.AD.User: d.AD.Secret.Reveal(),
	}}
	d.wg.Go(func() { server.Serve(ctx, l) })
	return nil
}

func (d *Demo) startProvider(ctx context.Context, groups []group) error {
	token := rand.Text()
	handler, err := provisionedHandler(groups, token)
	if err != nil {
		return err
	}
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		return err
	}
	d.SCIM = migrate.Connection{
		Location: "http://" + l.Addr().String() + "/scim/2.0", Secret: migrate.NewSecret(token), InProcess: true,
	}
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second}
	context.AfterFunc(ctx, func() { server.Close() })
	d.wg.Go(func() { server.Serve(l) }) // returns after ctx closes it
	return nil
}

// closeTime is the time limit for stopping the servers.
const closeTime = 2 * time.Second

// Close stops both servers and removes the temporary folder.
func (d *Demo) Close() error {
	d.stop()
	ended := make(chan struct{})
	go func() {
		d.wg.Wait()
		close(ended)
	}()
	select {
	case <-ended:
	case <-time.After(closeTime): // don't wait longer for open connections
	}
	return os.RemoveAll(d.folder)
}
