package ldapsrc

import (
	"context"
	"encoding/binary"
	"errors"
	"log/slog"
	"net"
	"slices"
	"strings"
	"time"

	ber "github.com/go-asn1-ber/asn1-ber"
	"github.com/go-ldap/ldap/v3"

	"ad2scim/migrate"
)

// siteTimeout is the time limit for finding this computer's site. The request uses UDP, which a firewall may drop;
// without an answer, any domain controller will do.
const siteTimeout = 400 * time.Millisecond

// preferSite moves the domain controllers of this computer's site to the front. Like Windows, it asks all of them
// for the site (MS-ADTS section 6.3.3, the LDAP ping), and DNS for the domain controllers in it.
func (d *Directory) preferSite(ctx context.Context, found []server) []server {
	ctx, cancel := context.WithTimeout(ctx, siteTimeout)
	defer cancel()
	asked := migrate.TraceOf(ctx).Ask("LDAP ping", slog.Int("servers", len(found)))
	site := d.ping(ctx, found)
	asked.Answered(nil, slog.String("site", site))
	if site == "" {
		return found
	}
	list, err := d.lookupSRV(ctx, "_ldap._tcp."+site+"._sites.dc._msdcs."+
		strings.TrimSuffix(d.location.host, ".")+".")
	if err != nil {
		return found
	}
	near := serversFromSRV(d.location.host, list)
	for _, s := range found {
		if !slices.Contains(near, s) {
			near = append(near, s)
		}
	}
	return near
}

// pingSite asks all servers for the site of this computer and returns the first answer, or "".
func (d *Directory) pingSite(ctx context.Context, servers []server) string {
	answers := make(chan string, len(servers))
	asked := servers[:min(len(servers), 8)]
	for _, s := range asked {
		go func() { answers <- askSite(ctx, d.resolver, net.JoinHostPort(s.host, "389"), d.location.host) }()
	}
	for range asked {
		if site := <-answers; site != "" {
			return site
		}
	}
	return ""
}

// askSite sends one LDAP ping and returns the site from the answer.
func askSite(ctx context.Context, resolver *net.Resolver, address, domain string) string {
	c, err := (&net.Dialer{Resolver: resolver}).DialContext(ctx, "udp", address)
	if err != nil {
		return ""
	}
	defer c.Close()
	if deadline, ok := ctx.Deadline(); ok {
		if c.SetDeadline(deadline) != nil {
			return ""
		}
	}
	request, err := pingRequest(domain)
	if err != nil {
		return ""
	}
	if _, err := c.Write(request); err != nil {
		return ""
	}
	answer := make([]byte, 4096)
	n, err := c.Read(answer)
	if err != nil {
		return ""
	}
	site, err := clientSite(answer[:n])
	if err != nil {
		return ""
	}
	return site
}

// pingRequest encodes the search of the rootDSE for Netlogon, with the domain and NETLOGON_NT_VERSION_5 and _5EX
// (MS-ADTS section 6.3.1.1).
func pingRequest(domain string) ([]byte, error) {
	filter, err := ldap.CompileFilter("(&(DnsDomain=" + ldap.EscapeFilter(strings.TrimSuffix(domain, ".")) +
		`)(NtVer=\06\00\00\00))`)
	if err != nil {
		return nil, err
	}
	op := ber.Encode(ber.ClassApplication, ber.TypeConstructed, ldap.ApplicationSearchRequest, nil, "")
	op.AppendChild(ber.NewString(ber.ClassUniversal, ber.TypePrimitive, ber.TagOctetString, "", ""))
	for range 2 {
		op.AppendChild(ber.NewInteger(ber.ClassUniversal, ber.TypePrimitive, ber.TagEnumerated, 0, ""))
	}
	for range 2 {
		op.AppendChild(ber.NewInteger(ber.ClassUniversal, ber.TypePrimitive, ber.TagInteger, 0, ""))
	}
	op.AppendChild(ber.NewBoolean(ber.ClassUniversal, ber.TypePrimitive, ber.TagBoolean, false, ""))
	op.AppendChild(filter)
	attributes := ber.NewSequence("")
	attributes.AppendChild(ber.NewString(ber.ClassUniversal, ber.TypePrimitive, ber.TagOctetString, "Netlogon", ""))
	op.AppendChild(attributes)
	message := ber.NewSequence("")
	message.AppendChild(ber.NewInteger(ber.ClassUniversal, ber.TypePrimitive, ber.TagInteger, 1, ""))
	message.AppendChild(op)
	return message.Bytes(), nil
}

var errNoSite = errors.New("the answer names no site")

// clientSite returns the site of the client from the answer to an LDAP ping: a SearchResultEntry with a
// NETLOGON_SAM_LOGON_RESPONSE_EX (MS-ADTS section 6.3.1.9). The result can be used as a part of a DNS name.
func clientSite(answer []byte) (string, error) {
	head, size, ok := header(answer)
	if !ok || head+size > len(answer) {
		return "", errNoSite
	}
	e := parseEntry(answer[:head+size])
	if e == nil {
		return "", errNoSite
	}
	data := e.GetEqualFoldRawAttributeValue("netlogon")
	const fixed, responseEx = 24, 23 // Opcode, Sbz, Flags, DomainGuid; LOGON_SAM_LOGON_RESPONSE_EX
	if len(data) < fixed || binary.LittleEndian.Uint16(data) != responseEx {
		return "", errNoSite
	}
	// The names are forest, domain, host, NetBIOS domain, NetBIOS computer, user, the DC's site, and the client's site.
	at, name := fixed, ""
	for range 8 {
		if name, at, ok = compressedName(data, at); !ok {
			return "", errNoSite
		}
	}
	if name == "" || len(name) > 63 ||
		strings.Trim(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") != "" {
		return "", errNoSite
	}
	return name, nil
}

// compressedName decodes a name as in RFC 1035 section 4.1.4, and returns where the next one starts.
func compressedName(data []byte, at int) (name string, next int, ok bool) {
	var labels []string
	next = -1
	for jumps := 0; at < len(data); {
		n := int(data[at])
		switch {
		case n == 0:
			if next < 0 {
				next = at + 1
			}
			return strings.Join(labels, "."), next, true
		case n >= 0xc0:
			if at+1 >= len(data) || jumps > 20 {
				return "", 0, false
			}
			if next < 0 {
				next = at + 2
			}
			at, jumps = (n&0x3f)<<8|int(data[at+1]), jumps+1
		case n > 63 || at+1+n > len(data) || len(labels) > 128:
			return "", 0, false
		default:
			labels = append(labels, string(data[at+1:at+1+n]))
			at += 1 + n
		}
	}
	return "", 0, false
}
