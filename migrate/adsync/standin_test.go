package adsync

import (
	"bytes"
	"crypto/hmac"
	"crypto/md5"
	"crypto/rand"
	"crypto/rc4"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode/utf16"

	//lint:ignore SA1019 NTLM is built on it
	"golang.org/x/crypto/md4"

	"ad2scim/migrate"
)

// server stands in for WinRM of a Windows machine, which is not to be had here.
// It is written from MS-WSMV (the shell: Create, Command, Send, Receive, Signal,
// Delete), MS-NLMP (NTLMv2, its keys, signing and sealing) and RFC 4559. What the
// shell runs is a Go function that is given standard input.
type server struct {
	*httptest.Server
	user, domain, password string
	sealed                 bool // without TLS
	offersBasic            bool
	without                uint32 // flags that it does not agree on
	run                    func(script Script, args string) string

	mu     sync.Mutex
	conns  map[string]*session // by the client's address
	stdin  map[string][]byte   // by command
	closed int                 // shells that were deleted
	opened int
	seen   []string // every header and body, as it came over the wire
}

type session struct {
	challenge        []byte
	in               bool
	clientKey        []byte
	serverKey        []byte
	fromClient       *rc4.Cipher
	toClient         *rc4.Cipher
	numberIn, number uint32
}

func newServer(t testing.TB, withTLS bool, run func(Script, string) string) *server {
	s := &server{user: "Admin", domain: "CORP", password: "hush-hush-9", sealed: !withTLS, run: run, conns: map[string]*session{}, stdin: map[string][]byte{}}
	s.Server = httptest.NewUnstartedServer(s)
	s.Config.ConnState = func(c net.Conn, state http.ConnState) {
		if state == http.StateClosed {
			s.mu.Lock()
			delete(s.conns, c.RemoteAddr().String())
			s.mu.Unlock()
		}
	}
	if withTLS {
		s.StartTLS()
	} else {
		s.Start()
	}
	t.Cleanup(s.Close)
	return s
}

// settings reach the server with the right account.
func (s *server) settings() WinRM {
	return WinRM{Address: s.Listener.Addr().String(), User: s.domain + `\` + s.user, Password: migrate.NewSecret(s.password), HTTP: s.sealed}
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	s.seen = append(s.seen, fmt.Sprint(r.Header), string(body))
	c := s.conns[r.RemoteAddr]
	if c == nil {
		c = &session{}
		s.conns[r.RemoteAddr] = c
	}
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
		if s.offersBasic {
			w.Header().Add("WWW-Authenticate", `Basic realm="WSMAN"`)
		}
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
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
	w.Header().Set("Content-Type", soapType)
	if s.sealed {
		w.Header().Set("Content-Type", sealedType)
		out = c.close(out)
	}
	w.WriteHeader(status)
	w.Write(out)
}

var (
	actionForm  = regexp.MustCompile(`<[a-z]+:Action[^>]*>([^<]*)</`)
	streamForm  = regexp.MustCompile(`<[a-z]+:Stream ([^>]*)>([^<]*)</`)
	commandForm = regexp.MustCompile(`CommandId="([^"]*)"`)
)

