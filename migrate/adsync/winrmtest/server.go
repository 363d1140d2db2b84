package winrmtest

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// Server stands in for WinRM of a Windows machine, which is not to be had here.
// It is written from MS-WSMV (the shell: Create, Command, Send, Receive, Signal,
// Delete), MS-NLMP (NTLMv2, its keys, signing and sealing) and RFC 4559. What the
// shell runs is a Go function that is given standard input.
type Server struct {
	*httptest.Server
	User, Domain, Password string
	OffersBasic            bool
	Asks                   string // what is asked for where a ticket does not open: Negotiate from StartKerberos
	Without                uint32 // NTLM flags that it does not agree on (MS-NLMP section 2.2.2.5)

	asked  func(action string)
	sealed bool // without TLS
	keys   *keys
	run    func(code, arguments string) string

	pending atomic.Int64 // requests that are not answered yet

	mu       sync.Mutex
	stdin    map[string][]byte // by command
	input    *sync.Cond        // more of it came
	receives map[string]bool   // commands whose output was asked for
	closed   int               // shells that were deleted
	opened   int
	seen     []string // every header and body, as it came over the wire
}

// Start runs a server until the test ends. run is the machine: it is given the
// PowerShell code and its arguments, as they came by standard input, and returns
// what the code prints.
func Start(t testing.TB, withTLS bool, run func(code, arguments string) string) *Server {
	s := newServer(run)
	if s.sealed = !withTLS; s.sealed {
		s.Start()
	} else {
		s.StartTLS()
	}
	t.Cleanup(s.Close)
	return s
}

func newServer(run func(code, arguments string) string) *Server {
	s := &Server{
		User: "Admin", Domain: "CORP", Password: "hush-hush-9", run: run, stdin: map[string][]byte{},
		receives: map[string]bool{},
	}
	s.input = sync.NewCond(&s.mu)
	s.Server = httptest.NewUnstartedServer(s)
	s.Config.ConnContext = func(ctx context.Context, _ net.Conn) context.Context {
		return context.WithValue(ctx, signIn{}, &session{})
	}
	return s
}

// SetPassword changes what the account must sign in with.
func (s *Server) SetPassword(password string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.Password = password
}

// signIn is the key of a connection's session.
type signIn struct{}

