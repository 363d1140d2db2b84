package fix

// task is a step of the plan; index is the index of its fix in the plan.
type task struct {
	index     int
	temporary bool
	needs     []int // the fixes that must free the name first
}

// chains groups steps that depend on each other, because one frees the name that another one needs or because they
// change the same object. Each chain is in order.
func (p *Plan) chains() [][]task {
	o := p.order()
	parent := make([]int, len(p.Fixes))
	for i := range parent {
		parent[i] = i
	}
	root := func(i int) int {
		for parent[i] != i {
			parent[i] = parent[parent[i]]
			i = parent[i]
		}
		return i
	}
	index := map[int]int{} // by number
	first := map[object]int{}
	for i, f := range p.Fixes {
		index[f.Number] = i
		if j, has := first[f.object()]; has {
			parent[root(i)] = root(j)
		} else {
			first[f.object()] = i
		}
		for _, j := range o.frees[i] {
			parent[root(i)] = root(j)
		}
	}
	var chains [][]task
	place := map[int]int{} // index of a root's chain
	for _, s := range o.steps {
		i := index[s.Fix]
		r := root(i)
		at, has := place[r]
		if !has {
			at = len(chains)
			place[r] = at
			chains = append(chains, nil)
		}
		t := task{index: i, temporary: s.Temporary}
		if !s.Temporary {
			t.needs = o.frees[i]
		}
		chains[at] = append(chains[at], t)
	}
	return chains
}