// answer works the shell. A Receive before the end of standard input is told
// that its time is up, as by a real one after 60 seconds.
func (s *server) answer(body string) (string, int) {
	action := actionForm.FindStringSubmatch(body)[1]
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
		return envelope(action+"Response", "<rsp:Shell><rsp:ShellId>11111111-2222-3333-4444-555555555555</rsp:ShellId></rsp:Shell>"), 200
	case shell + "Command":
		if !strings.Contains(body, `Name="WINRS_CONSOLEMODE_STDIN">FALSE<`) || !strings.Contains(body, "powershell.exe -NoLogo") {
			return s.fault("the command is not as expected"), 500
		}
		id := fmt.Sprintf("C-%d", len(s.stdin))
		s.stdin[id] = nil
		return envelope(action+"Response", "<rsp:CommandResponse><rsp:CommandId>"+id+"</rsp:CommandId></rsp:CommandResponse>"), 200
	case shell + "Send":
		m := streamForm.FindStringSubmatch(body)
		id := commandForm.FindStringSubmatch(m[1])[1]
		data, err := base64.StdEncoding.DecodeString(m[2])
		if err != nil {
			return s.fault("no base64"), 500
		}
		s.stdin[id] = append(s.stdin[id], data...)
		return envelope(action+"Response", "<rsp:SendResponse/>"), 200
	case shell + "Receive":
		id := commandForm.FindStringSubmatch(body)[1]
		if !bytes.Contains(s.stdin[id], []byte("\n")) {
			return s.fault("The WS-Management service cannot complete the operation within the time specified in OperationTimeout."), 500
		}
		code, args, _ := strings.Cut(strings.TrimSpace(string(s.stdin[id])), ".")
		out := base64.StdEncoding.EncodeToString([]byte(s.run(scriptOf(code), args)))
		return envelope(action+"Response", `<rsp:ReceiveResponse><rsp:Stream Name="stdout" CommandId="`+id+`">`+out+`</rsp:Stream>`+
			`<rsp:CommandState CommandId="`+id+`" State="`+shell+`CommandState/Done"><rsp:ExitCode>0</rsp:ExitCode></rsp:CommandState></rsp:ReceiveResponse>`), 200
	case shell + "Signal":
		return envelope(action+"Response", "<rsp:SignalResponse/>"), 200
	case transfer + "Delete":
		s.closed++
		return envelope(action+"Response", ""), 200
	}
	return s.fault("unknown action " + action), 500
}

func (s *server) fault(text string) string {
	return `<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body><s:Fault><s:Reason><s:Text xml:lang="en-US">` + text + `</s:Text></s:Reason></s:Fault></s:Body></s:Envelope>`
}

func scriptOf(code string) Script {
	for _, s := range []Script{FindScript, StopScript, ResumeScript} {
		if base64.StdEncoding.EncodeToString([]byte(s.text())) == code {
			return s
		}
	}
	return "another"
}

// NTLM, MS-NLMP.

const ntlmFlags = 0x00000001 | 0x00000004 | 0x00000010 | 0x00000020 | 0x00000200 | 0x00008000 | 0x00010000 | 0x00080000 | 0x00800000 | 0x20000000 | 0x40000000 | 0x80000000

func wide(s string) []byte {
	var b []byte
	for _, u := range utf16.Encode([]rune(s)) {
		b = binary.LittleEndian.AppendUint16(b, u)
	}
	return b
}

// challenge is the CHALLENGE_MESSAGE of section 2.2.1.2.
func (s *server) challenge(c *session) []byte {
	c.challenge = make([]byte, 8)
	rand.Read(c.challenge)
	flags := uint32(ntlmFlags)
	flags &^= s.without
	name := wide(s.domain)
	pair := func(id uint16, v []byte) []byte {
		b := binary.LittleEndian.AppendUint16(nil, id)
		return append(binary.LittleEndian.AppendUint16(b, uint16(len(v))), v...)
	}
	info := slices.Concat(pair(2, name), pair(1, wide("SRV1")), pair(4, wide("corp.example.com")), pair(3, wide("srv1.corp.example.com")), pair(0, nil))
	field := func(n, at int) []byte {
		b := binary.LittleEndian.AppendUint16(nil, uint16(n))
		b = binary.LittleEndian.AppendUint16(b, uint16(n))
		return binary.LittleEndian.AppendUint32(b, uint32(at))
	}
	return slices.Concat([]byte("NTLMSSP\x00\x02\x00\x00\x00"), field(len(name), 48), binary.LittleEndian.AppendUint32(nil, flags), c.challenge,
		make([]byte, 8), field(len(info), 48+len(name)), name, info)
}

