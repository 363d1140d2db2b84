package doctor

import (
	"cmp"
	"slices"
)

// hit is a rule that applies. Its words are those of its id and variant, with
// notes added.
type hit struct {
	id        ID
	certainty Certainty
	variant   string
	notes     []string
}

// decisive is the order of findings of the same certainty. What makes the
// chosen path impossible comes first, so that nobody turns AD sync off for a
// path that cannot be walked.
var decisive = []ID{
	PlanWithoutSCIM, SSOWrongKind, ADSyncOn, OtherSCIMOn, SSONotEnabled,
	EncryptionServiceURLMissing, ADSyncScriptActive, SessionNotRefreshed, ContactSupport, NotGreyed,
}

func compareHits(a, b hit) int {
	return cmp.Or(cmp.Compare(a.certainty.order(), b.certainty.order()),
		cmp.Compare(slices.Index(decisive, a.id), slices.Index(decisive, b.id)))
}

// hits applies the rules on what greys the card and the SCIM button. Where the
// path is not known, what holds on both paths is left.
func (f Facts) hits() []hit {
	var list []hit
	switch f[Path] {
	case Confidential:
		list = f.confidentialHits()
	case SelfHosted:
		list = f.selfHostedHits()
	default:
		list = common(f.confidentialHits(), f.selfHostedHits())
	}
	if !f.isGreyed() {
		for i := range list {
			// Without SSO the card is open all the same: no other reason is looked for.
			if list[i].id == SSONotEnabled && list[i].certainty == Possible {
				list[i].variant += "/open"
			}
		}
	}
	slices.SortFunc(list, compareHits)
	return list
}

// confidentialHits: the Confidential card is grey unless SSO is Confidential and
// enabled; while self-hosted SCIM is on; while AD sync is in any state but off.
func (f Facts) confidentialHits() []hit {
	return f.pathHits(Confidential, SelfHosted, SCIMSelfHosted, Certain)
}

// selfHostedHits: the self-hosted card is grey if SSO is Confidential, even
// unfinished, or the legacy connector; while Confidential SCIM is on; while AD
// sync is in any state but off. The SCIM button inside needs the URL of the
// encryption service. Missing SSO greys nothing, though the documentation asks
// for SSO.
func (f Facts) selfHostedHits() []hit {
	list := f.pathHits(SelfHosted, Confidential, SCIMConfidential, Possible)
	if f[EncryptionServiceURL] == "unset" {
		list = append(list, hit{id: EncryptionServiceURLMissing, certainty: Certain})
	}
	return list
}

// pathHits are the rules on one path: what SSO of the other path, SCIM of the other path,
// and missing SSO, with this certainty, do to its card.
func (f Facts) pathHits(path, other string, otherSCIM Fact, withoutSSO Certainty) []hit {
	list := f.eitherHits()
	switch f[SSOKind] {
	case other, "connector":
		list = append(list, hit{id: SSOWrongKind, certainty: Certain, variant: path + "/" + f[SSOKind]})
	}
	if h, off := f.ssoOff(path); off {
		h.certainty = withoutSSO
		list = append(list, h)
	}
	if f[otherSCIM] == On {
		list = append(list, f.otherSCIM(path))
	}
	return list
}

// eitherHits are the rules that both paths share.
func (f Facts) eitherHits() []hit {
	list := make([]hit, 0, 6) // a path has no more
	syncs := f.syncs()
	if f[PlanSCIM] == No {
		h := hit{id: PlanWithoutSCIM, certainty: Certain}
		if syncs && !f.bothLive() {
			h.notes = append(h.notes, "keep-ad-sync")
		}
		list = append(list, h)
	}
	if syncs {
		h := hit{id: ADSyncOn, certainty: Certain, variant: f[ADSync]}
		switch {
		case f.bothLive():
			h.notes = append(h.notes, "both-live")
		case f[ADSyncScript] != "disabled" && f[ADSyncScript] != "absent":
			h.notes = append(h.notes, "stop-script-first")
		}
		// The AD sync card is itself grey once either SCIM is on.
		if f.anySCIM() && !f.bothLive() {
			h.notes = append(h.notes, "ad-sync-behind-scim")
		}
		list = append(list, h)
	}
	switch {
	case f.bothLive():
		list = append(list, hit{id: ADSyncScriptActive, certainty: Likely, variant: "both-live/" + f[ADSyncScript]})
	case f.scriptAwake():
		// The card looks at AD sync's toggles; that the script must be stopped
		// too is what the documentation asks for.
		list = append(list, hit{id: ADSyncScriptActive, certainty: Likely, variant: f[ADSyncScript]})
	}
	// AD sync stays as it is until the plan lets SCIM take its place, unless both do
	// harm now.
	if f[PlanSCIM] == No && !f.bothLive() {
		for i := range list {
			if list[i].id == ADSyncOn || list[i].id == ADSyncScriptActive {
				list[i].notes = append(list[i].notes, "after-plan")
			}
		}
	}
	return list
}

// syncs reports whether AD sync is known to be on in part or in full. A value that is
// none of the fact's, from a damaged file, says nothing.
func (f Facts) syncs() bool {
	return slices.Contains([]string{"full", "provision-only", "deprovision-only"}, f[ADSync])
}

func (f Facts) scriptAwake() bool {
	return f[ADSyncScript] == "running" || f[ADSyncScript] == "scheduled"
}

func (f Facts) anySCIM() bool { return f[SCIMConfidential] == On || f[SCIMSelfHosted] == On }

// bothLive reports whether the script and SCIM both work on the groups. It says
// nothing of the card, but it is what does harm, so that it is to end first.
func (f Facts) bothLive() bool { return f.scriptAwake() && f.anySCIM() }

// ssoOff says whether SSO is known not to be on. A kind of none means that there
// is no SSO, whatever else was said.
func (f Facts) ssoOff(path string) (hit, bool) {
	h := hit{id: SSONotEnabled, variant: path + "/" + f[SSO]}
	switch {
	case f[SSOKind] == "none" && f[SSO] == On:
		h.variant = path + "/off"
		h.notes = []string{"sso-on-of-no-kind"}
	case f[SSOKind] == "none" && f[SSO] != "configured":
		h.variant = path + "/off"
	case f[SSO] != Off && f[SSO] != "configured":
		return hit{}, false
	}
	return h, true
}

func (f Facts) otherSCIM(path string) hit {
	h := hit{id: OtherSCIMOn, certainty: Certain, variant: path}
	// The self-hosted card, on which self-hosted SCIM is turned off, may be greyed out
	// too: while SSO is Confidential or the legacy connector, and while AD sync is on.
	if path == Confidential && (f[SSOKind] == Confidential || f[SSOKind] == "connector" || f.syncs()) {
		h.variant = "confidential/greyed"
	}
	if f[SCIMConfidential] == On && f[SCIMSelfHosted] == On {
		h.notes = []string{"both-scim-on"}
	}
	return h
}

// common returns the hits of a that are also in b, each with the weaker
// certainty of the two and, where their words differ, the words for an unknown
// path.
func common(a, b []hit) []hit {
	both := a[:0]
	for _, h := range a {
		i := slices.IndexFunc(b, func(o hit) bool { return o.id == h.id })
		if i < 0 {
			continue
		}
		if b[i].certainty.order() > h.certainty.order() {
			h.certainty = b[i].certainty
		}
		if h.variant != b[i].variant {
			h.variant = "either"
		}
		both = append(both, h)
	}
	return both
}
