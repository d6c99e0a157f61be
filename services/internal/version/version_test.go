package version

import "testing"

func TestAnUnstampedBuildCallsItselfDev(t *testing.T) {
	if got := String(); got != "dev" {
		t.Errorf("got %q, want dev", got)
	}
}
