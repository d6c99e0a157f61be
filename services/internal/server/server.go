// Package server runs a handler the way a pod needs it: probes, metrics, an access log,
// and a shutdown that loses no request.
package server

import (
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// How a server drains unless WithDrain says otherwise.
const (
	DefaultDrainDelay   = 5 * time.Second
	DefaultDrainTimeout = 15 * time.Second
)

const (
	readHeaderTimeout = 5 * time.Second
	// A client gets one minute to send its request and one to take the answer. A handler that streams for
	// longer lifts its own deadlines with http.ResponseController.
	exchangeTimeout = time.Minute
	// Longer than the 60 s after which an AWS load balancer gives up an idle connection: were the server
	// first to close it, the balancer would answer 502 to a request already on its way.
	idleTimeout    = 75 * time.Second
	maxHeaderBytes = 64 << 10
)

// Server serves a handler at "/" and its own /healthz, /readyz and /metrics beside it. It runs once.
type Server struct {
	addr         string
	app          http.Handler
	log          *slog.Logger
	drainDelay   time.Duration
	drainTimeout time.Duration
	collectors   []prometheus.Collector

	http     *http.Server
	metrics  *metrics
	listener net.Listener
	draining atomic.Bool
}

// Option changes a default of NewServer.
type Option func(*Server)

// WithLogger sends lifecycle (info), panics (error) and the access log (debug) to log instead of slog.Default().
func WithLogger(log *slog.Logger) Option { return func(s *Server) { s.log = log } }

// WithDrain sets how long a stopping server still takes requests, and how long they may then take to finish.
func WithDrain(delay, timeout time.Duration) Option {
	return func(s *Server) { s.drainDelay, s.drainTimeout = delay, timeout }
}

// WithCollectors adds a service's own metrics to /metrics.
func WithCollectors(collectors ...prometheus.Collector) Option {
	return func(s *Server) { s.collectors = append(s.collectors, collectors...) }
}

// NewServer prepares a server for handler on addr, such as ":8080"; port 0 picks a free one.
func NewServer(addr string, handler http.Handler, options ...Option) *Server {
	s := &Server{
		addr:         addr,
		app:          handler,
		log:          slog.Default(),
		drainDelay:   DefaultDrainDelay,
		drainTimeout: DefaultDrainTimeout,
	}
	for _, option := range options {
		option(s)
	}
	s.metrics = newMetrics(s.collectors...)
	s.http = &http.Server{
		Handler:           s.routes(),
		ReadHeaderTimeout: readHeaderTimeout,
		ReadTimeout:       exchangeTimeout,
		WriteTimeout:      exchangeTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeaderBytes,
		ErrorLog:          slog.NewLogLogger(s.log.Handler(), slog.LevelWarn),
	}
	return s
}

// Listen opens the port and tells which one it got. Start does it too, for callers who need not know;
// connections made in between wait for Start.
func (s *Server) Listen() (net.Addr, error) {
	if s.listener == nil {
		listener, err := net.Listen("tcp", s.addr)
		if err != nil {
			return nil, fmt.Errorf("listen on %q: %w", s.addr, err)
		}
		s.listener = listener
	}
	return s.listener.Addr(), nil
}
