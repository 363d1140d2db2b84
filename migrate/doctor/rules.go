package doctor

import (
	"cmp"
	"slices"
)

// hit is a rule that applies. Its texts are those of its id and variant, with notes added.
type hit struct {
	id        ID
	certainty Certainty
	variant   string
	notes     []string
}

// decisive is the order of findings of the same certainty. What makes the chosen path impossible comes first, so
// that nobody turns AD sync off for a path that can't be used.
var decisive = []ID{
	PlanWithoutSCIM, SSOWrongKind, ADSyncOn, OtherSCIMOn, SSONotEnabled,
	EncryptionServiceURLMissing, ADSyncScriptActive, SessionNotRefreshed, ContactSupport, NotGreyed,
}

func compareHits(a, b hit) int {
	return cmp.Or(cmp.Compare(a.certainty.order(), b.certainty.order()),
		cmp.Compare(slices.Index(decisive, a.id), slices.Index(decisive, b.id)))
}

// hits applies the rules about what greys out the card and the SCIM button. If the path isn't known, it returns
// what applies on both paths.
func (f Facts) hits() []hit {
	var list []hit
	switch f[Path] {
	case Confidential:
		list = f.confidentialHits()
	case SelfHosted:
		list = f.selfHostedHits()
	default:
		list = intersect(f.confidentialHits(), f.selfHostedHits())
	}
	if !f.isGreyed() {
		for i := range list {
			// Without SSO the card is available, so that no other reason is needed.
			if list[i].id == SSONotEnabled && list[i].certainty == Possible {
				list[i].variant += "/open"
			}
		}
	}
	slices.SortFunc(list, compareHits)
	return list
}

// confidentialHits applies the rules of the Confidential card. It is greyed out unless SSO is Confidential and
// enabled, while self-hosted SCIM is on, and while AD sync is in any state but off.
func (f Facts) confidentialHits() []hit {
	return f.pathHits(Confidential, SelfHosted, SCIMSelfHosted, Certain)
}

// selfHostedHits applies the rules of the self-hosted card. It is greyed out if SSO is Confidential, even
// unfinished, or the legacy connector; while Confidential SCIM is on; and while AD sync is in any state but off.
// The SCIM button inside needs the URL of the encryption service. Missing SSO doesn't grey out anything, although
// the documentation requires SSO.
func (f Facts) selfHostedHits() []hit {
	list := f.pathHits(SelfHosted, Confidential, SCIMConfidential, Possible)
	if f[EncryptionServiceURL] == "unset" {
		list = append(list, hit{id: EncryptionServiceURLMissing, certainty: Certain})
	}
	return list
}

// pathHits applies the rules of one path: how SSO and SCIM of the other path, and missing SSO with this certainty,
// affect its card.
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

// eitherHits applies the rules that both paths share.
func (f Facts) eitherHits() []hit {
	list := make([]hit, 0, 6) // maximum for a path
	syncs := f.adSyncOn()
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
		// The AD sync card is itself greyed out while either SCIM is on.
		if f.anySCIM() && !f.bothLive() {
			h.notes = append(h.notes, "ad-sync-behind-scim")
		}
		list = append(list, h)
	}
	switch {
	case f.bothLive():
		list = append(list, hit{id: ADSyncScriptActive, certainty: Likely, variant: "both-live/" + f[ADSyncScript]})
	case f.scriptCanRun():
		// The card only depends on AD sync's toggles; the documentation requires that the script is stopped too.
		list = append(list, hit{id: ADSyncScriptActive, certainty: Likely, variant: f[ADSyncScript]})
	}
	// AD sync stays on until the plan includes SCIM, unless both are running now and do harm.
	if f[PlanSCIM] == No && !f.bothLive() {
		for i := range list {
			if list[i].id == ADSyncOn || list[i].id == ADSyncScriptActive {
				list[i].notes = append(list[i].notes, "after-plan")
			}
		}
	}
	return list
}

// adSyncOn reports whether AD sync is known to be on, fully or partly. An invalid value from a damaged file counts as
// unknown.
func (f Facts) adSyncOn() bool {
	return slices.Contains([]string{"full", "provision-only", "deprovision-only"}, f[ADSync])
}

func (f Facts) scriptCanRun() bool {
	return f[ADSyncScript] == "running" || f[ADSyncScript] == "scheduled"
}

func (f Facts) anySCIM() bool { return f[SCIMConfidential] == On || f[SCIMSelfHosted] == On }

// bothLive reports whether the script and SCIM both change groups. That doesn't affect the card, but it does harm,
// so it is resolved first.
func (f Facts) bothLive() bool { return f.scriptCanRun() && f.anySCIM() }

// ssoOff reports whether SSO is known to be off. The kind "none" means that there is no SSO, whatever another fact
// says.
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
	// The self-hosted card, on which self-hosted SCIM is turned off, may be greyed out too: while SSO is Confidential
	// or the legacy connector, and while AD sync is on.
	if path == Confidential && (f[SSOKind] == Confidential || f[SSOKind] == "connector" || f.adSyncOn()) {
		h.variant = "confidential/greyed"
	}
	if f[SCIMConfidential] == On && f[SCIMSelfHosted] == On {
		h.notes = []string{"both-scim-on"}
	}
	return h
}

// intersect returns the hits that are in both lists, each with the weaker certainty and, if their texts differ, with
// the text for an unknown path.
func intersect(a, b []hit) []hit {
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
