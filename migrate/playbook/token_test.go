package playbook_test

import (
	"strings"
	"testing"

	"ad2scim/migrate"
	"ad2scim/migrate/playbook"
)

func TestCheckToken(t *testing.T) {
	const uuid4 = "3f2b8c1e-5d4a-4f6b-9a7c-0d1e2f3a4b5c"
	for _, c := range []struct {
		path  playbook.Path
		token string
		fine  bool
		warns bool
	}{
		{playbook.SelfHosted, uuid4, true, false},
		{playbook.SelfHosted, strings.ToUpper(uuid4), true, false},
		{playbook.SelfHosted, "3f2b8c1e-5d4a-1f6b-9a7c-0d1e2f3a4b5c", true, true}, // version 1
		{playbook.SelfHosted, "{" + uuid4 + "}", true, true},
		{playbook.SelfHosted, "urn:uuid:" + uuid4, true, true},
		{playbook.SelfHosted, uuid4 + "\n", false, true},
		{playbook.SelfHosted, "anything-else", true, true},
		{playbook.SelfHosted, "", false, true},
		{playbook.Confidential, uuid4, true, false},
		{playbook.Confidential, "eyJhbGciOi.something_long~+/=", true, false},
		{playbook.Confidential, "two words", false, false},
		{playbook.Confidential, "\u00a0" + uuid4, false, false},
		{playbook.Confidential, "DLP_abc", false, false},
		{playbook.Confidential, "", false, false},
	} {
		err := playbook.CheckToken(migrate.NewSecret(c.token))
		if (err == nil) != c.fine {
			t.Errorf("%s %q: %v", c.path, c.token, err)
		}
		if err != nil && (migrate.ClassOf(err) != migrate.BadInput || c.token != "" && strings.Contains(err.Error(),
			c.token)) {
			t.Errorf("%s %q: the error is %v", c.path, c.token, err)
		}
		if why := playbook.TokenWarning(c.path, migrate.NewSecret(c.token)); (why != "") != c.warns {
			t.Errorf("%s %q: the warning is %q", c.path, c.token, why)
		}
	}
}
