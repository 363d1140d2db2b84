package ldapsrc

import (
	"context"
	"errors"
	"log/slog"

	"ad2scim/migrate"

	"github.com/go-ldap/ldap/v3"
)

// pageSize is AD's default MaxPageSize (MS-ADTS section 3.1.1.3.4.6). A server with a lower limit sends smaller
// pages.
const pageSize = 1000

// maxIdlePages is the number of pages without a new entry after which the server is assumed to send the same pages
// forever.
const maxIdlePages = 100

var errRepeats = errors.New("the server repeats the same page without end")

// errCookie marks a refused cookie. A domain controller drops a cookie after a while, and when it is short of
// memory (MS-ADTS section 3.1.1.3.4.1.2). It then answers with one of these codes.
var errCookie = errors.New("the server lost the position in the list")

func cookieLost(err error, page int) error {
	if page > 1 && ldap.IsErrorAnyOf(err, ldap.LDAPResultUnwillingToPerform, ldap.LDAPResultUnavailableCriticalExtension,
		ldap.LDAPResultProtocolError) {
		return errors.Join(errCookie, err)
	}
	return err
}

// requestPage requests the page at cookie; page is its number, starting at 1. The answer has the
// page's end alone, and the entries that the stream left to go-ldap.
func (c *conn) requestPage(ctx context.Context, r ldap.SearchRequest, page int, cookie []byte) *pageRequest {
	paging := ldap.NewControlPaging(pageSize)
	paging.SetCookie(cookie)
	r.Controls = []ldap.Control{paging}
	sent := &pageRequest{
		question: c.asks(ctx, "LDAP search", searching(&r, slog.Int("page", page))), answer: make(chan answer, 1),
	}
	go func() {
		result, err := c.searchUntraced(ctx, &r)
		sent.answer <- answer{result, err}
	}()
	return sent
}

// pageRequest is a request for a page that was sent.
type pageRequest struct {
	question *migrate.Question
	answer   chan answer
}

type answer struct {
	result *ldap.SearchResult
	err    error
}

// pages runs a paged search (RFC 2696) and calls each for every page. each returns the number of new entries in the
// page. The next page is requested as soon as this one has arrived, before its entries are processed. The
// connection must not have another request in progress.
func (c *conn) pages(ctx context.Context, r *ldap.SearchRequest, each func(*ldap.SearchResult) (int, error)) error {
	select {
	case <-c.stream.ends: // left over from a server that ended a search twice
	default:
	}
	c.stream.paged.Store(true)
	defer c.stream.paged.Store(false)
	idle, page := 0, 1
	for now := c.requestPage(ctx, *r, page, nil); now != nil; page++ {
		var end pageEnd
		var a answer
		select {
		case end = <-c.stream.ends:
		case a = <-now.answer: // without an end, which only an error does
			if a.err == nil {
				end = <-c.stream.ends
			}
		}
		var next *pageRequest
		if a.err == nil && end.cookie != nil {
			next = c.requestPage(ctx, *r, page+1, end.cookie)
		}
		if a == (answer{}) {
			a = <-now.answer
		}
		pageAnswered(now.question, a, end)
		err := cookieLost(a.err, page)
		if err == nil {
			a.result.Entries = append(end.entries, a.result.Entries...)
			var added int
			added, err = each(a.result)
			if idle++; added > 0 {
				idle = 0
			}
		}
		if err == nil && next != nil && idle == maxIdlePages {
			err = errRepeats
		}
		if err != nil {
			// Pages that arrive after this have no reader.
			c.broken.Store(true)
			c.raw.Close()
			if next != nil {
				answered(next.question, (<-next.answer).err)
			}
			return err
		}
		now = next
	}
	return nil
}
