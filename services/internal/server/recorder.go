package server

import (
	"net/http"
	"sync/atomic"
)

// recorder remembers the status code, and adds "Connection: close" to what a draining server answers. It does
// so as late as the header is sent, because a slow request may have begun before the drain.
type recorder struct {
	http.ResponseWriter
	draining *atomic.Bool
	code     int
}

func (w *recorder) WriteHeader(code int) {
	switch {
	case w.code != 0:
	case code == http.StatusSwitchingProtocols: // "Connection" says "Upgrade" here.
		w.code = code
	case code >= http.StatusOK: // An informational answer (1xx) is followed by the real one.
		w.announce()
		w.code = code
	}
	w.ResponseWriter.WriteHeader(code)
}

func (w *recorder) Write(body []byte) (int, error) {
	w.begin()
	return w.ResponseWriter.Write(body)
}

// Flush serves handlers that ask for an http.Flusher, FlushError those that use http.ResponseController.
func (w *recorder) Flush() { _ = w.FlushError() }

func (w *recorder) FlushError() error {
	w.begin()
	return http.NewResponseController(w.ResponseWriter).Flush()
}

// Unwrap lets http.ResponseController reach deadlines and hijacking.
func (w *recorder) Unwrap() http.ResponseWriter { return w.ResponseWriter }

func (w *recorder) begin() {
	if w.code == 0 {
		w.WriteHeader(http.StatusOK)
	}
}

// announce has no effect once the header is sent.
func (w *recorder) announce() {
	if w.code == 0 && w.draining.Load() {
		w.Header().Set("Connection", "close")
	}
}

// status is what the client got: 200 when the handler wrote nothing.
func (w *recorder) status() int {
	if w.code == 0 {
		return http.StatusOK
	}
	return w.code
}
