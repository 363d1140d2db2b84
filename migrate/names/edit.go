package names

// edit is a single typing error between two runs of runes.
type edit struct {
	at   int // index of the first difference in both
	a, b int // number of different runes in each
}

// oneEdit returns the single wrong, missing, added or exchanged character in which a and b
// differ. It is false if they are equal or differ in more.
func oneEdit(a, b []rune) (edit, bool) {
	if d := len(a) - len(b); d < -1 || d > 1 {
		return edit{}, false
	}
	at := 0
	for at < len(a) && at < len(b) && a[at] == b[at] {
		at++
	}
	end := 0
	for end < len(a)-at && end < len(b)-at && a[len(a)-1-end] == b[len(b)-1-end] {
		end++
	}
	e := edit{at: at, a: len(a) - at - end, b: len(b) - at - end}
	switch {
	case e.a+e.b == 1, e.a == 1 && e.b == 1:
		return e, true
	case e.a == 2 && e.b == 2:
		return e, a[at] == b[at+1] && a[at+1] == b[at]
	}
	return edit{}, false
}

// slip returns the kind of typing error.
func (e edit) slip(a, b []rune) slip {
	switch {
	case e.a == 2:
		return exchanged
	case e.a == 1 && e.b == 1:
		return wrongLetter
	}
	long := a
	if len(b) > len(a) {
		long = b
	}
	if e.at > 0 && long[e.at] == long[e.at-1] || e.at+1 < len(long) && long[e.at] == long[e.at+1] {
		return doubled
	}
	return oneMore
}
