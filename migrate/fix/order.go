package fix

// Step is one rename of a plan. A fix has one step, or two if it needs a temporary name because groups exchange
// names.
type Step struct {
	Fix       int // Fix.Number
	From, To  string
	Temporary bool // To is the temporary name
}

// Steps returns the renames in order: a name is freed before another object gets it. In a cycle, one object gets a
// temporary name, or goes first if two objects may share the name for a moment.
func (p *Plan) Steps() []Step {
	return p.order().steps
}

// order holds the steps of a plan and the dependencies between fixes.
type order struct {
	steps []Step
	// frees lists, for the index of each fix, the fixes that free the name it needs.
	frees [][]int
}

func (p *Plan) order() order {
	n := len(p.Fixes)
	o, next, waits := p.waiting()
	done, parked := make([]bool, n), make([]bool, n)
	var ready []int
	leave := func(i int) { // the old name is free now
		for _, k := range next[i] {
			if waits[k]--; waits[k] == 0 {
				ready = append(ready, k)
			}
		}
	}
	for i := range n {
		if waits[i] == 0 {
			ready = append(ready, i)
		}
	}
	for from := 0; ; {
		for len(ready) > 0 {
			i := ready[0]
			ready = ready[1:]
			step := Step{Fix: p.Fixes[i].Number, From: p.Fixes[i].Before, To: p.Fixes[i].After}
			if parked[i] {
				step.From = p.temporary(p.Fixes[i])
			}
			o.steps = append(o.steps, step)
			done[i] = true
			if !parked[i] {
				leave(i)
			}
		}
		for from < n && done[from] {
			from++
		}
		if from == n {
			return o
		}
		i := inCircle(from, o.frees, done, parked)
		f := p.Fixes[i]
		if !exclusive(f) {
			o.frees[i], waits[i], ready = nil, 0, append(ready, i)
			continue
		}
		o.steps = append(o.steps, Step{Fix: f.Number, From: f.Before, To: p.temporary(f), Temporary: true})
		parked[i] = true
		leave(i)
	}
}

// waiting finds which fixes free the name that another one needs: next lists who waits for each fix, waits how many
// fixes each one waits for.
func (p *Plan) waiting() (o order, next [][]int, waits []int) {
	n := len(p.Fixes)
	o.frees, next, waits = make([][]int, n), make([][]int, n), make([]int, n)
	held := map[nameSlot][]int{}
	for i, f := range p.Fixes {
		s := nameSlot{spaceOf(f.Side, f.Attribute, f.DN), fold(f.Before)}
		held[s] = append(held[s], i)
	}
	for i, f := range p.Fixes {
		for _, j := range held[nameSlot{spaceOf(f.Side, f.Attribute, f.DN), fold(f.After)}] {
			if j != i {
				o.frees[i] = append(o.frees[i], j)
				next[j] = append(next[j], i)
				waits[i]++
			}
		}
	}
	return o, next, waits
}

// inCircle returns a fix that depends on itself.
func inCircle(from int, frees [][]int, done, parked []bool) int {
	seen := map[int]bool{}
	for at := from; ; {
		if seen[at] {
			return at
		}
		seen[at] = true
		for _, j := range frees[at] {
			if !done[j] && !parked[j] {
				at = j
				break
			}
		}
	}
}
