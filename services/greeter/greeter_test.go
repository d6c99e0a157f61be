package main

import (
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"berth.dev/services/internal/config"
)

func TestGreeter(t *testing.T) {
	const plain = "text/plain; charset=utf-8"
	tests := []struct {
		method, path string
		code         int
		allow, body  string
	}{
		{"GET", "/", 200, "", "Hello, World!"},
		{"GET", "/greet", 200, "", "Hello, World!"},
		{"GET", "/greet/any/path?name=x", 200, "", "Hello, World!"},
		{"HEAD", "/", 200, "", "Hello, World!"}, // net/http leaves the body out.
		{"POST", "/", 405, "GET, HEAD", "Method Not Allowed\n"},
		{"DELETE", "/greet", 405, "GET, HEAD", "Method Not Allowed\n"},
		{"OPTIONS", "/", 405, "GET, HEAD", "Method Not Allowed\n"},
	}
	for _, test := range tests {
		t.Run(test.method+" "+test.path, func(t *testing.T) {
			got := httptest.NewRecorder()
			Greeter{}.ServeHTTP(got, httptest.NewRequest(test.method, test.path, nil))
			if got.Code != test.code || got.Body.String() != test.body {
				t.Errorf("got %d %q, want %d %q", got.Code, got.Body, test.code, test.body)
			}
			if got.Header().Get("Allow") != test.allow || got.Header().Get("Content-Type") != plain {
				t.Errorf("got headers %v, want Allow %q and %s", got.Header(), test.allow, plain)
			}
		})
	}
}

func TestDockerfileExposesTheDefaultPort(t *testing.T) {
	cfg, err := config.Load(func(string) (string, bool) { return "", false })
	if err != nil {
		t.Fatal(err)
	}
	dockerfile, err := os.ReadFile("Dockerfile")
	if err != nil {
		t.Fatal(err)
	}
	if want := "\nEXPOSE " + strings.TrimPrefix(cfg.Addr, ":") + "\n"; !strings.Contains(string(dockerfile), want) {
		t.Errorf("no %q", want)
	}
}
