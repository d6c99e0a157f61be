// Package config reads what a service needs from its environment, and reports every problem at once.
package config

import (
	"log/slog"
	"time"

	"berth.dev/services/internal/server"
)

// Config is the whole configuration of a service. Load fills it, nothing changes it afterwards.
type Config struct {
	// Addr is where the server listens: ADDR, ":port" or "host:port". Without it PORT, 1 to 65535, on every interface;
	// without both ":8080".
	Addr string
	// DrainDelay is how long a stopping server still takes requests: DRAIN_DELAY, 0s to 60s, default 5s.
	// It has to outlast the time that load balancers need to notice that the pod is leaving.
	DrainDelay time.Duration
	// DrainTimeout is how long requests may then take to finish: DRAIN_TIMEOUT, 1s to 10m, default 15s.
	DrainTimeout time.Duration
	// LogLevel is the lowest level that is logged: LOG_LEVEL, default info. The access log is at debug.
	LogLevel slog.Level
}

// Load reads the variables that lookup knows, in a service os.LookupEnv. An empty variable counts as unset.
func Load(lookup func(name string) (string, bool)) (Config, error) {
	env := reader{lookup: lookup}
	cfg := Config{
		Addr:         env.addr("ADDR", env.port("PORT", ":8080")),
		DrainDelay:   env.duration("DRAIN_DELAY", server.DefaultDrainDelay, 0, time.Minute),
		DrainTimeout: env.duration("DRAIN_TIMEOUT", server.DefaultDrainTimeout, time.Second, 10*time.Minute),
		LogLevel:     env.level("LOG_LEVEL", slog.LevelInfo),
	}
	return cfg, env.err()
}
