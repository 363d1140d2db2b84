package jumpcloud

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"net/url"
	"strconv"

	"ad2scim/migrate"
	"ad2scim/migrate/idp/rest"
)

const (
	pageSize = 100 // JumpCloud's maximum
	maxPages = 10_000
	restarts = 3
)

func page(skip, limit int) url.Values {
	return url.Values{"limit": {strconv.Itoa(limit)}, "skip": {strconv.Itoa(skip)}}
}

// list reads every page by limit and skip. Each page begins with the last entry of the previous one. If it doesn't,
// or if an entry occurs twice, the list changed during the read, and is read again.
func list[T any](ctx context.Context, p *Provider, doing, path string, query url.Values, id func(T) string,
	report migrate.Report,
) ([]T, error) {
	for range restarts {
		all, whole, err := once(ctx, p, doing, path, query, id, report)
		if err != nil || whole {
			return all, err
		}
		report.Send(migrate.Progress{Doing: doing, Note: "starting over: the list changed while it was read"})
	}
	return nil, &migrate.Problem{
		Class: migrate.Unreachable, What: "cannot " + doing + " (JumpCloud)",
		Why:  "the list changes while it is read",
		Next: "try again when nobody works on it", Err: errors.New("an entry came twice"),
	}
}

func once[T any](ctx context.Context, p *Provider, doing, path string, query url.Values, id func(T) string,
	report migrate.Report,
) (all []T, whole bool, err error) {
	seen := map[string]bool{}
	overlap := 0
	for range maxPages {
		rows, total, err := one[T](ctx, p, doing, path, query, len(all)-overlap, report)
		if err != nil {
			return nil, false, err
		}
		if overlap > 0 && len(rows) == 1 && seen[id(rows[0])] {
			return all, len(all) >= total, nil // all entries have been read, whatever their order
		}
		if overlap > 0 {
			if len(rows) == 0 || id(rows[0]) != id(all[len(all)-1]) {
				return nil, false, nil
			}
			rows = rows[overlap:]
		}
		for _, row := range rows {
			if seen[id(row)] {
				return nil, false, nil
			}
			seen[id(row)] = true
		}
		all = append(all, rows...)
		report.Send(migrate.Progress{Doing: doing, Done: len(all), Total: total})
		if len(rows) == 0 {
			return all, len(all) >= total, nil
		}
		if len(rows) > 1 {
			overlap = 1 // a page with a single entry can't overlap
		}
	}
	return nil, false, nil
}

func one[T any](ctx context.Context, p *Provider, doing, path string, query url.Values, skip int,
	report migrate.Report,
) (list []T, total int, err error) {
	q := page(skip, pageSize)
	maps.Copy(q, query)
	var raw json.RawMessage
	if _, err := p.api.JSON(ctx, doing, rest.Request{Method: http.MethodGet, Path: path, Query: q, Report: report},
		&raw); err != nil {
		return nil, 0, err
	}
	if list, total, err = rows[T](raw); err != nil {
		return nil, 0, &migrate.Problem{
			Class: migrate.Unreachable, What: "cannot " + doing + " (JumpCloud)",
			Why: "the answer is not the list that was expected", Next: "try again", Err: err,
		}
	}
	return list, total, nil
}

// rows decodes a page: v2 sends an array, v1 an object with the total.
func rows[T any](raw json.RawMessage) ([]T, int, error) {
	if len(raw) > 0 && raw[0] == '[' {
		var rows []T
		err := json.Unmarshal(raw, &rows)
		return rows, 0, err
	}
	var v1 struct {
		Total   int `json:"totalCount"`
		Results []T `json:"results"`
	}
	err := json.Unmarshal(raw, &v1)
	return v1.Results, v1.Total, err
}
