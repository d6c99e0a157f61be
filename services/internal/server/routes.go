package server

import (
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"time"
)

// routes compares paths itself: an http.ServeMux would redirect a path such as //a before the service saw it.
func (s *Server) routes() http.Handler {
	metrics := s.metrics.handler()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		rec := &recorder{ResponseWriter: w, draining: &s.draining}
		defer rec.announce()
		switch r.URL.Path {
		case "/healthz":
			answer(rec, http.StatusOK, "ok\n")
		case "/readyz":
			s.ready(rec)
		case "/metrics":
			metrics.ServeHTTP(rec, r)
		default:
			s.serve(rec, r)
		}
	})
}

func (s *Server) ready(w http.ResponseWriter) {
	if s.draining.Load() {
		answer(w, http.StatusServiceUnavailable, "draining\n")
		return
	}
	answer(w, http.StatusOK, "ok\n")
}

func answer(w http.ResponseWriter, code int, body string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(code)
	fmt.Fprint(w, body)
}

// serve runs the service's handler, survives its panics, and writes down how it went.
func (s *Server) serve(w *recorder, r *http.Request) {
	start := time.Now()
	r.Pattern = "/" // An http.ServeMux in the service puts its own pattern here.
	s.metrics.inFlight.Inc()
	defer func() {
		cause := s.contain(recover(), w, r)
		took := time.Since(start)
		s.metrics.inFlight.Dec()
		s.metrics.observe(r, w.status(), took)
		s.log.LogAttrs(r.Context(), slog.LevelDebug, "request",
			slog.String("method", r.Method),
			slog.String("path", r.URL.Path), // Without the query, which may hold secrets.
			slog.String("route", route(r)),
			slog.Int("code", w.status()),
			slog.Float64("took_ms", float64(took.Microseconds())/1000),
			requestID(r),
		)
		if cause != nil {
			panic(cause)
		}
	}()
	s.app.ServeHTTP(w, r)
}

// requestID is what the gateway calls this request, or the empty attribute, which slog leaves out.
func requestID(r *http.Request) slog.Attr {
	id := r.Header.Get("X-Request-Id")
	if id == "" {
		return slog.Attr{}
	}
	return slog.String("request_id", id)
}

// contain turns a panic into a 500. What it returns must go on panicking: an answer already under way cannot
// be taken back, and only a cut connection tells the client that it is incomplete.
func (s *Server) contain(cause any, w *recorder, r *http.Request) any {
	if cause == nil || cause == http.ErrAbortHandler {
		return cause
	}
	s.log.Error("handler panicked", "panic", fmt.Sprint(cause), "method", r.Method, "path", r.URL.Path,
		"stack", string(debug.Stack()))
	if w.code != 0 {
		w.code = http.StatusInternalServerError
		return http.ErrAbortHandler
	}
	http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
	return nil
}
