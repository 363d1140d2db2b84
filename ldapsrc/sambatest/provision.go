package sambatest

import (
	"context"
	"crypto/sha256"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/gofrs/flock"
)

// recipe is the complete input of a fresh domain's content.
type recipe struct {
	extraGroups int
	other       *otherDomain // nil for the default domain with its content
	settings    []string     // options at run time; not part of the cache key
}

// version is part of the cache key of a domain. Increase it when provision changes in a way that the rest of the
// recipe doesn't show.
const version = 1

// provisioned returns the folder of a provisioned and filled domain. It makes the domain if no earlier run did. The
// folder is in the user's cache folder, named after a hash of its input, and is never changed.
func (r recipe) provisioned(ctx context.Context, report func(string)) (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	cache = filepath.Join(cache, "ad2scim-samba")
	if err := os.MkdirAll(cache, 0o700); err != nil {
		return "", err
	}
	samba, err := exec.CommandContext(ctx, "samba", "--version").Output()
	if err != nil {
		return "", err
	}
	var objects []string
	if r.other == nil {
		objects = r.ldif()
	}
	made := fmt.Appendf(nil, "%d\n%s\n%s", version, samba, strings.Join(objects, ""))
	domain := r.domain()
	if r.other != nil {
		made = fmt.Appendf(made, "%s\n%s", domain.name, domain.netBIOS)
	}
	key := sha256.Sum256(made)
	dir := filepath.Join(cache, fmt.Sprintf("%x", key[:12]))

	lock := flock.New(dir + ".lock")
	if err := lock.Lock(); err != nil {
		return "", err
	}
	defer lock.Unlock()
	if _, err := os.Stat(dir); err == nil {
		return dir, nil
	}
	work := dir + ".work"
	if err := os.RemoveAll(work); err != nil {
		return "", err
	}
	report("making a domain (once; kept in " + cache + ")")
	if err := provision(ctx, work, domain, objects); err != nil {
		return "", err
	}
	return dir, os.Rename(work, dir)
}

// placeholder stands for the domain's own folder in a cached smb.conf.
func placeholder(dir string) string { return dir + ".work" }

func provision(ctx context.Context, dir string, domain otherDomain, objects []string) error {
	if err := os.MkdirAll(filepath.Join(dir, "etc"), 0o700); err != nil {
		return err
	}
	conf, sam := filepath.Join(dir, "etc", "smb.conf"), filepath.Join(dir, "private", "sam.ldb")
	// Without an explicit configuration, Samba's tools would read this computer's own.
	empty := filepath.Join(dir, "empty.conf")
	if err := os.WriteFile(empty, []byte("[global]\n"), 0o600); err != nil {
		return err
	}
	steps := [][]string{
		{
			"samba-tool", "domain", "provision", "--configfile=" + empty, "--targetdir=" + dir,
			"--realm=" + strings.ToUpper(domain.name), "--domain=" + domain.netBIOS, "--adminpass=" + AdminPassword,
			"--server-role=dc", "--dns-backend=NONE", "--host-name=dc1", "--host-ip=127.0.0.1",
			"--option=vfs objects=dfs_samba4 acl_xattr xattr_tdb",
			"--option=pid directory=" + dir, "--option=ncalrpc dir=" + dir + "/ncalrpc",
			"--option=ntp signd socket directory=" + dir + "/ntp", "--option=winbindd socket directory=" + dir + "/winbindd",
			"--option=log file=" + dir + "/log",
		},
		{"samba-tool", "spn", "add", "ldap/dc1." + domain.name, "DC1$", "-s", conf},
		{
			"samba-tool", "domain", "passwordsettings", "set", "--history-length=0", "--min-pwd-age=0", "--max-pwd-age=0",
			"--account-lockout-threshold=" + strconv.Itoa(LockoutThreshold), "-s", conf,
		},
	}
	for i, text := range objects {
		ldif := filepath.Join(dir, fmt.Sprintf("objects%d.ldif", i))
		if err := os.WriteFile(ldif, []byte(text), 0o600); err != nil {
			return err
		}
		steps = append(steps, []string{"ldbmodify", "-H", sam, "--configfile=" + conf, "--nosync", ldif})
	}
	for _, step := range steps {
		if _, err := run(ctx, step...); err != nil {
			return err
		}
	}
	if len(objects) == 0 {
		return nil
	}
	return setRights(ctx, conf, sam)
}

// setRights lets Helpdesk write displayName of the groups below OU=Groups (by schemaIDGUID, MS-ADA1 section 2.175
// and MS-ADSC section 2.61), and hides HiddenUser from Reader.
func setRights(ctx context.Context, conf, sam string) error {
	const displayName, group = "bf967953-0de6-11d0-a285-00aa003049e2", "bf967a9c-0de6-11d0-a285-00aa003049e2"
	for _, r := range []struct{ account, object, rule string }{
		{Helpdesk, "OU=Groups," + BaseDN, "(OA;CIIO;WP;" + displayName + ";" + group + ";%s)"},
		{Reader, HiddenUser, "(D;;RPLCLORC;;;%s)"},
	} {
		out, err := run(ctx, "ldbsearch", "-H", sam, "--configfile="+conf, "(sAMAccountName="+r.account+")", "objectSid")
		if err != nil {
			return err
		}
		_, sid, _ := strings.Cut(out, "objectSid: ")
		sid, _, _ = strings.Cut(sid, "\n")
		_, err = run(ctx, "samba-tool", "dsacl", "set", "-H", sam, "-s", conf, "--objectdn="+r.object,
			"--sddl="+fmt.Sprintf(r.rule, sid))
		if err != nil {
			return err
		}
	}
	return nil
}

func run(ctx context.Context, command ...string) (string, error) {
	out, err := exec.CommandContext(ctx, command[0], command[1:]...).CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("%s: %w\n%s", strings.Join(command[:2], " "), err, out[max(0, len(out)-2000):])
	}
	return string(out), nil
}
