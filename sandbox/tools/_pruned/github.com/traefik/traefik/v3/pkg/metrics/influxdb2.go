package metrics

import (
	"context"

	"github.com/rs/zerolog/log"
	"github.com/traefik/traefik/v3/pkg/types"
)

// RegisterInfluxDB2 registers nothing: the sandbox's Traefik lacks this client.
func RegisterInfluxDB2(ctx context.Context, _ *types.InfluxDB2) Registry {
	log.Ctx(ctx).Error().Msg("The sandbox's build of Traefik cannot send metrics to InfluxDB")
	return NewVoidRegistry()
}

// StopInfluxDB2 has nothing to stop.
func StopInfluxDB2() {}
