package diff

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"

	"ad2scim/migrate/runtest"
)

// impatient is a context that is canceled once it was asked some times.
type impatient struct {
	context.Context
	asked *atomic.Int64
	after int64
}

func (c impatient) Err() error {
	if c.asked.Add(1) > c.after {
		return context.Canceled
	}
	return nil
}

// Wherever a comparison is when it is canceled, it takes up no further name: one name
// may be tens of thousands of characters long.
func TestCanceledBetweenTwoNames(t *testing.T) {
	var ad, scim []string
	for i := range 300 {
		base := fmt.Sprintf("Münster Procurement %c%c%c", 'a'+i%26, 'a'+i/26, 'a'+i%7)
		ad = append(ad, base, fmt.Sprintf("Purchasing Department %d", i))
		switch i % 3 {
		case 0:
			scim = append(scim, fmt.Sprintf("MUENSTER procurement-%c%c%c", 'a'+i%26, 'a'+i/26, 'a'+i%7))
		case 1:
			scim = append(scim, fmt.Sprintf("Purchasing Departmetn %d", i))
		case 2:
			scim = append(scim, base, "  "+base, base+"–")
		}
	}
	groupsA, groupsS := groupsOf("a", ad...), groupsOf("s", scim...)
	var all atomic.Int64
	if _, err := Compare(impatient{t.Context(), &all, 1 << 40}, groupsA, groupsS, Options{}); err != nil {
		t.Fatal(err)
	}
	if all.Load() < int64(len(ad)+len(scim)) {
		t.Fatalf("asked %d times, with %d names", all.Load(), len(ad)+len(scim))
	}
	moments := int64(97)
	if runtest.Sample() {
		moments = 11
	}
	for after := int64(0); after < all.Load(); after += max(1, all.Load()/moments) {
		var asked atomic.Int64
		_, err := Compare(impatient{t.Context(), &asked, after}, groupsA, groupsS, Options{})
		if !errors.Is(err, context.Canceled) || asked.Load() > after+20 {
			t.Errorf("canceled after %d of %d names: %v, and asked %d times more", after, all.Load(), err, asked.Load()-after)
		}
	}
}
