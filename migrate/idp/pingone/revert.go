package pingone

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
)

// Revert pauses the rule, or restores earlier settings, and reads them back. An earlier token isn't stored and
// can't be restored, so a rule that was on before stays off. Nothing is deleted, because PingOne may delete
// accounts together with a connection.
func (p *Provider) Revert(ctx context.Context, a idp.App, step idp.Step) (string, error) {
	what := "cannot take back the step " + migrate.Quote(step.Title)
	var before kept
	pause := step.ID == idp.StepStart && len(step.Backup) == 0
	if pause {
		before = kept{Status: statusOn, Plan: statusOn, Active: true} // only turn the rule off
	} else if err := json.Unmarshal(step.Backup, &before); err != nil {
		return "", &migrate.Problem{
			Class: migrate.BadInput, What: what,
			Why:  "the saved earlier settings cannot be read",
			Next: "set it by hand in the console, the rule first (Integrations > Provisioning)", Err: err,
		}
	}
	s, err := p.state(ctx, a)
	if err != nil {
		return "", err
	}
	if s.store == nil {
		return "the connection is not there, so there is nothing to put back", nil
	}
	if step.ID == idp.StepStart {
		return p.revertStart(ctx, a, s, before)
	}
	if s.active() {
		return "", changed(what, "the rule is on: someone turned it on in the meantime")
	}
	switch step.ID {
	case idp.StepUsers:
		return "user provisioning is set as before", p.restore(ctx, a, *s.store, before.Config)
	case idp.StepGroups:
		return p.revertGroups(ctx, a, s, before)
	case idp.StepEndpoint:
		return p.revertEndpoint(ctx, a, s, before)
	}
	return "", notDone(what, "ad2scim changed nothing with this step", "check it in the console")
}

// revertStart turns the rule off, and then what else was off before.
func (p *Provider) revertStart(ctx context.Context, a idp.App, s state, before kept) (string, error) {
	for _, r := range s.rules {
		if !r.Active {
			continue
		}
		r.Active = false
		if err := p.putRule(ctx, a, r); err != nil {
			return "", err
		}
	}
	if s.store.Status == statusOn && before.Status != statusOn {
		off := *s.store
		off.Status = statusOff
		if err := p.put(ctx, a, off, nil, stored(off)); err != nil {
			return "the provisioning rule is off, the connection is not", err
		}
	}
	if s.plan != nil && s.plan.Status == statusOn && before.Plan == statusOff && s.others == 0 {
		if err := p.setPlan(ctx, *s.plan, statusOff); err != nil {
			return "the provisioning rule is off, the plan is not", err
		}
	}
	if err := p.revise(ctx); err != nil {
		return "the provisioning rule is off, but no revision was made", err
	}
	if before.Active {
		return "the provisioning rule is off; it was on before", nil
	}
	return "the provisioning rule is off", nil
}

// stored returns the token if PingOne returns it, or a placeholder that no endpoint accepts.
func stored(s store) string {
	if token := s.Configuration.told(tokenKey); token != "" {
		return token
	}
	return noToken
}

// restore restores values of the configuration that differ.
func (p *Provider) restore(ctx context.Context, a idp.App, s store, old config) error {
	if len(s.Configuration.differs(old)) == 0 {
		return nil
	}
	return p.put(ctx, a, s, old, stored(s))
}

// revertGroups selects the groups again that the step removed. Groups that were selected since stay selected.
func (p *Provider) revertGroups(ctx context.Context, a idp.App, s state, before kept) (string, error) {
	r := s.rule()
	if r == nil {
		return "", notDone("cannot select the earlier groups again", "the connection has no rule, or several",
			"select them in the console (Integrations > Provisioning > Rules)")
	}
	all, err := p.Directory(ctx, nil)
	if err != nil {
		return "", err
	}
	missing, add := 0, 0
	for _, id := range before.Groups {
		switch {
		case slices.Contains(r.ids(), id):
		case slices.ContainsFunc(all, func(g idp.Group) bool { return g.ID == id }):
			r.Groups = append(r.Groups, reference{id})
			add++
		default:
			missing++
		}
	}
	saw := fmt.Sprintf("%d groups are selected, as before", len(r.Groups))
	if missing > 0 {
		saw += fmt.Sprintf("; %d no longer exist", missing)
	}
	if add == 0 {
		return saw, nil
	}
	return saw, p.putRule(ctx, a, *r)
}

// revertEndpoint restores the earlier connection and removes the new token, which must not be sent to another
// address. A revision makes the console show it.
func (p *Provider) revertEndpoint(ctx context.Context, a idp.App, s state, before kept) (string, error) {
	old := before.Config
	if before.Made {
		old = nil
	}
	err := p.put(ctx, a, *s.store, old, noToken)
	if _, refused := refusedWith(err, http.StatusBadRequest); refused {
		// Another authentication method may need a secret that PingOne didn't return.
		err = p.put(ctx, a, *s.store, s.store.Configuration.withoutSecrets(old), noToken)
	}
	if err != nil {
		return "", err
	}
	if err := p.revise(ctx); err != nil {
		return "the settings are put back, but no revision was made", err
	}
	if before.Made {
		return "the token is taken out of the connection; the connection and its rule stay, off: delete them in the console if they are not wanted", nil
	}
	return "the connection is set as before, without its secrets", &idp.ByHandError{
		Do: "Integrations > Provisioning, the connection, Configuration: enter the earlier token, which PingOne doesn't show, before you turn the connection and its rule on.",
	}
}
