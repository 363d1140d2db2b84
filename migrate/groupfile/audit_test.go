package groupfile

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"ad2scim/migrate"
)

// The envelope is that of dcli team logs, as its documentation shows it.
func auditLine(kind string, ms int64, properties string) string {
	return fmt.Sprintf(`{"uuid": "e2d9ce5b", "team_id": 1315574321, "category": "groups", "log_type": %q, "date_time": %d, "properties": {"author_login": "admin@example.com"%s}, "author_user_id": 28080685, "schema_version": "1.0.0"}`+"\n", kind, ms, properties)
}

func TestAuditReplay(t *testing.T) {
	// The newest first, as dcli writes it.
	text := auditLine("user_group_deleted", 1700000005000, `, "group_name": "Gone"`) +
		auditLine("user_joined_user_group", 1700000004000, `, "group_name": "Old", "target_login": "ada@example.com"`) +
		auditLine("user_group_renamed", 1700000003000, `, "group_name": "Sales EMEA ", "old_group_name": "Sales"`) +
		auditLine("user_group_renamed", 1700000002500, `, "group_name": "Ops\u2013Oslo", "old_group_name": "Ops"`) +
		auditLine("sso_enabled", 1700000002000, ``) +
		auditLine("user_group_created", 1700000001000, `, "group_name": "Sales"`) +
		auditLine("user_group_created", 1700000001000, `, "group_name": "Gone"`) +
		auditLine("user_group_created", 1700000000000, `, "group_name": "Devs"`)
	lines := strings.SplitAfter(strings.TrimSuffix(text, "\n"), "\n")
	slices.Reverse(lines)
	oldest := strings.Join(lines, "\n")
	for what, text := range map[string]string{
		"newest first": text, "oldest first": oldest,
		"an array": "[" + strings.Join(lines, ",") + "]",
	} {
		for _, file := range []string{"log.jsonl", "log.json"} {
			groups, notes, err := read(t, file, text)
			if err != nil {
				t.Fatal(err)
			}
			var names []string
			for _, g := range groups {
				names = append(names, g.Name)
			}
			slices.Sort(names)
			if want := []string{"Devs", "Ops–Oslo", "Sales EMEA "}; !slices.Equal(names, want) {
				t.Errorf("%s: got %q, want %q", what, names, want)
			}
			noted(t, notes, "the log runs from 2023-11-14 to 2023-11-14")
			noted(t, notes, "is missing here (Dashlane keeps the log")
			noted(t, notes, "1 group is renamed in the log without having been created in it")
			noted(t, notes, "1 further group is named only in events about members")
		}
	}
}

func TestAuditSameMoment(t *testing.T) {
	created := auditLine("user_group_created", 1700000000000, `, "group_name": "a"`)
	renamed := auditLine("user_group_renamed", 1700000000000, `, "old_group_name": "a", "group_name": "b"`)
	mixed := auditLine("user_group_deleted", 1700000000002, `, "group_name": "a"`) + auditLine("user_group_created",
		1700000000001, `, "group_name": "a"`) + auditLine("user_group_created", 1700000000003, `, "group_name": "c"`)
	if got := namesOf(t, "log.jsonl", mixed); !slices.Equal(got, []string{"c"}) {
		t.Errorf("in no order: got %q", got)
	}
	last := auditLine("sso_enabled", 1700000001000, ``)
	for _, text := range []string{created + renamed + last, last + renamed + created} {
		if got := namesOf(t, "log.jsonl", text); !slices.Equal(got, []string{"b"}) {
			t.Errorf("got %q", got)
		}
	}
}

func TestAuditNamesComeBack(t *testing.T) {
	var b strings.Builder
	for i, e := range []struct{ kind, properties string }{
		{"user_group_created", `, "group_name": "a"`},
		{"user_group_renamed", `, "group_name": "b", "old_group_name": "a"`},
		{"user_group_created", `, "group_name": "a"`},
		{"user_group_deleted", `, "group_name": "b"`},
		{"user_group_created", `, "group_name": "c"`},
		{"user_group_deleted", `, "group_name": "c"`},
		{"user_group_created", `, "group_name": "c"`},
		{"user_group_deleted", `, "group_name": "never seen"`},
	} {
		b.WriteString(auditLine(e.kind, 1700000000000+int64(i), e.properties))
	}
	if got := namesOf(t, "log.jsonl", b.String()); !slices.Equal(got, []string{"a", "c"}) {
		t.Errorf("got %q", got)
	}
	byID := auditLine("user_group_created", 1700000000000, `, "group_id": 1, "group_name": "a"`) +
		auditLine("user_group_created", 1700000000001, `, "group_id": 2, "group_name": "a"`) +
		auditLine("user_group_deleted", 1700000000002, `, "group_id": 1`)
	groups, _, err := read(t, "log.jsonl", byID)
	if err != nil || !slices.Equal(groups, []migrate.Group{{ID: "2", Name: "a"}}) {
		t.Errorf("by id: got %q, %v", groups, err)
	}
}

