package operation

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"slices"
	"testing"

	"ad2scim/migrate"
	"ad2scim/migrate/adsync"
	"ad2scim/migrate/adsync/winrmtest"
)

// A search says where AD sync is looked for next time; a command about one of the hosts
// forgets none of the others.
func TestCommandsAboutOneHostForgetNone(t *testing.T) {
	t.Parallel()
	s := &Service{Dir: t.TempDir(), HostsOf: func(t Targets) (all []adsync.Host, err error) {
		for _, name := range t.Names {
			all = append(all, idleHost{winrmtest.NewMachine(name)})
		}
		return all, nil
	}}
	hosts := func(names ...string) HostInput { return HostInput{Targets: Targets{Names: names}} }
	find := func(names ...string) func() error {
		return func() error {
			_, err := s.FindSync(t.Context(), hosts(names...), nil, unattended{})
			return err
		}
	}
	stop := func(names ...string) func() error {
		return func() error {
			_, err := s.StopSync(t.Context(), SyncRequest{Hosts: hosts(names...)}, nil, unattended{},
				func(SyncResult) {}, nil)
			return err
		}
	}
	verify := func(names ...string) func() error {
		return func() error {
			_, _, err := s.VerifySync(t.Context(), hosts(names...), VerifyInput{}, nil, unattended{})
			return err
		}
	}
	scan := func(judge bool, names ...string) func() error {
		return func() error {
			_, err := s.ScanSync(t.Context(), ScanRequest{Targets: Targets{Names: names}, Judge: judge}, unattended{})
			return err
		}
	}
	for _, c := range []struct {
		name string
		run  func() error
		want []string
	}{
		{"find", find("A", "B"), []string{"A", "B"}},
		{"stop on one", stop("b"), []string{"A", "B"}},
		{"verify another", verify("C"), []string{"A", "B", "C"}},
		{"judge one in the app", scan(true, "A"), []string{"A", "B", "C"}},
		{"look again", find("A"), []string{"A"}},
		{"look in the app", scan(false, "D", "B"), []string{"D", "B"}},
	} {
		if err := c.run(); err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		state, err := s.State()
		if err != nil || state.Machines == nil || !slices.Equal(state.Machines.Hosts, c.want) {
			t.Errorf("%s: remembered are %+v, %v, want %q", c.name, state.Machines, err, c.want)
		}
	}
}

// idleHost is a host without a task of AD sync.
type idleHost struct{ machine *winrmtest.Machine }

func (h idleHost) String() string { return h.machine.Name }

func (h idleHost) Run(_ context.Context, script adsync.Script, _ adsync.Arguments) ([]byte, error) {
	if script != adsync.FindScript {
		return nil, &migrate.Problem{Class: migrate.BadInput, What: "there is nothing to change"}
	}
	return []byte(h.machine.Run("New-Result 'ad2scim.syncfind/v1'", "")), nil
}

// What still runs on the hosts that were scanned is in the result, though another host couldn't
// be reached: before the change, or by the scan after it.
func TestStopWithAHostThatIsNotReached(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		lost bool // the second host answers until the first is changed
		want migrate.Class
	}{
		"never reached":   {false, migrate.Partial},
		"lost meanwhile":  {true, migrate.Partial},
		"nothing to stop": {false, migrate.Unreachable},
	} {
		one, two := winrmtest.NewMachine("SRV1", `\Sync`), winrmtest.NewMachine("SRV2", `\Sync`)
		one.Set(`\Sync`, winrmtest.Standing{Enabled: c.want == migrate.Partial, State: "running"})
		reached := func() bool { return c.lost && one.Changes() == 0 }
		s := &Service{Dir: t.TempDir(), HostsOf: func(Targets) ([]adsync.Host, error) {
			return []adsync.Host{syncHost{one, func() bool { return true }}, syncHost{two, reached}}, nil
		}}
		hosts := HostInput{Targets: Targets{Names: []string{"SRV1", "SRV2"}}}
		got, err := s.StopSync(t.Context(), SyncRequest{Hosts: hosts}, typesTheWords{}, unattended{},
			func(SyncResult) {}, func(*SyncChange) {})
		if migrate.ClassOf(err) != c.want || len(got.Awake) != 1 || !got.Active() {
			t.Errorf("%s: %v, %+v", name, err, got)
		}
	}
}

// typesTheWords approves the stop of all tasks.
type typesTheWords struct{ Prompter }

func (typesTheWords) Approve(_ context.Context, proposal any) (Approval, error) {
	return Approval{Work: proposal.(SyncWork), Typed: WordsTo(SyncStop).Words}, nil
}

// syncHost is a host that is reached at times.
type syncHost struct {
	machine *winrmtest.Machine
	reached func() bool
}

func (h syncHost) String() string { return h.machine.Name }

func (h syncHost) Run(_ context.Context, script adsync.Script, a adsync.Arguments) ([]byte, error) {
	if !h.reached() {
		return nil, &migrate.Problem{Class: migrate.Unreachable, What: "no route"}
	}
	code := "New-Result 'ad2scim.syncfind/v1'"
	if script != adsync.FindScript {
		code = "Edit-Tasks '" + string(script) + "'"
	}
	arguments, err := json.Marshal(a)
	return []byte(h.machine.Run(code, base64.StdEncoding.EncodeToString(arguments))), err
}
