package config

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"strconv"
	"strings"
	"time"
)

// reader parses variables and collects what is wrong with them. Its messages say what a variable must be
// and never what it is, because the value may be a secret that landed in the wrong place.
type reader struct {
	lookup   func(name string) (string, bool)
	problems []string
}

func (r *reader) addr(name, fallback string) string {
	text, ok := r.text(name)
	if !ok {
		return fallback
	}
	_, port, err := net.SplitHostPort(text)
	if err == nil {
		_, err = strconv.ParseUint(port, 10, 16)
	}
	if err != nil {
		r.mustBe(name, `":port" or "host:port" with a port from 0 to 65535, such as ":8080"`)
	}
	return text
}

// port gives the address that listens on a port of every interface.
func (r *reader) port(name, fallback string) string {
	text, ok := r.text(name)
	if !ok {
		return fallback
	}
	if port, err := strconv.ParseUint(text, 10, 16); err != nil || port == 0 {
		r.mustBe(name, "a port from 1 to 65535, such as 8080")
	}
	return ":" + text
}

func (r *reader) duration(name string, fallback, least, most time.Duration) time.Duration {
	text, ok := r.text(name)
	if !ok {
		return fallback
	}
	d, err := time.ParseDuration(text)
	if err != nil || d < least || d > most {
		r.mustBe(name, fmt.Sprintf("a duration from %s to %s, such as %s", least, most, fallback))
	}
	return d
}

func (r *reader) level(name string, fallback slog.Level) slog.Level {
	text, ok := r.text(name)
	if !ok {
		return fallback
	}
	switch strings.ToLower(text) {
	case "debug":
		return slog.LevelDebug
	case "info":
		return slog.LevelInfo
	case "warn":
		return slog.LevelWarn
	case "error":
		return slog.LevelError
	}
	r.mustBe(name, "one of debug, info, warn, error")
	return fallback
}

func (r *reader) text(name string) (string, bool) {
	text, _ := r.lookup(name)
	return text, text != ""
}

func (r *reader) mustBe(name, desired string) {
	r.problems = append(r.problems, fmt.Sprintf("  %s: must be %s", name, desired))
}

func (r *reader) err() error {
	if len(r.problems) == 0 {
		return nil
	}
	return errors.New("Cannot load the environment:\n" + strings.Join(r.problems, "\n"))
}
