package server

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

// running is a started server: url to reach it, drain to begin its end, done for what Start returned.
type running struct {
	url   string
	drain context.CancelFunc
	done  chan error
}

func start(t *testing.T, app http.Handler, options ...Option) *running {
	t.Helper()
	options = append([]Option{WithLogger(slog.New(slog.DiscardHandler)), WithDrain(0, 5*time.Second)}, options...)
	s := NewServer("127.0.0.1:0", app, options...)
	addr, err := s.Listen()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	run := &running{url: "http://" + addr.String(), drain: cancel, done: make(chan error, 1)}
	stopped := make(chan struct{})
	go func() {
		run.done <- s.Start(ctx)
		close(stopped)
	}()
	t.Cleanup(func() {
		cancel()
		<-stopped
	})
	return run
}

// drainAndWait returns once the server says that it is not ready.
func (r *running) drainAndWait(t *testing.T) {
	t.Helper()
	r.drain()
	for code := http.StatusOK; code == http.StatusOK; {
		resp, _ := get(t, newClient(t), r.url+"/readyz")
		code = resp.StatusCode
	}
}

// newClient keeps one connection alive, which no other client shares.
func newClient(t *testing.T) *http.Client {
	transport := &http.Transport{MaxIdleConnsPerHost: 1}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport}
}

func get(t *testing.T, client *http.Client, url string) (*http.Response, string) {
	t.Helper()
	resp, err := client.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp, string(body)
}

// logs collects what a server writes while the test reads it.
type logs struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *logs) Write(line []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(line)
}

func (l *logs) contains(texts ...string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, text := range texts {
		if !strings.Contains(l.text.String(), text) {
			return false
		}
	}
	return true
}

func (l *logs) option(level slog.Level) Option {
	return WithLogger(slog.New(slog.NewJSONHandler(l, &slog.HandlerOptions{Level: level})))
}

func text(body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, body) }
}
