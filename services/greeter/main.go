// Greeter is the smallest service there is: it says hello.
package main

import (
	"fmt"
	"log/slog"
	"os"

	"berth.dev/services/internal/config"
	"berth.dev/services/internal/server"
)

func main() {
	cfg, err := config.Load(os.LookupEnv)
	if err != nil {
		fmt.Fprintln(os.Stderr, err) // Plain, because the log level is part of what may be wrong.
		os.Exit(1)
	}
	log := slog.New(slog.NewJSONHandler(os.Stdout, &slog.HandlerOptions{Level: cfg.LogLevel}))
	if err := run(cfg, log); err != nil {
		log.Error("cannot serve", "error", err)
		os.Exit(1)
	}
}

func run(cfg config.Config, log *slog.Logger) error {
	ctx, stop := server.SignalContext()
	defer stop()
	return server.NewServer(cfg.Addr, Greeter{},
		server.WithLogger(log),
		server.WithDrain(cfg.DrainDelay, cfg.DrainTimeout),
	).Start(ctx)
}