func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.pending.Add(1)
	defer s.pending.Add(-1)
	s.mu.Lock()
	defer s.mu.Unlock()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	s.seen = append(s.seen, fmt.Sprint(r.Header), string(body))
	if s.keys != nil {
		if !s.keys.open(r) {
			w.Header().Set("WWW-Authenticate", s.Asks)
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		s.reply(w, nil, body)
		return
	}
	c := r.Context().Value(signIn{}).(*session)
	if token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Negotiate "); ok {
		message, err := base64.StdEncoding.DecodeString(token)
		if err != nil || len(message) < 12 {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		if message[8] == 1 {
			w.Header().Set("WWW-Authenticate", "Negotiate "+base64.StdEncoding.EncodeToString(s.challenge(c)))
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		c.in = s.authenticate(c, message)
	}
	if !c.in {
		w.Header().Add("WWW-Authenticate", "Negotiate")
		if s.OffersBasic {
			w.Header().Add("WWW-Authenticate", `Basic realm="WSMAN"`)
		}
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	s.reply(w, c, body)
}

// reply answers a request of a client that has signed in.
func (s *Server) reply(w http.ResponseWriter, c *session, body []byte) {
	if len(body) == 0 {
		return
	}
	if s.sealed {
		if body = c.open(body); body == nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
	}
	answer, status := s.answer(string(body))
	out := []byte(answer)
	w.Header().Set("Content-Type", "application/soap+xml;charset=UTF-8")
	if s.sealed {
		w.Header().Set("Content-Type",
			`multipart/encrypted;protocol="application/HTTP-SPNEGO-session-encrypted";boundary="Encrypted Boundary"`)
		out = c.close(out)
	}
	w.WriteHeader(status)
	w.Write(out)
}

var (
	actionForm  = regexp.MustCompile(`<[a-z]+:Action[^>]*>([^<]*)</`)
	commandForm = regexp.MustCompile(`CommandId="([^"]*)"`)
)

// longestReceive is how long a Receive waits; at a real one it is 60 seconds.
const longestReceive = time.Second

// awaitInput waits for the end of a command's standard input, and reports whether it came. The
// first Receive of a command isn't kept waiting, so that each run is told that its time is up.
func (s *Server) awaitInput(id string) bool {
	whole := func() bool { return bytes.Contains(s.stdin[id], []byte("\n")) }
	if !s.receives[id] {
		s.receives[id] = true
		return whole()
	}
	over := false
	timer := time.AfterFunc(longestReceive, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		over = true
		s.input.Broadcast()
	})
	defer timer.Stop()
	for !whole() && !over {
		s.input.Wait()
	}
	return whole()
}

// answer works the shell. A Receive before the end of standard input ends with a timeout.
func (s *Server) answer(body string) (string, int) {
	action := actionForm.FindStringSubmatch(body)[1]
	if s.asked != nil {
		s.asked(path.Base(action))
	}
	envelope := func(action, body string) string {
		return `<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing" ` +
			`xmlns:w="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd" xmlns:rsp="http://schemas.microsoft.com/wbem/wsman/1/windows/shell">` +
			`<s:Header><a:Action>` + action + `</a:Action></s:Header><s:Body>` + body + `</s:Body></s:Envelope>`
	}
	const shell = "http://schemas.microsoft.com/wbem/wsman/1/windows/shell/"
	const transfer = "http://schemas.xmlsoap.org/ws/2004/09/transfer/"
	switch action {
	case transfer + "Create":
		s.opened++
		return envelope(action+"Response",
			"<rsp:Shell><rsp:ShellId>11111111-2222-3333-4444-555555555555</rsp:ShellId></rsp:Shell>"), 200
	case shell + "Command":
		if !strings.Contains(body, `Name="WINRS_CONSOLEMODE_STDIN">FALSE<`) ||
			!strings.Contains(body, "powershell.exe -NoLogo") {
			return s.fault("the command is not as expected"), 500
		}
		id := fmt.Sprintf("C-%d", len(s.stdin))
		s.stdin[id] = nil
		return envelope(action+"Response", "<rsp:CommandResponse><rsp:CommandId>"+id+
			"</rsp:CommandId></rsp:CommandResponse>"), 200
	case shell + "Send":
		_, stream, _ := strings.Cut(body, ":Stream ")
		attributes, text, _ := strings.Cut(stream, ">")
		text, _, _ = strings.Cut(text, "<")
		id := commandForm.FindStringSubmatch(attributes)[1]
		data, err := base64.StdEncoding.DecodeString(text)
		if err != nil {
			return s.fault("no base64"), 500
		}
		s.stdin[id] = append(s.stdin[id], data...)
		s.input.Broadcast()
		return envelope(action+"Response", "<rsp:SendResponse/>"), 200
	case shell + "Receive":
		id := commandForm.FindStringSubmatch(body)[1]
		if !s.awaitInput(id) {
			return s.fault("The WS-Management service cannot complete the operation within the time specified in OperationTimeout."), 500
		}
		code, args, _ := strings.Cut(strings.TrimSpace(string(s.stdin[id])), ".")
		out := base64.StdEncoding.EncodeToString([]byte(s.execute(code, args)))
		return envelope(action+"Response", `<rsp:ReceiveResponse><rsp:Stream Name="stdout" CommandId="`+id+`">`+out+
			`</rsp:Stream>`+
			`<rsp:CommandState CommandId="`+id+`" State="`+shell+
			`CommandState/Done"><rsp:ExitCode>0</rsp:ExitCode></rsp:CommandState></rsp:ReceiveResponse>`), 200
	case shell + "Signal":
		return envelope(action+"Response", "<rsp:SignalResponse/>"), 200
	case transfer + "Delete":
		s.closed++
		return envelope(action+"Response", ""), 200
	}
	return s.fault("unknown action " + action), 500
}

func (s *Server) fault(text string) string {
	return `<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body><s:Fault><s:Reason><s:Text xml:lang="en-US">` + text + `</s:Text></s:Reason></s:Fault></s:Body></s:Envelope>`
}

// execute runs what came by standard input.
func (s *Server) execute(code, args string) string {
	text, err := base64.StdEncoding.DecodeString(code)
	if err != nil {
		return "the code is no base64"
	}
	return s.run(string(text), args)
}

// Shells returns how many shells were opened and how many of them closed.
func (s *Server) Shells() (opened, closed int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.opened, s.closed
}

// WriteCA writes the server's certificate to a PEM file, and returns its path.
func (s *Server) WriteCA(t testing.TB) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "ca.pem")
	block := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.Certificate().Raw})
	if err := os.WriteFile(file, block, 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// Watch has asked called before each request of the shell is answered, with the
// last word of its action: Create, Command, Send, Receive, Signal or Delete. Nil
// ends that. It returns once no request is being answered.
func (s *Server) Watch(asked func(action string)) {
	s.mu.Lock()
	s.asked = asked
	s.mu.Unlock()
	for asked == nil && s.pending.Load() > 0 {
		time.Sleep(time.Millisecond)
	}
}

// Wire is all that came to the server, as it came.
func (s *Server) Wire() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return strings.Join(s.seen, "\n")
}