func sum(key []byte, parts ...[]byte) []byte {
	h := hmac.New(md5.New, key)
	for _, p := range parts {
		h.Write(p)
	}
	return h.Sum(nil)
}

// authenticate checks an AUTHENTICATE_MESSAGE (section 2.2.1.3) by NTLMv2 (section
// 3.3.2), and derives the keys (sections 3.4.4 and 3.4.5).
func (s *server) authenticate(c *session, m []byte) bool {
	part := func(at int) []byte {
		n, from := int(binary.LittleEndian.Uint16(m[at:])), int(binary.LittleEndian.Uint32(m[at+4:]))
		return m[from : from+n]
	}
	response, domain, user, key := part(20), part(28), part(36), part(52)
	if len(response) < 24 || !bytes.Equal(user, wide(s.user)) {
		return false
	}
	hash := md4.New()
	hash.Write(wide(s.password))
	owf := sum(hash.Sum(nil), wide(strings.ToUpper(s.user)), domain)
	if !hmac.Equal(sum(owf, c.challenge, response[16:]), response[:16]) {
		return false
	}
	base := sum(owf, response[:16])
	exported := make([]byte, 16)
	cipher, _ := rc4.NewCipher(base)
	cipher.XORKeyStream(exported, key)
	derive := func(text string) []byte {
		d := md5.Sum(append(slices.Clone(exported), text+"\x00"...))
		return d[:]
	}
	c.clientKey = derive("session key to client-to-server signing key magic constant")
	c.serverKey = derive("session key to server-to-client signing key magic constant")
	c.fromClient, _ = rc4.NewCipher(derive("session key to client-to-server sealing key magic constant"))
	c.toClient, _ = rc4.NewCipher(derive("session key to server-to-client sealing key magic constant"))
	return true
}

func signature(cipher *rc4.Cipher, key []byte, number uint32, message []byte) []byte {
	n := binary.LittleEndian.AppendUint32(nil, number)
	check := sum(key, n, message)[:8]
	cipher.XORKeyStream(check, check)
	return slices.Concat([]byte{1, 0, 0, 0}, check, n)
}

// open takes a sealed message apart, or returns nil.
func (c *session) open(body []byte) []byte {
	form := regexp.MustCompile(`(?s)^--Encrypted Boundary\r\n\tContent-Type: application/HTTP-SPNEGO-session-encrypted\r\n\tOriginalContent: type=application/soap\+xml;charset=UTF-8;Length=(\d+)\r\n` +
		`--Encrypted Boundary\r\n\tContent-Type: application/octet-stream\r\n\x10\x00\x00\x00(.*)--Encrypted Boundary--\r\n$`)
	m := form.FindSubmatch(body)
	if m == nil || len(m[2]) < 16 {
		return nil
	}
	text := slices.Clone(m[2][16:])
	c.fromClient.XORKeyStream(text, text)
	if fmt.Sprint(len(text)) != string(m[1]) || !bytes.Equal(signature(c.fromClient, c.clientKey, c.numberIn, text), m[2][:16]) {
		return nil
	}
	c.numberIn++
	return text
}

func (c *session) close(text []byte) []byte {
	sealed := slices.Clone(text)
	c.toClient.XORKeyStream(sealed, sealed)
	sign := signature(c.toClient, c.serverKey, c.number, text)
	c.number++
	return slices.Concat([]byte("--Encrypted Boundary\r\n\tContent-Type: application/HTTP-SPNEGO-session-encrypted\r\n\tOriginalContent: type=application/soap+xml;charset=UTF-8;Length="+
		fmt.Sprint(len(text))+"\r\n--Encrypted Boundary\r\n\tContent-Type: application/octet-stream\r\n\x10\x00\x00\x00"), sign, sealed, []byte("--Encrypted Boundary--\r\n"))
}

// wire is all that came to the server, as it came.
func (s *server) wire() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return strings.Join(s.seen, "\n")
}
