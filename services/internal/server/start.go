package server

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"berth.dev/services/internal/version"
)

// SignalContext ends with the first SIGTERM or SIGINT. The second one finds no handler and ends the process at once.
func SignalContext() (context.Context, context.CancelFunc) {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	context.AfterFunc(ctx, stop)
	return ctx, stop
}

// Start serves until ctx ends, then drains: not ready, the delay, the shutdown. It returns nil when every
// request got its answer, and an error when the port is taken or requests outlive the drain timeout.
func (s *Server) Start(ctx context.Context) error {
	addr, err := s.Listen()
	if err != nil {
		return err
	}
	served := make(chan error, 1)
	go func() { served <- s.http.Serve(s.listener) }()
	s.log.Info("listening", "addr", addr.String(), "version", version.String())

	select {
	case <-ctx.Done():
		return s.drain(served)
	case err := <-served:
		return fmt.Errorf("serve on %q: %w", addr, err)
	}
}

// drain first lets the balancers leave. Meanwhile new connections are still welcome, and idle ones stay open
// because their next request may be on its way; each answer asks its client to connect elsewhere.
func (s *Server) drain(served <-chan error) error {
	s.draining.Store(true)
	s.log.Info("draining", "delay", s.drainDelay.String())
	select {
	case <-time.After(s.drainDelay):
	case err := <-served:
		return fmt.Errorf("serve while draining: %w", err)
	}

	s.log.Info("shutting down", "timeout", s.drainTimeout.String())
	ctx, cancel := context.WithTimeout(context.Background(), s.drainTimeout)
	defer cancel()
	if err := s.http.Shutdown(ctx); err != nil {
		return errors.Join(fmt.Errorf("finish open requests within %s: %w", s.drainTimeout, err), s.http.Close())
	}
	if err := <-served; !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve while shutting down: %w", err)
	}
	s.log.Info("stopped")
	return nil
}
