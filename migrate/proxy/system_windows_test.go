package proxy

import (
	"encoding/binary"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"testing"

	"github.com/mattn/go-ieproxy"
	"golang.org/x/sys/windows/registry"
)

// The proxy that a user has set in Windows, and the configuration script, are used. The
// test changes the user's settings, so that it runs only where that is asked for.
func TestProxyOfTheRegistry(t *testing.T) {
	if os.Getenv("AD2SCIM_TEST_REGISTRY") == "" {
		t.Skip("AD2SCIM_TEST_REGISTRY is not set")
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	script := &httptest.Server{Listener: l, Config: &http.Server{Handler: http.HandlerFunc(
		func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/x-ns-proxy-autoconfig")
			w.Write([]byte(`function FindProxyForURL(url, host) {
				if (host == "direct.example.com") return "DIRECT";
				return "PROXY pac.example.com:3128; PROXY second:3128";
			}`))
		})}}
	script.Start()
	defer script.Close()
	const path = `Software\Microsoft\Windows\CurrentVersion\Internet Settings`
	var keys [2]registry.Key
	for i, p := range []string{path, path + `\Connections`} {
		k, _, err := registry.CreateKey(registry.CURRENT_USER, p, registry.ALL_ACCESS)
		if err != nil {
			t.Fatal(err)
		}
		defer k.Close()
		keys[i] = k
	}
	set := func(t *testing.T, flags uint32, proxy, except, script string) settings {
		t.Helper()
		// Magic, count of changes, flags; then each text behind its length.
		b := binary.LittleEndian.AppendUint32(nil, 0x46)
		b = binary.LittleEndian.AppendUint32(b, 1)
		b = binary.LittleEndian.AppendUint32(b, flags)
		for _, text := range []string{proxy, except, script} {
			b = append(binary.LittleEndian.AppendUint32(b, uint32(len(text))), text...)
		}
		// Windows writes the script's address there too, and wine reads it there alone.
		if err := keys[0].SetStringValue("AutoConfigURL", script); err != nil {
			t.Fatal(err)
		}
		if err := keys[1].SetBinaryValue("DefaultConnectionSettings", append(b, make([]byte, 32)...)); err != nil {
			t.Fatal(err)
		}
		return windowsSettings(ieproxy.ReloadConf())
	}
	const direct, static, pac = 1, 1 | 2, 1 | 4 // PROXY_TYPE_DIRECT, _PROXY, _AUTO_PROXY_URL
	for name, c := range map[string]struct {
		flags                 uint32
		proxy, except, script string
		want                  map[string]string
	}{
		"off": {direct, "proxy:8080", "", "", map[string]string{"id.example.com": ""}},
		"on": {
			static, "proxy:8080", "*.example.net;<local>", "",
			map[string]string{"id.example.com": "http://proxy:8080", "id.example.net": "", "local": ""},
		},
		"one a scheme": {static, "http=a:1;https=b:2", "", "", map[string]string{"id.example.com": "http://b:2"}},
		"script": {
			pac, "", "", script.URL + "/proxy.pac",
			map[string]string{"id.example.com": "http://pac.example.com:3128", "direct.example.com": ""},
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := set(t, c.flags, c.proxy, c.except, c.script)
			for host, want := range c.want {
				u, err := s.find(httptest.NewRequest("GET", "https://"+host+"/scim", nil).URL)
				got := ""
				if u != nil {
					got = u.String()
				}
				if err != nil || got != want {
					t.Errorf("%s: %q, %v, want %q", host, got, err, want)
				}
			}
		})
	}
}
