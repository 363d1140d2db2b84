package scim

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"golang.org/x/text/cases"

	"ad2scim/migrate"
)

// What a refusal asks for that no caller has to know.
var (
	errOtherForm      = errors.New("the provider does not understand this form of a change")
	errNoPatch        = errors.New("the provider offers no PATCH")
	errNoPrecondition = errors.New("the provider refuses its own version")
)

// scimTypes are the words of RFC 7644 section 3.12, table 9, that decide.
var scimTypes = map[string]error{
	"uniqueness":    migrate.ErrTaken,
	"invalidvalue":  migrate.ErrInvalid,
	"mutability":    migrate.ErrDenied,
	"sensitive":     migrate.ErrDenied,
	"invalidpath":   errOtherForm,
	"invalidsyntax": errOtherForm,
	"notarget":      errOtherForm,
	"invalidfilter": errOtherForm,
}

// cause returns what an answer that refuses a change means; nil if the answer
// does not tell.
func (w *write) cause(a *answer) error {
	said := parseError(a.body)
	status := a.status
	if status < 300 {
		status = said.status
	}
	if by, known := scimTypes[strings.ToLower(said.scimType)]; known && status >= 400 && status < 500 {
		return by
	}
	switch status {
	case http.StatusBadRequest:
		return errOtherForm
	case http.StatusConflict:
		return migrate.ErrTaken
	case http.StatusForbidden:
		return migrate.ErrDenied
	case http.StatusNotFound, http.StatusGone:
		return migrate.ErrGone
	case http.StatusPreconditionFailed:
		return migrate.ErrChanged
	case http.StatusRequestEntityTooLarge, http.StatusUnprocessableEntity:
		return migrate.ErrInvalid
	case http.StatusMethodNotAllowed, http.StatusNotImplemented, http.StatusUnsupportedMediaType:
		return errNoPatch
	case http.StatusRequestTimeout, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return migrate.ErrInDoubt
	}
	return nil
}

// fault is cause, and looks twice where the provider may contradict itself.
func (w *write) fault(ctx context.Context, a *answer) error {
	cause := w.cause(a)
	sent := w.now.version
	switch {
	case errors.Is(cause, migrate.ErrChanged) && !w.blind:
		// Some providers compare If-Match strongly (RFC 9110 section 13.1.1), and
		// so refuse every weak version, their own too.
		if w.look(ctx) == nil && sent != "" && w.now.version == sent {
			return errNoPrecondition
		}
	case errors.Is(cause, migrate.ErrGone):
		// Some know no PATCH and say that the address is not there.
		if w.look(ctx) == nil {
			return errNoPatch
		}
	}
	return cause
}

var advice = map[error]string{
	migrate.ErrTaken:   "choose another name, or rename the other group first",
	migrate.ErrDenied:  "check what the token was made for, and where the name of this group comes from",
	migrate.ErrInvalid: "choose another name",
	migrate.ErrGone:    "compare again and make a new plan",
	migrate.ErrChanged: "compare again and make a new plan",
	migrate.ErrInDoubt: "read the group to know",
}

// refusal explains why a change was not made, or why that is not known.
func (w *write) refusal(a *answer, cause error) error {
	why, next := w.client.refusal(a.status, a, parseError(a.body))
	if word, known := advice[cause]; known {
		next = word
		switch {
		case errors.Is(cause, migrate.ErrTaken) && fold(w.change.Before) == fold(w.change.After):
			why = "another group has this name, or the group's own old name stands in the way, as the provider does not tell capitals apart; " + why
		default:
			why = cause.Error() + "; " + why
		}
	}
	return w.client.problem(w.what, why, next, errors.Join(cause, &statusError{a.status, ""}))
}

func fold(name string) string { return cases.Fold().String(name) }

// lost explains a change without an answer. Only what was never sent is known
// not to be done.
func (w *write) lost(err error) error {
	if !errors.Is(err, errLost) {
		return w.client.unreachable(w.what, err)
	}
	why, _ := w.client.explain(err)
	return w.client.problem(w.what, migrate.ErrInDoubt.Error()+" ("+why+")", advice[migrate.ErrInDoubt], errors.Join(migrate.ErrInDoubt, err))
}

// membersLost looks whether a PUT took members away: a provider that leaves
// some out of what it sends would then lose them.
func (w *write) membersLost(how way, before int) error {
	after := memberCount(w.now.raw)
	if how.method != http.MethodPut || before < 0 || after >= before {
		return nil
	}
	return &migrate.Problem{Class: migrate.Partial, What: "the group " + migrate.Quote(w.change.After) + " was renamed at " + w.client.base.Host,
		Why:  fmt.Sprintf("it had %d members before and now shows %d", before, max(after, 0)),
		Next: "look at the group at the provider; its members come back with the next provisioning"}
}
