package fix

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/exactjson"
	"ad2scim/migrate/names"
)

// Schema is the schema of a plan's file.
const Schema = "ad2scim.fixplan/v1"

type planFile struct {
	Schema  string     `json:"schema"`
	ID      string     `json:"id"`
	Created time.Time  `json:"created"`
	Undoes  string     `json:"undoes,omitempty"`
	Fixes   []fixFile  `json:"fixes"`
	Steps   []stepFile `json:"steps"`
	Notes   []string   `json:"notes,omitempty"`
	// Findings are only for readers of the file.
	Findings []Finding `json:"findings,omitempty"`
}

type fixFile struct {
	Number       int               `json:"fix"`
	Side         migrate.Side      `json:"side"`
	Target       string            `json:"target"`
	ID           string            `json:"id"`
	DN           string            `json:"dn,omitempty"`
	DNBase64     []byte            `json:"dn_base64,omitempty"`
	Attribute    migrate.Attribute `json:"attribute"`
	Before       string            `json:"before"`
	BeforeBase64 []byte            `json:"before_base64,omitempty"`
	After        string            `json:"after"`
	AfterBase64  []byte            `json:"after_base64,omitempty"`
	Kinds        names.Kinds       `json:"kinds"`
	Why          string            `json:"why"`
	Version      string            `json:"version,omitempty"`
	Fingerprint  string            `json:"fingerprint"`
	Partner      *partnerFile      `json:"partner,omitempty"`
	Warnings     []string          `json:"warnings,omitempty"`
	ThroughAD    bool              `json:"through_ad,omitempty"`
}

type partnerFile struct {
	Side       migrate.Side `json:"side"`
	ID         string       `json:"id"`
	Name       string       `json:"name"`
	NameBase64 []byte       `json:"name_base64,omitempty"`
}

// stepFile is a step for readers of the file; Read computes the steps again.
type stepFile struct {
	Step      int    `json:"step"`
	Fix       int    `json:"fix"`
	From      string `json:"from"`
	To        string `json:"to"`
	Temporary bool   `json:"temporary,omitempty"`
}

// fingerprint returns a hash of the observed object, which detects edits. The new name may be edited.
func (f Fix) fingerprint() string {
	h := sha256.New()
	for _, s := range []string{string(f.Side), f.Target, f.ID, f.DN, string(f.Attribute), f.Before, f.Version} {
		fmt.Fprintf(h, "%d:%s", len(s), s)
	}
	return "sha256:" + hex.EncodeToString(h.Sum(nil)[:16])
}

// WriteJSON writes the plan as one object with the schema ad2scim.fixplan/v1. A name that isn't valid UTF-8 has
// each invalid byte as \xHH, and its bytes in a second field that ends in _base64.
func (p *Plan) WriteJSON(w io.Writer) error { return writeIndented(w, p.file()) }

func (p *Plan) file() planFile {
	out := planFile{
		Schema: Schema, ID: p.ID, Created: p.Created, Undoes: p.Undoes, Fixes: []fixFile{},
		Steps: []stepFile{}, Notes: p.Notes,
	}
	for _, f := range p.Fixes {
		line := fixFile{
			Number: f.Number, Side: f.Side, Target: f.Target, ID: f.ID, Attribute: f.Attribute,
			Kinds: f.Kinds, Why: f.Why, Version: f.Version, Fingerprint: f.fingerprint(), Warnings: f.Warnings,
			ThroughAD: f.ThroughAD,
		}
		line.DN, line.DNBase64 = exactjson.Split(f.DN)
		line.Before, line.BeforeBase64 = exactjson.Split(f.Before)
		line.After, line.AfterBase64 = exactjson.Split(f.After)
		if f.Partner != nil {
			line.Partner = &partnerFile{Side: f.Partner.Side, ID: f.Partner.ID}
			line.Partner.Name, line.Partner.NameBase64 = exactjson.Split(f.Partner.Name)
		}
		out.Fixes = append(out.Fixes, line)
	}
	for i, s := range p.Steps() {
		line := stepFile{Step: i + 1, Fix: s.Fix, Temporary: s.Temporary}
		line.From, _ = exactjson.Split(s.From)
		line.To, _ = exactjson.Split(s.To)
		out.Steps = append(out.Steps, line)
	}
	return out
}

