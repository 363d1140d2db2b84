package main_test

import (
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"ad2scim/migrate/demo/provider"
	"ad2scim/migrate/idp/okta/oktatest"
)

// servers are stand-ins in this process, so that each call costs only one process: Okta, and
// the SCIM server of the sample company. Other tests use Samba and SCIMMY.
type servers struct {
	transcript
	folder, scim string
	env          []string
}

func startServers(t *testing.T) (*servers, *oktatest.Server) {
	t.Helper()
	okta := oktatest.Start(t)
	app := okta.AddApp("Dashlane", oktatest.CustomSAML...)
	okta.AddCatalogApp("Dashlane of the catalog", "https://id.example.com/scim/2.0")
	okta.AddGroup("Sales")
	okta.AddGroup("Payroll ")
	kept := okta.AddGroup("IT")
	okta.Assign(app, kept)
	okta.AddUser(app, "ann@example.com", "USER", "PROVISIONED")

	const token = "3f2b8c1e-5d4a-4f6b-9a7c-0d1e2f3a4b5c"
	var groups []*provider.Resource
	for i, name := range []string{"Sales ", "payroll", "IT"} {
		groups = append(groups, &provider.Resource{ID: fmt.Sprint("p", i), Attributes: map[string]any{"displayName": name}})
	}
	users := []*provider.Resource{{ID: "u0", Attributes: map[string]any{"userName": "ada@example.com"}}}
	handler, err := provider.Handler(token, users, groups)
	if err != nil {
		t.Fatal(err)
	}
	scim := httptest.NewServer(handler)
	t.Cleanup(scim.Close)

	s := &servers{folder: t.TempDir(), scim: scim.URL + "/scim/2.0"}
	s.replace = []string{s.folder, "$WORK"}
	s.env = []string{
		"XDG_STATE_HOME=" + s.folder, "DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent", "AD2SCIM_OKTA_URL=" + okta.URL,
		"AD2SCIM_OKTA_TOKEN=" + okta.Token, "AD2SCIM_SCIM_TOKEN=" + token,
	}
	lists := map[string]string{"ad.csv": "objectGUID,name\na1,Sales\na2,Payroll\na3,IT\na4,Legal\n"}
	for name, text := range lists {
		if err := os.WriteFile(filepath.Join(s.folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return s, okta
}

// run runs the program with the words of a line.
func (s *servers) run(t *testing.T, line string) {
	t.Helper()
	args := strings.Fields(strings.ReplaceAll(line, "SCIM", s.scim))
	for i := range args {
		args[i] = strings.ReplaceAll(args[i], "@", " ")
	}
	cmd := exec.Command(program, args...)
	cmd.Dir = s.folder
	cmd.Env = append(os.Environ(), s.env...)
	var out, errOut strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &errOut
	if err := cmd.Run(); err != nil && cmd.ProcessState.ExitCode() < 0 {
		t.Fatal(err)
	}
	s.call(append([]string{"ad2scim"}, args...), out.String(), errOut.String(), cmd.ProcessState.ExitCode())
}

// The output and exit statuses of the commands that need a server, in each format.
func TestGoldenServers(t *testing.T) {
	t.Parallel()
	s, okta := startServers(t)
	const enable = "enable --idp okta --app Dashlane --path self-hosted --endpoint https://id.example.com/scim/2.0 "
	const assign = "enable --idp okta --app Dashlane --path self-hosted --assign "
	const catalog = "enable --idp okta --app Dashlane@of@the@catalog --path self-hosted --endpoint https://id.example.com/scim/2.0 "
	for line := range strings.SplitSeq(strings.TrimSpace(`
probe --scim SCIM
probe --scim SCIM --format json
probe --scim SCIM --format csv
probe --scim SCIM --format markdown
fix plan --ad ad.csv --scim SCIM --out plan.json
fix apply plan.json --ad ad.csv --scim SCIM
fix apply plan.json --ad ad.csv --scim SCIM --dry-run
fix apply plan.json --ad ad.csv --scim SCIM --max-changes 1 --yes
fix apply plan.json --ad ad.csv --scim SCIM --yes
fix apply plan.json --ad ad.csv --scim SCIM --yes --format json
fix undo --list
fix undo --scim SCIM --group Sales
fix undo --scim SCIM --group Sales --yes --format markdown
fix undo --scim SCIM --yes --format csv
fix undo --scim SCIM --yes
doctor --look --scim SCIM
doctor --scim SCIM --fact path=self-hosted --format json
watch --once --ad ad.csv --scim SCIM
watch --once --ad ad.csv --scim okta:Dashlane
diff --ad ad.csv --scim okta:Dashlane
diff --ad ad.csv --scim okta:None
enable --idp okta --list-apps
enable --idp okta --list-apps --format json
enable --idp okta --list-apps --format csv
enable --idp okta --list-apps --format markdown
enable --idp okta --app Dashlane --list-assigned
enable --idp okta --app Dashlane --list-assigned --format json
enable --idp okta --app Dashlane --list-assigned --format csv
enable --idp okta --app Dashlane --list-assigned --format markdown
enable --idp okta --app Dashlane --diagnose
enable --idp okta --app Dashlane --diagnose --format json
enable --idp okta --app Dashlane --plan
ENABLE --plan
ENABLE --plan --format json
ENABLE --plan --format csv
ENABLE --plan --format markdown
ASSIGN --plan
ASSIGN --plan --ad ad.csv
ASSIGN --plan --ad ad.csv --format json
ASSIGN --ad ad.csv
ASSIGN --ad ad.csv --yes
ASSIGN --ad ad.csv --force why
ASSIGN --ad ad.csv --force why --yes
ASSIGN --ad ad.csv --force why --yes --format json
ENABLE --apply
ENABLE --apply --yes
ENABLE --apply --force why
ENABLE --apply --force why --yes
ENABLE --apply --force why --yes --attest endpoint --format json
enable --idp okta --app Dashlane --disable
steps choose --path self-hosted --idp okta
steps check idp-connection
steps check idp-assigned
steps check idp-started
CATALOG --apply --force why --yes --attest endpoint,test,groups,scope,start --follow-for 1s
enable --idp okta --app Dashlane@of@the@catalog --disable
enable --idp okta --app Dashlane@of@the@catalog --disable --yes
enable --idp okta --app Dashlane@of@the@catalog --disable --yes
status
steps choose --path confidential --idp okta --force because
`), "\n") {
		s.run(t, strings.NewReplacer("ENABLE ", enable, "ASSIGN ", assign, "CATALOG ", catalog).Replace(line))
	}
	s.replace = append(s.replace, okta.URL, "OKTA")
	s.compare(t, "servers")
}
