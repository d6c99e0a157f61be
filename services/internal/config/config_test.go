package config

import (
	"log/slog"
	"strings"
	"testing"
	"time"
)

type environment map[string]string

func (e environment) lookup(name string) (string, bool) {
	value, ok := e[name]
	return value, ok
}

func TestLoad(t *testing.T) {
	defaults := Config{Addr: ":8080", DrainDelay: 5 * time.Second, DrainTimeout: 15 * time.Second, LogLevel: slog.LevelInfo}
	tests := map[string]struct {
		env  environment
		want Config
	}{
		"has a default for everything":      {environment{}, defaults},
		"takes an empty variable as unset":  {environment{"ADDR": "", "DRAIN_DELAY": "", "LOG_LEVEL": ""}, defaults},
		"ignores variables it does not own": {environment{"HOST": "9", "HOME": "/"}, defaults},
		"reads every variable": {
			environment{"ADDR": "127.0.0.1:0", "DRAIN_DELAY": "1m", "DRAIN_TIMEOUT": "1500ms", "LOG_LEVEL": "DEBUG"},
			Config{Addr: "127.0.0.1:0", DrainDelay: time.Minute, DrainTimeout: 1500 * time.Millisecond, LogLevel: slog.LevelDebug},
		},
		"listens on PORT": {
			environment{"PORT": "9090"},
			Config{Addr: ":9090", DrainDelay: 5 * time.Second, DrainTimeout: 15 * time.Second},
		},
		"prefers ADDR to PORT": {
			environment{"ADDR": ":7", "PORT": "9090"},
			Config{Addr: ":7", DrainDelay: 5 * time.Second, DrainTimeout: 15 * time.Second},
		},
		"accepts the lower bounds": {
			environment{"ADDR": "[::1]:65535", "DRAIN_DELAY": "0", "DRAIN_TIMEOUT": "1s", "LOG_LEVEL": "error"},
			Config{Addr: "[::1]:65535", DrainTimeout: time.Second, LogLevel: slog.LevelError},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := Load(test.env.lookup)
			if err != nil || got != test.want {
				t.Errorf("got %+v, %v; want %+v", got, err, test.want)
			}
		})
	}
}

func TestLoadReportsEveryProblemAtOnce(t *testing.T) {
	env := environment{"ADDR": "s3cret", "DRAIN_DELAY": "s3cret", "DRAIN_TIMEOUT": "s3cret", "LOG_LEVEL": "s3cret"}
	_, err := Load(env.lookup)
	want := `Cannot load the environment:
  ADDR: must be ":port" or "host:port" with a port from 0 to 65535, such as ":8080"
  DRAIN_DELAY: must be a duration from 0s to 1m0s, such as 5s
  DRAIN_TIMEOUT: must be a duration from 1s to 10m0s, such as 15s
  LOG_LEVEL: must be one of debug, info, warn, error`
	if err == nil || err.Error() != want {
		t.Errorf("got:\n%v\nwant:\n%s", err, want)
	}
}

func TestLoadRefuses(t *testing.T) {
	for _, setting := range []string{
		"ADDR=8080", "ADDR=:http", "ADDR=:65536", "ADDR=:", "ADDR=::1:8080",
		"PORT=0", "PORT=65536", "PORT=http",
		"DRAIN_DELAY=-1s", "DRAIN_DELAY=61s", "DRAIN_DELAY=5",
		"DRAIN_TIMEOUT=0s", "DRAIN_TIMEOUT=11m",
		"LOG_LEVEL=trace", "LOG_LEVEL=info+2",
	} {
		t.Run(setting, func(t *testing.T) {
			name, value, _ := strings.Cut(setting, "=")
			_, err := Load(environment{name: value}.lookup)
			if err == nil || strings.Count(err.Error(), "must be") != 1 || !strings.Contains(err.Error(), name+": must be") {
				t.Errorf("got %v, want one problem with %s", err, name)
			}
		})
	}
}