// maxPlan is the maximum size of a plan's file in bytes.
const maxPlan = 1 << 30

// Read reads a plan from WriteJSON. The new names (after) may be edited and fixes may be removed. Everything else
// is BadInput: another schema, an unknown field, or an edit of what was observed.
func Read(r io.Reader) (*Plan, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxPlan))
	if err != nil {
		return nil, err
	}
	var head struct {
		Schema string `json:"schema"`
	}
	if err := json.Unmarshal(data, &head); err != nil {
		return nil, badPlan(exactjson.Explain(err), err)
	}
	if head.Schema != Schema {
		return nil, badPlan("its schema is "+migrate.Quote(head.Schema)+", and this program reads "+Schema, nil)
	}
	var in planFile
	if err := exactjson.Unmarshal(data, &in); err != nil {
		return nil, badPlan(exactjson.Explain(err), err)
	}
	if len(in.ID) < 8 || strings.Trim(in.ID, "abcdefghijklmnopqrstuvwxyz0123456789") != "" {
		return nil, badPlan("its id was not made by ad2scim", nil)
	}
	p := &Plan{ID: in.ID, Created: in.Created, Undoes: in.Undoes, Notes: in.Notes}
	last := 0
	for _, line := range in.Fixes {
		f, err := line.fix()
		if err != nil {
			return nil, badPlan(fmt.Sprintf("fix %d: %s", line.Number, err), err)
		}
		if f.Number <= last {
			return nil, badPlan(fmt.Sprintf("fix %d is out of order: the numbers must increase", f.Number), nil)
		}
		last = f.Number
		p.Fixes = append(p.Fixes, f)
	}
	return p, nil
}

func badPlan(why string, err error) error {
	return &migrate.Problem{
		Class: migrate.BadInput, What: "cannot use the plan", Why: why,
		Remedies: migrate.Remedies{{Kind: migrate.RemedyPlanRenames}}, Err: err,
	}
}

func (line fixFile) fix() (f Fix, err error) {
	f = Fix{
		Number: line.Number, Side: line.Side, Target: line.Target, ID: line.ID, Attribute: line.Attribute,
		Kinds: line.Kinds,
		Why:   line.Why, Version: line.Version, Warnings: line.Warnings, ThroughAD: line.ThroughAD,
	}
	for _, part := range []struct {
		to    *string
		text  string
		bytes []byte
	}{
		{&f.DN, line.DN, line.DNBase64},
		{&f.Before, line.Before, line.BeforeBase64},
		{&f.After, line.After, line.AfterBase64},
	} {
		if *part.to, err = exactjson.Join(part.text, part.bytes); err != nil {
			return f, err
		}
	}
	if line.Partner != nil {
		f.Partner = &Partner{Side: line.Partner.Side, ID: line.Partner.ID}
		if f.Partner.Name, err = exactjson.Join(line.Partner.Name, line.Partner.NameBase64); err != nil {
			return f, err
		}
	}
	switch {
	case f.Side == migrate.SCIM && f.Attribute == migrate.DisplayName:
	case f.Side == migrate.AD && (f.Attribute == migrate.DisplayName || f.Attribute == migrate.CommonName ||
		f.Attribute == migrate.SAMAccountName):
	default:
		return f, fmt.Errorf("side %q has no attribute %q to rename", f.Side, f.Attribute)
	}
	if line.Fingerprint != f.fingerprint() {
		return f, fmt.Errorf(
			"its fingerprint doesn't match: a value other than \"after\" was edited")
	}
	return f, nil
}
