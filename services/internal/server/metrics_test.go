package server

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
)

func do(s *Server, method, path string) string {
	answer := httptest.NewRecorder()
	s.http.Handler.ServeHTTP(answer, httptest.NewRequest(method, path, nil))
	return answer.Body.String()
}

func wantLines(t *testing.T, metrics string, lines ...string) {
	t.Helper()
	for _, line := range lines {
		if !strings.Contains(metrics, "\n"+line+"\n") {
			t.Errorf("no %s in\n%s", line, metrics)
		}
	}
}

func TestRequestMetrics(t *testing.T) {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /items/{id}", text("item"))
	mux.HandleFunc("/tree/{id}/", text("tree"))
	tests := map[string]struct {
		app          http.Handler
		method, path string
		want         string
	}{
		"a plain handler is one route":      {text("app"), "GET", "/any/path", `code="200",method="GET",route="/"`},
		"a mux gives its pattern":           {mux, "GET", "/items/7", `code="200",method="GET",route="/items/{id}"`},
		"a path without a pattern":          {mux, "GET", "/other", `code="404",method="GET",route="unmatched"`},
		"a method without a pattern":        {mux, "POST", "/items/7", `code="405",method="POST",route="unmatched"`},
		"a method nobody has heard of":      {text("app"), "X7F3", "/", `code="200",method="other",route="/"`},
		"a path that a mux sends elsewhere": {mux, "CONNECT", "/tree/7", `code="307",method="CONNECT",route="unmatched"`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			s := NewServer("", test.app)
			do(s, test.method, test.path)
			wantLines(t, do(s, "GET", "/metrics"),
				"http_requests_total{"+test.want+"} 1",
				"http_request_duration_seconds_count{"+test.want+"} 1",
				"http_requests_in_flight 0")
		})
	}
}

func TestMetricsLeaveProbesAndScrapesOut(t *testing.T) {
	s := NewServer("", text("app"))
	for _, path := range []string{"/healthz", "/readyz", "/metrics"} {
		do(s, "GET", path)
	}
	if got := do(s, "GET", "/metrics"); strings.Contains(got, "http_requests_total") {
		t.Errorf("a probe was counted in\n%s", got)
	}
}

func TestInFlightCountsARequestWhileItRuns(t *testing.T) {
	var during string
	var s *Server
	s = NewServer("", http.HandlerFunc(func(http.ResponseWriter, *http.Request) { during = do(s, "GET", "/metrics") }))
	do(s, "GET", "/")
	wantLines(t, during, "http_requests_in_flight 1")
}

func TestMetricsDescribeTheBuildAndTheProcess(t *testing.T) {
	own := prometheus.NewCounter(prometheus.CounterOpts{Name: "own_total"})
	got := do(NewServer("", text("app"), WithCollectors(own)), "GET", "/metrics")
	wantLines(t, got, "own_total 0")
	for _, name := range []string{`version="dev"} 1`, "\ngo_goroutines ", "\nprocess_open_fds "} {
		if !strings.Contains(got, name) {
			t.Errorf("no %q in\n%s", name, got)
		}
	}
}

// Latency objectives name these bounds, and an objective without its bucket cannot be measured.
func TestDurationBucketsHoldTheUsualObjectives(t *testing.T) {
	s := NewServer("", text("app"))
	do(s, "GET", "/")
	got := do(s, "GET", "/metrics")
	for _, bound := range []string{"0.05", "0.1", "0.25", "0.5", "1"} {
		if !strings.Contains(got, `http_request_duration_seconds_bucket{code="200",method="GET",route="/",le="`+bound+`"}`) {
			t.Errorf("no bucket at %s s", bound)
		}
	}
}