func TestAuditSpellings(t *testing.T) {
	for _, properties := range []string{
		`, "group_name": "b", "old_group_name": "a"`,
		`, "new_group_name": "b", "old_group_name": "a"`, `, "group_name": "a", "new_group_name": "b"`,
		`, "name": "a", "newGroupName": "b"`,
	} {
		text := auditLine("user_group_created", 1700000000000, `, "name": "a"`) + auditLine("user_group_renamed",
			1700000001000, properties)
		if got := namesOf(t, "log.jsonl", text); !slices.Equal(got, []string{"b"}) {
			t.Errorf("%s: got %q", properties, got)
		}
	}
	byID := auditLine("user_group_created", 1700000000000, `, "group_uuid": "1", "group_name": "a"`) + auditLine(
		"user_group_renamed", 1700000001000, `, "group_uuid": "1", "group_name": "b"`)
	groups, _, err := read(t, "log.jsonl", byID)
	if err != nil || !slices.Equal(groups, []migrate.Group{{ID: "1", Name: "b"}}) {
		t.Errorf("by id: got %q, %v", groups, err)
	}
}

func TestReadAudit(t *testing.T) {
	events, err := ReadAudit(strings.NewReader("\xef\xbb\xbf" +
		auditLine("user_group_renamed", 1700000001500, `, "group_name": "b ", "old_group_name": "a"`) +
		`{"log_type":"user_removed_from_user_group","date_time":"2023-11-14T22:13:20.000Z","properties":{"group_name":"b ","target_login":"ada@example.com"}}`))
	want := []AuditEvent{
		{
			Time: time.UnixMilli(1700000000000).UTC(), Type: "user_removed_from_user_group", Group: "b ",
			Member: "ada@example.com", Line: 2,
		},
		{Time: time.UnixMilli(1700000001500).UTC(), Type: GroupRenamed, Group: "b ", OldGroup: "a", Line: 1},
	}
	if err != nil || !slices.Equal(events, want) {
		t.Errorf("got %+v, %v\nwant %+v", events, err, want)
	}
	if _, err := ReadAudit(iotest.ErrReader(errors.New("the disk is gone"))); migrate.ClassOf(err) != migrate.BadInput ||
		!strings.Contains(err.Error(), "the disk is gone") {
		t.Errorf("an unreadable log: %v", err)
	}
	if _, err := ReadAudit(strings.NewReader("{")); migrate.ClassOf(err) != migrate.BadInput {
		t.Errorf("a broken log: %v", err)
	}
}

// A log that is being written, or that a crash tore, tells what is whole of it.
func TestReadAuditTorn(t *testing.T) {
	first := auditLine("user_group_created", 1700000000000, `, "group_name": "a"`)
	whole := strings.TrimSpace(first)
	for _, text := range []string{
		first + `{"log_type":"x",`, first + `{"log_type":"x`, first + whole[:len(whole)-1],
		first + `{`, "[" + whole + ",\n{", "[" + whole + ",", "[" + whole,
	} {
		events, err := ReadAudit(strings.NewReader(text))
		if len(events) != 1 || events[0].Group != "a" || !errors.Is(err, ErrTorn) ||
			migrate.ClassOf(err) != migrate.BadInput {
			t.Errorf("%s: %+v, %v", text, events, err)
		}
	}
	for _, text := range []string{first + "7", first + "{\n" + first, first + `{"log_type":"x"}`, "{", first + "}"} {
		if events, err := ReadAudit(strings.NewReader(text)); events != nil || err == nil || errors.Is(err, ErrTorn) {
			t.Errorf("%s: %+v, %v", text, events, err)
		}
	}
}

func TestAuditRefused(t *testing.T) {
	ok := auditLine("sso_enabled", 1700000000000, "")
	refused(t, "log.jsonl", ok+`{"log_type":"x"}`, "line 2, column 1: an event without a date_time")
	refused(t, "log.jsonl", ok+`{"date_time":1700000000000}`, "line 2, column 1: an event without log_type")
	refused(t, "log.jsonl", ok+`{"log_type":"x",`, "line 2, column 17: the log ends within an event")
	refused(t, "log.jsonl", ok+`7`, "line 2, column 1: an event in braces")
	_, notes, err := read(t, "log.jsonl", ok)
	if err != nil {
		t.Fatal(err)
	}
	noted(t, notes, "none of its 1 event creates, renames or deletes a group")
	groups, notes, err := read(t, "log.jsonl", ok+auditLine("user_group_created", 1700000000000, ""))
	if err != nil || len(groups) != 0 {
		t.Errorf("got %v, %v", groups, err)
	}
	noted(t, notes, "1 group event has no group name")
}
