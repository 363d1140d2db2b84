package jumpcloud

import "ad2scim/migrate/idp"

// SendsBy reports that JumpCloud sends a group as soon as it is bound to an active application.
func (p *Provider) SendsBy(step idp.StepID) bool { return step == idp.Assigning }
