package ldapsrc

import (
	"context"
	"errors"
	"log/slog"

	"ad2scim/migrate"

	"github.com/go-ldap/ldap/v3"
)

// pageSize is AD's default MaxPageSize (MS-ADTS section 3.1.1.3.4.6); a server
// with a lower limit sends smaller pages.
const pageSize = 1000

// maxIdlePages is how many pages without anything new are borne before the
// server is taken to go round in a circle.
const maxIdlePages = 100

var errCircle = errors.New("the server repeats the same page without end")

// errCookie marks the refusal of a cookie in mid-list. A domain controller
// forgets one after a while, and when it is short of memory (MS-ADTS section
// 3.1.1.3.4.1.2); it answers with one of these codes then.
var errCookie = errors.New("the server lost the position in the list")

func forgot(err error, page int) error {
	if page > 1 && ldap.IsErrorAnyOf(err, ldap.LDAPResultUnwillingToPerform, ldap.LDAPResultUnavailableCriticalExtension,
		ldap.LDAPResultProtocolError) {
		return errors.Join(errCookie, err)
	}
	return err
}

// ask sends the request for the page at cookie, the first of which is 1. The answer has the
// page's end alone, and the entries that the stream left to go-ldap.
func (c *conn) ask(ctx context.Context, r ldap.SearchRequest, page int, cookie []byte) *pageRequest {
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

// pages makes a paged search (RFC 2696) and hands on each page as it arrives.
// each returns how many of the page's entries are new. The next page is asked
// for as soon as this one is here, before its entries are looked at. No other
// request may be under way on the connection.
func (c *conn) pages(ctx context.Context, r *ldap.SearchRequest, each func(*ldap.SearchResult) (int, error)) error {
	select {
	case <-c.stream.ends: // left over by a server that ended a search twice
	default:
	}
	c.stream.paged.Store(true)
	defer c.stream.paged.Store(false)
	idle, page := 0, 1
	for now := c.ask(ctx, *r, page, nil); now != nil; page++ {
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
			next = c.ask(ctx, *r, page+1, end.cookie)
		}
		if a == (answer{}) {
			a = <-now.answer
		}
		pageAnswered(now.question, a, end)
		err := forgot(a.err, page)
		if err == nil {
			a.result.Entries = append(end.entries, a.result.Entries...)
			var added int
			added, err = each(a.result)
			if idle++; added > 0 {
				idle = 0
			}
		}
		if err == nil && next != nil && idle == maxIdlePages {
			err = errCircle
		}
		if err != nil {
			// What is still to come belongs to nobody.
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
