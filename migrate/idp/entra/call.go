package entra

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/idp/rest"
)

const (
	mostTries = 8     // for a batch without progress
	batchSize = 20    // Graph's maximum ("Combine multiple HTTP requests using JSON batching")
	mostPages = 10000 // limit for a server whose pages never end

	longestSettle = 16 // longest pause between two reads of a write, as a multiple of the first: Entra's replicas lag
)

// do makes a call, and repeats it once with a new token after a 401.
func (c *Client) do(ctx context.Context, doing string, r rest.Request) (*rest.Answer, error) {
	a, err := c.api.Do(ctx, doing, r)
	if refused, ok := errors.AsType[*rest.Refused](err); ok && refused.Status == http.StatusUnauthorized {
		c.tokens.renew()
		return c.api.Do(ctx, doing, r)
	}
	return a, err
}

func (c *Client) get(ctx context.Context, doing, path string, into any) error {
	a, err := c.do(ctx, doing, rest.Request{Method: http.MethodGet, Path: path})
	if err != nil {
		return err
	}
	return read(doing, a.Body, into)
}

func read(doing string, body []byte, into any) error {
	if err := json.Unmarshal(body, into); err != nil {
		return &migrate.Problem{
			Class: migrate.Unreachable, What: "cannot " + doing + " (Microsoft Graph)",
			Why: "the answer is not the JSON that was expected", Next: "try again", Err: err,
		}
	}
	return nil
}

func explain(status int, body []byte) (why, next string) {
	var said struct {
		Error struct{ Code, Message string }
	}
	if json.Unmarshal(body, &said) != nil || said.Error.Code == "" {
		return "", ""
	}
	if status == http.StatusUnauthorized && said.Error.Code == "UnknownError" {
		return "the sign-in lacks a right: Microsoft Graph answers 401 UnknownError where Synchronization.ReadWrite.All is missing",
			"grant Synchronization.ReadWrite.All with admin consent (to an application that owns the app, Application.ReadWrite.OwnedBy is enough); a person also needs the role Cloud Application Administrator"
	}
	if said.Error.Code == "Authorization_RequestDenied" {
		return "the sign-in lacks a right (" + said.Error.Code + ")",
			"grant the rights that the sign-in check names, with admin consent, and give a person the role Cloud Application Administrator"
	}
	return said.Error.Message + " (" + said.Error.Code + ")", ""
}

// pages reads all pages of a collection by their links.
func pages[T any](ctx context.Context, c *Client, doing, path string, report migrate.Report) ([]T, error) {
	var all []T
	for range mostPages {
		var page struct {
			Value []T    `json:"value"`
			Next  string `json:"@odata.nextLink"`
		}
		if err := c.get(ctx, doing, path, &page); err != nil {
			return nil, err
		}
		all = append(all, page.Value...)
		report.Send(migrate.Progress{Doing: doing, Done: len(all)})
		if page.Next == "" {
			return all, nil
		}
		path = page.Next
	}
	return nil, &migrate.Problem{
		Class: migrate.Unreachable, What: "cannot " + doing, Why: "the pages have no end",
		Next: "try again later",
	}
}

type part struct {
	ID      string            `json:"id"`
	Status  int               `json:"status"`
	Headers map[string]string `json:"headers"`
	Body    json.RawMessage   `json:"body"`
}

// batch requests paths, twenty at a time. The answers come in any order, and each part is throttled separately;
// only throttled parts are repeated.
func (c *Client) batch(ctx context.Context, doing string, paths []string, report migrate.Report) ([]part, error) {
	all := make([]part, len(paths))
	left := make([]int, len(paths))
	for i := range paths {
		left[i] = i
	}
	for tries := 0; len(left) > 0; {
		before := len(left)
		now := left[:min(batchSize, len(left))]
		parts, err := c.oneBatch(ctx, doing, paths, now)
		if err != nil {
			return nil, err
		}
		left = left[len(now):]
		wait := time.Duration(0)
		for _, i := range now {
			p, ok := parts[strconv.Itoa(i)]
			if ok && p.Status != http.StatusTooManyRequests && p.Status < 500 {
				all[i] = p
				continue
			}
			left = append(left, i)
			seconds, _ := strconv.Atoi(p.Headers["Retry-After"])
			wait = max(wait, c.settle, min(time.Duration(seconds)*time.Second, 2*time.Minute))
		}
		if len(left) < before {
			tries = 0 // it makes progress, if slowly
		}
		if wait > 0 {
			if tries++; tries > mostTries {
				return nil, &migrate.Problem{
					Class: migrate.Unreachable, What: "cannot " + doing,
					Why: "Microsoft Graph stays too busy", Next: "try again in a few minutes",
				}
			}
			if err := migrate.Pause(ctx, wait); err != nil {
				return nil, err
			}
		}
		report.Send(migrate.Progress{Doing: doing, Done: len(paths) - len(left)})
	}
	return all, nil
}

func (c *Client) oneBatch(ctx context.Context, doing string, paths []string, which []int) (map[string]part, error) {
	type request struct {
		ID     string `json:"id"`
		Method string `json:"method"`
		URL    string `json:"url"`
	}
	var body struct {
		Requests []request `json:"requests"`
	}
	for _, i := range which {
		body.Requests = append(body.Requests, request{strconv.Itoa(i), http.MethodGet, paths[i]})
	}
	var a *rest.Answer
	var err error
	for range 3 { // reads can be repeated after a lost answer
		if a, err = c.do(ctx, doing, rest.Request{Method: http.MethodPost, Path: "/$batch", Body: body}); !errors.Is(err,
			migrate.ErrOutcomeUnknown) {
			break
		}
	}
	if err != nil {
		return nil, err
	}
	var said struct{ Responses []part }
	if err := read(doing, a.Body, &said); err != nil {
		return nil, err
	}
	parts := map[string]part{}
	for _, p := range said.Responses {
		parts[p.ID] = p
	}
	return parts, nil
}

// until calls so until it returns true, with increasing pauses, or returns otherwise.
func (c *Client) until(ctx context.Context, so func() (bool, error), otherwise error) error {
	return rest.SettleSlowly(ctx, c.settle, longestSettle*c.settle, so, otherwise)
}
