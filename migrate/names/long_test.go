package names

import (
	"strings"
	"testing"
	"time"
)

// A name of any length is compared, explained and shown in time that grows with
// its length: ten times the length may take at most thirty times as long.
func BenchmarkLongNames(b *testing.B) {
	for name, pair := range longPairs {
		b.Run(name, func(b *testing.B) {
			var times [2]time.Duration
			for b.Loop() {
				for i, n := range [...]int{30_000, 300_000} {
					x, y := strings.Repeat(pair[0], n/len(pair[0])), strings.Repeat(pair[1], n/len(pair[0]))
					start := time.Now()
					Compare(x, y)
					Explain(x, y)
					Visible(x)
					times[i] = time.Since(start)
				}
			}
			b.ReportMetric(times[1].Seconds(), "s/300k")
			b.ReportMetric(times[1].Seconds()/times[0].Seconds(), "x-30k")
		})
	}
}

var longPairs = map[string][2]string{
	"case": {"Sales EMEA ", "sales emea "}, "spacing": {"Sales EMEA ", "Sales  EMEA "},
	"accents": {"Müller Łódź ", "Mueller Lodz "},
	"nothing": {"Sales EMEA ", "Vertrieb "}, "lookalike": {"Payroll ", "Рayroll "},
	"all":       {"Ärger\u200b-Рay ", "aerger РΑY  "},
	"invisible": {"a\u200b", "\u200ba"}, "marks": {"e\u0301\u0323", "e\u0323\u0301"}, "bytes": {"\xff\xfe", "\xfe\xff"},
	"ambiguous": {"üe", "uee"},
}

// A long name is compared without error; the benchmark measures the time.
func TestLongNames(t *testing.T) {
	for name, pair := range longPairs {
		x, y := strings.Repeat(pair[0], 500), strings.Repeat(pair[1], 500)
		_, short := Compare(pair[0]+pair[0], pair[1]+pair[1])
		if _, long := Compare(x, y); long != short {
			t.Errorf("%s: a variant %v, but %v when it is short", name, long, short)
		}
		for _, m := range Explain(x, y) {
			if len(m.Text) > 2000 {
				t.Errorf("%s: words of %d bytes", name, len(m.Text))
			}
		}
	}
}
