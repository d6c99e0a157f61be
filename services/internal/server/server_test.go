package server

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"syscall"
	"testing"
)

func TestRoutes(t *testing.T) {
	run := start(t, text("app"))
	tests := map[string]string{
		"/healthz":  "ok\n",
		"/readyz":   "ok\n",
		"/":         "app",
		"/healthz/": "app",
		"/any/path": "app",
		"//double":  "app",
	}
	for path, want := range tests {
		t.Run(path, func(t *testing.T) {
			resp, body := get(t, newClient(t), run.url+path)
			if resp.StatusCode != http.StatusOK || body != want || resp.Close {
				t.Errorf("got %d %q, close %t; want 200 %q on a kept connection", resp.StatusCode, body, resp.Close, want)
			}
		})
	}
}

func TestStartNamesTheAddressThatItCannotHave(t *testing.T) {
	taken := strings.TrimPrefix(start(t, text("")).url, "http://")
	err := NewServer(taken, text("")).Start(context.Background())
	if !errors.Is(err, syscall.EADDRINUSE) || !strings.Contains(err.Error(), `listen on "`+taken+`"`) {
		t.Errorf("got %v, want address in use with %s", err, taken)
	}
}

func TestPanicBeforeTheAnswerIsA500(t *testing.T) {
	var log logs
	run := start(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "4")
		panic("boom")
	}), log.option(slog.LevelError))
	resp, body := get(t, newClient(t), run.url+"/x?token=s3cret")
	if resp.StatusCode != 500 || body != "Internal Server Error\n" {
		t.Errorf("got %d %q", resp.StatusCode, body)
	}
	if !log.contains("handler panicked", "boom", `"path":"/x"`, "server_test.go") || log.contains("s3cret") {
		t.Errorf("got log %s", &log.text)
	}
	if _, metrics := get(t, newClient(t), run.url+"/metrics"); !strings.Contains(metrics, `code="500"`) {
		t.Error("the panic is not counted as a 500")
	}
}

func TestPanicAfterTheAnswerBeganCutsTheConnection(t *testing.T) {
	tests := map[string]struct {
		cause  any
		logged bool
	}{
		"a bug":              {"boom", true},
		"a deliberate abort": {http.ErrAbortHandler, false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			var log logs
			run := start(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.(http.Flusher).Flush()
				panic(test.cause)
			}), log.option(slog.LevelError))
			resp, err := newClient(t).Get(run.url)
			if err != nil {
				t.Fatal(err)
			}
			defer resp.Body.Close()
			if _, err := io.ReadAll(resp.Body); err == nil {
				t.Error("the client takes half an answer for a whole one")
			}
			if log.contains("handler panicked") != test.logged {
				t.Errorf("got log %q, want logged %t", &log.text, test.logged)
			}
		})
	}
}

func TestLogs(t *testing.T) {
	var log logs
	run := start(t, text("app"), log.option(slog.LevelDebug))
	req, _ := http.NewRequest(http.MethodGet, run.url+"/x?token=s3cret", nil)
	req.Header.Set("X-Request-Id", "abc")
	resp, err := newClient(t).Do(req)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	get(t, newClient(t), run.url+"/healthz")
	get(t, newClient(t), run.url+"/anonymous")
	run.drain()
	if err := <-run.done; err != nil {
		t.Fatal(err)
	}
	if !log.contains(`"level":"DEBUG","msg":"request","method":"GET","path":"/x","route":"/","code":200`, `"request_id":"abc"`) {
		t.Errorf("no access log in %s", &log.text)
	}
	if log.contains("s3cret") || log.contains("healthz") || log.contains(`"request_id":""`) {
		t.Errorf("too much in %s", &log.text)
	}
	for _, phase := range []string{"listening", "draining", "shutting down", "stopped"} {
		if !log.contains(`"level":"INFO","msg":"` + phase + `"`) {
			t.Errorf("no %q in %s", phase, &log.text)
		}
	}
}
