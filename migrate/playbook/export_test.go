package playbook

import "ad2scim/migrate/literal"

// Source returns the playbook as Go source, without the lines of the file from which it
// was read.
func (p *Playbook) Source() ([]byte, error) {
	for i := range p.steps {
		d := &p.steps[i]
		d.line, d.why.line = 0, 0
		for _, texts := range [][]narrowed{
			d.run, d.do, d.attest, d.back, d.notNeeded, d.needs, d.facts, d.cautions,
		} {
			for n := range texts {
				texts[n].line = 0
			}
		}
		for n := range d.confirm {
			d.confirm[n].line = 0
		}
	}
	return literal.Source(*p)
}
