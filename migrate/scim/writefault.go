package scim

import (
	"errors"
	"net/http"
	"strings"

	"golang.org/x/text/cases"

	"ad2scim/migrate"
)

// Errors that change how a refused change is repeated. Callers don't see them.
var (
	errOtherForm    = errors.New("the provider does not understand this form of a change")
	errNoPatch      = errors.New("the provider offers no PATCH")
	errOtherVersion = errors.New("the provider refuses the version that it showed")
	errBusy         = errors.New("the provider asks to retry later")
)

// scimTypes maps scimType values (RFC 7644 section 3.12, table 9) to errors.
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

// cause returns what a refusing answer means, or nil if it isn't clear.
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
	case http.StatusTooManyRequests:
		return errBusy
	case http.StatusServiceUnavailable:
		if a.header.Get("Retry-After") != "" {
			return errBusy
		}
	}
	if status >= 400 && status < 500 && status != http.StatusRequestTimeout {
		return migrate.ErrRefused
	}
	return migrate.ErrOutcomeUnknown
}

// fault is cause for a group that was read again and still has the old name.
func (w *write) fault(a *answer) error {
	cause := w.cause(a)
	switch {
	case errors.Is(cause, migrate.ErrChanged) && !w.blind:
		// The version has changed but the name hasn't: some providers send another version with every answer. Others
		// compare If-Match strongly (RFC 9110 section 13.1.1), and so refuse every weak version, even their own.
		w.refused++
		w.blind = w.refused > 1
		return errOtherVersion
	case errors.Is(cause, migrate.ErrGone):
		return errNoPatch // some servers without PATCH answer that the path doesn't exist
	}
	return cause
}

var advice = map[error]string{
	migrate.ErrTaken:          "choose another name, or rename the other group first",
	migrate.ErrDenied:         "check what the token was made for, and where the name of this group comes from",
	migrate.ErrInvalid:        "choose another name",
	migrate.ErrGone:           "compare again and make a new plan",
	migrate.ErrChanged:        "compare again and make a new plan",
	migrate.ErrOutcomeUnknown: "read the group to find out",
}

// refusal explains why a change wasn't made, or why that isn't known.
func (w *write) refusal(a *answer, cause error) error {
	why, next := w.client.refusal(a.status, a, parseError(a.body))
	known := cause
	if _, named := advice[cause]; !named {
		known = migrate.ErrRefused
	}
	if word, is := advice[cause]; is {
		next = migrate.Advise(word)
		switch {
		case errors.Is(cause, migrate.ErrTaken) && fold(w.change.Before) == fold(w.change.After):
			why = "another group has this name, or the provider ignores case and finds the group's own old name; " + why
		default:
			why = cause.Error() + "; " + why
		}
	}
	return w.client.problem(w.what, why, "", errors.Join(migrate.ErrSent, known, &statusError{a.status, ""}), next...)
}

func fold(name string) string { return cases.Fold().String(name) }

// lost explains a change without an answer. It is only known not to be made if it was never sent.
func (w *write) lost(err error) error {
	switch {
	case errors.Is(err, errLost):
	case errors.Is(err, migrate.ErrSent): // redirected after it was sent
		return migrate.With(w.client.unreachable(w.what, err), migrate.ErrRefused)
	default:
		return w.client.unreachable(w.what, err)
	}
	why, _ := w.client.explain(err)
	return w.client.problem(w.what, migrate.ErrOutcomeUnknown.Error()+" ("+why+")", advice[migrate.ErrOutcomeUnknown],
		errors.Join(migrate.ErrSent, migrate.ErrOutcomeUnknown, err))
}
