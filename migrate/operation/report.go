package operation

import (
	"context"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/names"
	"ad2scim/migrate/playbook"
	"ad2scim/migrate/report"
	"ad2scim/migrate/store"
)

// Report returns the record of the migration, after it found out what is unknown of the
// renames, if that can be done at once.
func (s *Service) Report(ctx context.Context) (report.Report, error) {
	s.settleAtHand(ctx)
	return s.report()
}

func (s *Service) report() (report.Report, error) {
	w, err := migration.OpenReadOnly(s.Dir)
	if err != nil {
		return report.Report{}, err
	}
	defer w.Close()
	if err := w.CheckJournal(); err != nil {
		return report.Report{}, err
	}
	if store.Fingerprint(s.Dir) == "" {
		return report.Report{}, &migrate.Problem{
			Class: migrate.BadInput, What: "nothing to report",
			Why:      "no migration in " + migrate.Quote(w.Dir()),
			Remedies: migrate.Remedies{remedy(migrate.RemedyOtherFolder), remedy(migrate.RemedyChoosePath)},
		}
	}
	var journal []store.Entry
	for e, err := range w.Journal().All() {
		if err != nil {
			return report.Report{}, err
		}
		journal = append(journal, e)
	}
	return report.New(w.State(), journal, time.Now(), Who())
}

// ReportWritten records in the journal where the report was written.
func (s *Service) ReportWritten(file string) error {
	return s.write(func(w *migration.Workspace) error {
		text := "the report was written to " + names.Visible(file)
		_, err := w.Journal().Append(store.Entry{Run: store.NewRun(), Kind: report.KindReport, Text: text})
		return err
	})
}

// reportWritten returns the last report in the journal. A report from before the result was
// compared doesn't count.
func (s *Service) reportWritten() (string, error) {
	r, err := s.report()
	if err != nil {
		return "", err
	}
	var last report.Entry
	for _, e := range r.Journal {
		if e.Kind == report.KindReport {
			last = e
		}
	}
	if last.Time.IsZero() {
		return "", notYet("no report has been written yet", "", remedy(migrate.RemedyWriteReport))
	}
	for _, step := range r.Steps {
		if step.ID == playbook.StepResultCompared && last.Time.Before(step.At) {
			return "", notYet("the last report, "+moment(last.Time)+", is older than the comparison of the result", "",
				remedy(migrate.RemedyWriteReport))
		}
	}
	return last.Text + ", " + moment(last.Time), nil
}
