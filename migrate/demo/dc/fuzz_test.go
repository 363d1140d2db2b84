package dc_test

import (
	"context"
	"errors"
	"net"
	"testing"

	"ad2scim/migrate/demo/dc"
)

// No bytes that a client may send stop the server.
func FuzzServer(f *testing.F) {
	f.Add([]byte("\x30\x0c\x02\x01\x01\x60\x07\x02\x01\x03\x04\x00\x80\x00"))
	f.Add([]byte("\x30\x05\x02\x01\x01\x42\x00"))
	f.Add([]byte("\x30\x25\x02\x01\x02\x63\x20\x04\x00\x0a\x01\x00\x0a\x01\x00\x02\x01\x00\x02\x01\x00\x01\x01\x00\x87\x0bobjectclass\x30\x00"))
	server := &dc.Server{Directory: dc.NewDirectory("corp.example.com")}
	l := &pipeListener{conns: make(chan net.Conn)}
	ctx, cancel := context.WithCancel(context.Background())
	f.Cleanup(cancel)
	go server.Serve(ctx, l)
	f.Fuzz(func(t *testing.T, request []byte) {
		if len(request) > 0 && request[0] == 22 {
			return // a TLS handshake, which is not ours to parse
		}
		client, conn := net.Pipe()
		l.conns <- conn
		go func() {
			client.Write(request)
			client.Write([]byte("\x30\x05\x02\x01\x01\x42\x00")) // unbind
			client.Close()
		}()
		// A panic in the server ends the test binary, so reading to the end
		// of the connection is the check.
		for b := make([]byte, 4096); ; {
			if _, err := client.Read(b); err != nil {
				return
			}
		}
	})
}

type pipeListener struct{ conns chan net.Conn }

func (p *pipeListener) Accept() (net.Conn, error) {
	c, ok := <-p.conns
	if !ok {
		return nil, errors.New("closed")
	}
	return c, nil
}
func (p *pipeListener) Close() error   { close(p.conns); return nil }
func (p *pipeListener) Addr() net.Addr { return &net.UnixAddr{} }
