package pingone

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
)

// TestSendsBy: a group is sent as soon as a rule takes it in, which is before the start.
func TestSendsBy(t *testing.T) {
	t.Parallel()
	p := &Provider{}
	if !idp.SendsBy(p, idp.Assigning) || !idp.SendsBy(p, idp.StepStart) || idp.SendsBy(p, idp.StepGroups) {
		t.Error("PingOne sends at another step")
	}
	if !strings.Contains(p.Filter(), "Users") {
		t.Errorf("the filter is at %q", p.Filter())
	}
}

// TestOptionsOfTheEnvironment lose the spaces that a paste brings, and show no secret.
func TestOptionsOfTheEnvironment(t *testing.T) {
	for name, value := range map[string]string{
		"ENVIRONMENT": " env ", "WORKER_ENVIRONMENT": "worker\n", "CLIENT_ID": "id ", "CLIENT_SECRET": " hush\n", "REGION": "eu ",
	} {
		t.Setenv("AD2SCIM_PINGONE_"+name, value)
	}
	o := FromEnv()
	if o.Environment != "env" || o.WorkerEnvironment != "worker" || o.ClientID != "id" || o.Region != "eu" ||
		o.ClientSecret.Reveal() != "hush" {
		t.Errorf("%+v", o)
	}
}

// TestAnErrorThatHoldsTheTokenIsNotShown, and any other is left as it is.
func TestAnErrorThatHoldsTheTokenIsNotShown(t *testing.T) {
	t.Parallel()
	plain, repeats := errors.New("no right"), errors.New("the value Zm9vYmFyYmF6 is wrong")
	if got := scrub(repeats, migrate.NewSecret("Zm9vYmFyYmF6")); strings.Contains(got.Error(), "Zm9v") ||
		!strings.Contains(got.Error(), "Check the connection in the console") {
		t.Error(got)
	}
	for _, err := range []error{plain, nil} {
		if got := scrub(err, migrate.NewSecret("Zm9vYmFyYmF6")); !errors.Is(got, err) {
			t.Errorf("%v becomes %v", err, got)
		}
	}
	if got := scrub(repeats, migrate.Secret{}); !errors.Is(got, repeats) {
		t.Errorf("without a token: %v", got)
	}
}

// TestAStoredSecretIsMasked: what PingOne tells of a connection's secrets, it may tell again in an error.
func TestAStoredSecretIsMasked(t *testing.T) {
	t.Parallel()
	for _, key := range secretKeys {
		secret := "stored-by-PingOne-" + key
		var s store
		if err := json.Unmarshal([]byte(`{"configuration":{"`+key+`":"`+secret+`"}}`), &s); err != nil ||
			s.Configuration.told(key) != secret {
			t.Errorf("%v: %v", err, s.Configuration)
		}
		if got := migrate.Mask("no " + secret); got != "no ***" {
			t.Error(got)
		}
	}
}
