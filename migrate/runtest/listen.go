package runtest

import (
	"crypto/tls"
	"net"
	"testing"
)

// Listen accepts connections on this computer until the test ends, with TLS where config isn't nil,
// and serves each with a call of its own. It returns the address, as host and port.
func Listen(t testing.TB, config *tls.Config, serve func(net.Conn)) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	if config != nil {
		l = tls.NewListener(l, config)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go serve(c)
		}
	}()
	return address
}
