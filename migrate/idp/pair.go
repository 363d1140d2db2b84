package idp

import (
	"strings"

	"ad2scim/migrate"
)

// Pairing is a group that AD sync sent, with the matching groups at the provider.
type Pairing struct {
	AD    migrate.Group
	Found []Group // none: it doesn't exist there; several: it isn't clear which one matches
	// By is what matches: identity or name.
	By string
}

// Pair finds each group that AD sync sent in a provider's directory: by identity (objectGUID, then security
// identifier), or else by its exact name, never by a similar name. A name doesn't match if the identities are known
// and differ. Groups that the provider imported from the app itself are mirrors and never match.
func Pair(ad []migrate.Group, directory []Group, app App) []Pairing {
	byID, bySID, byName := map[string][]Group{}, map[string][]Group{}, map[string][]Group{}
	for _, g := range directory {
		if g.ImportedFrom != "" && g.ImportedFrom == app.ID {
			continue
		}
		if g.ADID != "" {
			byID[strings.ToLower(g.ADID)] = append(byID[strings.ToLower(g.ADID)], g)
		}
		if g.ADSID != "" {
			bySID[strings.ToUpper(g.ADSID)] = append(bySID[strings.ToUpper(g.ADSID)], g)
		}
		byName[g.Sent] = append(byName[g.Sent], g)
	}
	pairs := make([]Pairing, len(ad))
	for i, a := range ad {
		guid := strings.ToLower(a.ADID())
		if guid == "" {
			guid = strings.ToLower(a.ID)
		}
		pair := Pairing{AD: a, By: "identity"}
		if guid != "" {
			pair.Found = byID[guid]
		}
		if len(pair.Found) == 0 && a.ADSID() != "" {
			pair.Found = bySID[strings.ToUpper(a.ADSID())]
		}
		if len(pair.Found) == 0 {
			pair.By = "name"
			for _, g := range byName[a.Name] {
				if g.ADID == "" || guid == "" {
					pair.Found = append(pair.Found, g)
				}
			}
		}
		pairs[i] = pair
	}
	return pairs
}
