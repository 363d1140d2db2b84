package groupfile

import (
	"encoding/base64"
	"slices"
	"strconv"
	"strings"

	"ad2scim/migrate"
)

// fill reads an object into v. The API of an identity provider may have the name in a nested object: Okta in
// profile, and in _embedded.group for the groups of an app.
func (r *jsonReader) fill(v *record) *jsonError {
	return r.object(func(key string) *jsonError {
		f := fieldOf(key)
		next := r.peek()
		at := r.pos
		switch {
		case f == noField:
			return r.skip()
		case f == membersField:
			err := r.skip()
			v.members = span{at, r.pos}
			return err
		case f == deletedField && (next == '{' || next == 't'):
			v.kind = deletedObject
			return r.skip()
		case f == metaField:
			err := r.skip()
			if strings.Contains(r.text[at:r.pos], `"User"`) {
				v.kind = "user"
			}
			return err
		case f == profileField && next == '{':
			return r.profile(v)
		case f == embeddedField && next == '{':
			return r.embedded(v)
		case f == subGroupsField && next == '[':
			before := len(r.groups)
			err := r.elements()
			r.nested += len(r.groups) - before
			return err
		case f == sidField && next == '{': // a SecurityIdentifier in .NET
			return r.pick("Value", v, f)
		case next == '{' || f == profileField || f == embeddedField || f == subGroupsField: // such as the name of a SCIM user
			return r.skip()
		}
		value, ok, several, err := r.oneValue(f)
		switch {
		case err != nil:
			return &jsonError{offset: err.offset, why: strconv.Quote(clip(key)) + ": " + err.why}
		case !ok:
			return nil
		case v.has(f) && v.value[f] != value:
			return &jsonError{offset: at, why: "a second and other value for " + strconv.Quote(clip(key))}
		}
		v.several = v.several || several
		v.set(f, value)
		return nil
	})
}

// profile reads an Okta group's profile: its name, and for a group from Active Directory objectGUID's bytes in
// base64 and the SID. A profile with a login is a user's.
func (r *jsonReader) profile(v *record) *jsonError {
	var inner record
	if err := r.fill(&inner); err != nil {
		return err
	}
	if inner.has(memberField) {
		v.kind = "user"
	}
	for f := range fieldCount {
		if f != externalIDField && inner.has(f) && !v.has(f) {
			v.set(f, inner.value[f])
		}
	}
	if id := inner.value[externalIDField]; len(id) == base64.StdEncoding.EncodedLen(16) {
		if guid, ok := migrate.NormalGUID(id); ok {
			v.adID = guid
		}
	}
	return nil
}

// embedded reads the group inside an Okta app group.
func (r *jsonReader) embedded(v *record) *jsonError {
	return r.object(func(key string) *jsonError {
		if key != "group" || r.peek() != '{' {
			return r.skip()
		}
		var inner record
		if err := r.fill(&inner); err != nil {
			return err
		}
		for f := range fieldCount {
			if inner.has(f) {
				v.set(f, inner.value[f])
			}
		}
		v.adID = inner.adID
		return nil
	})
}

// pick reads the value of one key of an object into a field.
func (r *jsonReader) pick(want string, v *record, f field) *jsonError {
	return r.object(func(key string) *jsonError {
		if key != want || r.peek() != '"' {
			return r.skip()
		}
		value, err := r.str()
		v.set(f, value)
		return err
	})
}

// oneValue reads a field's value: text, a number, or an array of them. The first value counts, or the last one of
// an object's classes. The bytes of an objectGUID come as an array of numbers; they are returned separated by
// spaces, as NormalGUID expects them.
func (r *jsonReader) oneValue(f field) (value string, ok, several bool, err *jsonError) {
	if r.peek() != '[' {
		if slices.Contains(nameFields, f) {
			value, ok, err = r.scalar()
		} else {
			value, ok, err = r.scalarOrSkip()
		}
		return value, ok, false, err
	}
	var all []string
	err = r.array(func() *jsonError {
		text, is, err := r.scalarOrSkip()
		if is {
			all = append(all, text)
		}
		return err
	})
	switch {
	case err != nil || len(all) == 0:
		return "", false, false, err
	case f == objectGUIDField && len(all) > 1:
		return strings.Join(all, " "), true, false, nil
	case f == objectClassField:
		return all[len(all)-1], true, false, nil
	}
	return all[0], true, len(all) > 1, nil
}

// scalarOrSkip reads text or a number; ok is false for anything else, which is skipped.
func (r *jsonReader) scalarOrSkip() (value string, ok bool, err *jsonError) {
	switch r.peek() {
	case '{', '[', 't', 'f':
		return "", false, r.skip()
	}
	return r.scalar()
}
