package operation

import (
	"context"

	"ad2scim/migrate"
	"ad2scim/migrate/scim"
)

// ProbeResult is what a probe of a SCIM endpoint found.
type ProbeResult = scim.ProbeResult

// Probe tests a SCIM endpoint without changing anything.
func (s *Service) Probe(ctx context.Context, in Input, ask Prompter, show Progress) (*ProbeResult, error) {
	state, err := s.State()
	if err != nil {
		return nil, err
	}
	c, err := s.Connect(ctx, atEndpoint(in, state), ask, show)
	if err != nil {
		return nil, err
	}
	client, err := scim.Open(c)
	if err != nil {
		return nil, err
	}
	defer client.Close()
	report := show.Report(migrate.SCIM)
	result := client.Probe(ctx, func(c scim.Check) {
		doing := c.Name + ": " + string(c.State)
		if c.State == scim.Waiting {
			doing = c.Name + ": " + c.Detail
		}
		report.Send(migrate.Progress{Doing: doing})
	})
	return result, ctx.Err()
}
